import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CapturePermissionError, capturing } from '../../src/capture/live-capture.js';
import { decodePacket } from '../../src/packet/packet.js';
import { whyNotInstalled } from '../conformance/chain-lab.js';
import { whyNoRawSockets } from '../network/privilege.js';
import { doorOf, runScript } from '../network/run-dist.js';

const lack = whyNoRawSockets() ?? whyNotInstalled('tcpdump', 'setpriv');

describe.skipIf(lack)(`capturing on loopback${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const socket = createSocket('udp4');
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    ({ port } = socket.address());
  });
  afterAll(() => {
    socket.close();
  });
  const send = (text: string) =>
    new Promise((resolve) => {
      socket.send(text, port, '127.0.0.1', resolve);
    });

  test('what is sent once it has begun is in it', async () => {
    const capture = await capturing({ interface: 'lo', filter: `udp and port ${port}`, count: 3 });
    for (const text of ['un', 'deux', 'trois']) await send(text);
    const texts: string[] = [];
    for await (const { bytes, linkType, interface: seen } of capture) {
      expect([linkType, seen?.id]).toEqual([1, 0]);
      const { transport } = decodePacket(bytes.subarray(14));
      if (transport.kind === 'udp') texts.push(new TextDecoder().decode(transport.datagram.data));
    }
    expect(texts).toEqual(['un', 'deux', 'trois']);
    expect(capture.origin).toBe('live');
    expect(capture.facts().interfaces).toMatchObject([{ name: 'lo', dropped: 0 }]);
  });

  test('who leaves the loop ends it', async () => {
    const capture = await capturing({ interface: 'lo', filter: `udp and port ${port}`, snaplen: 30 });
    await send('un long message');
    for await (const { capturedLength, originalLength } of capture) {
      expect([capturedLength, originalLength]).toEqual([30, 57]);
      break;
    }
  });

  test('stop, a signal and a duration end it; what was captured is kept', async () => {
    const filter = `udp and port ${port}`;
    const controller = new AbortController();
    const captures = [
      await capturing({ interface: 'lo', filter }),
      await capturing({ interface: 'lo', filter, signal: controller.signal }),
      await capturing({ interface: 'lo', filter, durationMs: 5000 }),
    ];
    const counts = captures.map(async (capture) => {
      let count = 0;
      for await (const packet of capture) {
        count = packet.number;
        if (capture === captures[0]) void capture.stop();
        if (capture === captures[1]) controller.abort();
      }
      return count;
    });
    await send('un');
    expect(await Promise.all(counts)).toEqual([1, 1, 1]);
  });

  test.each([
    [{ interface: 'absent0' }, /absent0/],
    [{ interface: 'lo', filter: 'icmp && (' }, /syntax error/],
    [{ interface: 'lo', filter: '-w/tmp/x' }, /could be taken for an option/],
    [{ interface: '-Z' }, /could be taken for an option/],
    [{ interface: 'lo', count: 0 }, /count must be/],
    [{ interface: 'lo', snaplen: 1e9 }, /snaplen must be/],
    [{ interface: 'lo', durationMs: Number.NaN }, /durationMs must be/],
  ])('%j is refused in words', async (options, message) => {
    await expect(capturing(options)).rejects.toThrow(message);
  });

  test('without permission, says so, and auto reads the recorded capture', async () => {
    const body = `
      const refused = await sonde.capturing({ interface: 'lo' }).catch((error) => error);
      const { origin, reason } = await sonde.openCapture({ interface: 'lo', recorded: 'dns' });
      console.log(JSON.stringify([refused.name, origin, reason]));`;
    const nobody = ['setpriv', '--bounding-set', '-net_raw,-net_admin', '--inh-caps', '-all'];
    const before = [...nobody, '--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath];
    const { stdout, stderr } = await runScript(body, before, doorOf('capture'));
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      CapturePermissionError.name,
      'recorded',
      'capture enregistrée : capturer demande d’être root (ou la capacité CAP_NET_RAW)',
    ]);
  });

  test('in another network namespace, through a prefix', async () => {
    const prefix = ['unshare', '--net'];
    const stopped = capturing({ interface: 'lo', durationMs: 100, prefix });
    // The loopback of a new namespace is down: tcpdump says so, which shows where it ran.
    await expect(stopped).rejects.toThrow(/lo: That device is not up|Network is down/);
  });
});

test.skipIf(lack)('no tcpdump is left running', () => {
  const children = execFileSync('ps', ['-o', 'comm=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  expect(children).not.toContain('tcpdump');
});
