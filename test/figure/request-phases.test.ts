import { describe, expect, test } from 'vitest';
import { figure } from 'sonde';
import { recordedCapture, type Capture } from 'sonde/capture';
import type { CapturedPacket } from '../../src/capture/capture.js';

const hostile = '</script><img src=x onerror=alert(1)>';

async function packetsOf(name: string): Promise<CapturedPacket[]> {
  const packets: CapturedPacket[] = [];
  for await (const packet of await recordedCapture(name)) packets.push(packet);
  return packets;
}

async function captureOf(packets: readonly CapturedPacket[]): Promise<Capture> {
  const like = await recordedCapture('http');
  return Object.assign(Object.create(like) as Capture, {
    async *[Symbol.asyncIterator]() {
      yield* await Promise.resolve(packets);
    },
  });
}

/** The recorded DNS question, as if it had been asked some time before the page. */
async function namedPage(beforeMs: number): Promise<Capture> {
  const [dns, http] = [await packetsOf('dns'), await packetsOf('http')];
  const [asked, given] = dns as [CapturedPacket, CapturedPacket];
  const nsOf = ({ seconds, nanoseconds }: CapturedPacket): number =>
    (seconds - asked.seconds) * 1e9 + nanoseconds;
  const shiftNs = nsOf(http[0] ?? asked) - nsOf(given) - beforeMs * 1e6;
  const moved = [asked, given].map((packet) => {
    const ns = nsOf(packet) + shiftNs;
    return {
      ...packet,
      seconds: asked.seconds + Math.floor(ns / 1e9),
      nanoseconds: ((ns % 1e9) + 1e9) % 1e9,
    };
  });
  return captureOf([...moved, ...http]);
}

function rows({ phases }: figure.PhaseFlame): string[] {
  return phases.map(
    ({ name, who, depth, startMs, endMs }) =>
      `${'  '.repeat(depth)}${name} [${who}] ${startMs.toFixed(3)} ${endMs.toFixed(3)}`,
  );
}

describe('requestPhases', () => {
  test('an encrypted connection is refused: its first bytes are not the request', async () => {
    await expect(figure.requestPhases(await recordedCapture('tls'))).rejects.toThrow(
      'connection 0 cannot be timed: it does not begin with an HTTP request in clear',
    );
  });

  test('a recorded page: the times of its packets, as Wireshark dates them', async () => {
    expect(rows(await figure.requestPhases(await recordedCapture('http')))).toEqual([
      'La requête entière [whole] 0.000 51.269',
      '  Connexion TCP [whole] 0.000 0.094',
      '    SYN, puis SYN, ACK [network] 0.000 0.071',
      '    ACK du client [client] 0.071 0.094',
      '  Le client se prépare [client] 0.094 19.629',
      '  Demande et réponse [whole] 19.629 51.269',
      '    La demande est acquittée [network] 19.629 19.691',
      '    Attente du premier octet [server] 19.691 51.269',
      '    Transfert de la réponse [network] 51.269 51.269',
    ]);
  });

  test('the name comes first, where it was asked for just before', async () => {
    const [whole, name, pause, connection] = rows(await figure.requestPhases(await namedPage(2)));
    expect(whole).toBe('La requête entière [whole] 0.000 59.682');
    expect(name).toBe('  Question au DNS [network] 0.000 6.412');
    expect(pause).toBe('  Le client se prépare [client] 6.412 8.412');
    expect(connection).toBe('  Connexion TCP [whole] 8.412 8.506');
  });

  test('a name asked for long before is another story', async () => {
    expect(rows(await figure.requestPhases(await namedPage(1500)))[1]).toMatch(/Connexion TCP/);
  });

  test.each([
    ['without its opening', (all: CapturedPacket[]) => all.slice(1), /no syn/],
    ['before its answer', (all: CapturedPacket[]) => all.slice(0, 5), /no firstByte/],
    ['that nothing asks on', (all: CapturedPacket[]) => all.slice(0, 3), /no request/],
    ['which is empty', () => [], /no syn/],
  ])('refuses a capture %s', async (_, cut, message) => {
    const capture = await captureOf(cut(await packetsOf('http')));
    await expect(figure.requestPhases(capture)).rejects.toThrow(message);
  });

  test('refuses a connection that is not there', async () => {
    await expect(figure.requestPhases(await recordedCapture('http'), { stream: 7 })).rejects.toThrow(
      RangeError,
    );
  });

  test('a capture cut at any packet gives whole phases or a RangeError', async () => {
    const all = await packetsOf('http');
    for (let kept = 0; kept <= all.length; kept++) {
      const timed = figure.requestPhases(await captureOf(all.slice(0, kept)));
      if (kept < 6) await expect(timed).rejects.toThrow(RangeError);
      else
        for (const { startMs, endMs } of (await timed).phases)
          expect(endMs - startMs).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('phaseFlame', () => {
  const whole = { name: 'Tout', who: 'whole', depth: 0, startMs: 0, endMs: 40 } as const;

  test('says who was waited for, how long, and the share of the whole', async () => {
    const { alt, origin } = figure.phaseFlame(await figure.requestPhases(await recordedCapture('http')));
    expect(origin).toBe('recorded');
    expect(alt).toContain('Attente du premier octet (on attend le serveur)\u00a0: 31,6\u00a0ms, 62\u202f%.');
    expect(alt).toContain('ACK du client (on attend le client)\u00a0: 0,0221\u00a0ms, moins de 0,1\u202f%.');
  });

  test('shows a hostile name as it is written', () => {
    const { data, layout } = figure.phaseFlame({ title: 'Une page', phases: [{ ...whole, name: hostile }] });
    expect(JSON.stringify([data, layout])).not.toMatch(/<\/script|<img/);
  });

  test.each([
    ['nothing', []],
    ['a phase that begins before the first', [whole, { ...whole, startMs: -1 }]],
    ['a phase that ends after the first', [whole, { ...whole, endMs: 41 }]],
    ['a phase that ends before it begins', [whole, { ...whole, startMs: 30, endMs: 20 }]],
    ['a time that is not a number', [whole, { ...whole, startMs: NaN }]],
  ])('refuses %s', (_, phases) => {
    expect(() => figure.phaseFlame({ title: 'Une page', phases })).toThrow(RangeError);
  });
});
