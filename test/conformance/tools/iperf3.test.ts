import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Iperf3Event, Iperf3Options, Iperf3Result } from '../../../src/tools/iperf3/iperf3-options.js';
import { iperf3, iperf3Running } from '../../../src/tools/iperf3/iperf3.js';
import { labCommandLine } from '../../../src/lab/exec.js';
import { ChainLab, whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('iperf3');

/** Processes of iperf3 that this one started. */
function leftBehind(): string[] {
  return execFileSync('ps', ['--ppid', String(process.pid), '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('iperf3'));
}

function bytesOf({ sums }: Iperf3Result): number {
  return sums.filter(({ omitted }) => !omitted).reduce((total, { bytes }) => total + bytes, 0);
}

describe.skipIf(lack)(`iperf3 on loopback${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const short: Iperf3Options = { source: 'live', durationS: 1, intervalS: 0.5, bitsPerSecond: 20e6 };

  afterEach(() => {
    expect(leftBehind()).toEqual([]);
  });

  test.each<[string, Iperf3Options]>([
    ['TCP', {}],
    ['-R', { reverse: true }],
    ['--bidir', { bidirectional: true }],
    ['-P 3', { parallel: 3 }],
    ['UDP', { udp: true }],
    ['UDP -R', { udp: true, reverse: true }],
    ['-O 1', { omitS: 1 }],
    ['-w', { windowBytes: 65536 }],
  ])('%s: intervals add up to the totals', async (_, options) => {
    const events: Iperf3Event[] = [];
    for await (const event of iperf3Running({ ...short, ...options })) events.push(event);
    const last = events.at(-1);
    if (last?.kind !== 'result') throw new Error('no result');
    const { origin, error, summaries, test: asked } = last.result;
    expect([origin, error, asked?.durationS]).toEqual(['live', undefined, 1]);
    const way = options.reverse ? 'received' : 'sent';
    const totals = summaries.reduce((total, summary) => total + (summary[way]?.bytes ?? 0), 0);
    // With -O two writes of some twenty may fall on either side of the line.
    expect(Math.abs(bytesOf(last.result) / totals - 1)).toBeLessThan(options.omitS ? 0.25 : 0.1);
    // A server that did not get the processor for half a second tells two intervals in one.
    expect(events.length).toBeGreaterThan(1);
  });

  test('a port that is taken is left to its owner', async () => {
    const both = await Promise.all([iperf3(short), iperf3(short)]);
    expect(both.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(new Set(both.map(({ connections }) => connections[0]?.remotePort)).size).toBe(2);
  });

  test('aborted, it ends both sides', async () => {
    const abortion = new AbortController();
    const running = iperf3Running({ ...short, durationS: 60, signal: abortion.signal });
    await running.next();
    abortion.abort(new Error('enough'));
    await expect(running.next().then(() => running.next())).rejects.toThrow('enough');
  });

  test('leaving the loop ends both sides', async () => {
    for await (const event of iperf3Running({ ...short, durationS: 60 }))
      if (event.kind === 'interval') break;
  });

  test('a server that is not there is told in the result', async () => {
    const { error } = await iperf3({ ...short, server: '127.0.0.1', port: 1 });
    expect(error).toContain('Connection refused');
  });
});

const chain = lack === undefined ? await ChainLab.bringUp('iperf3') : lack;
const noLab = typeof chain === 'string' ? chain : undefined;

describe.skipIf(noLab)(`iperf3 in a lab${noLab ? ` [skipped: ${noLab}]` : ''}`, () => {
  afterAll(async () => {
    if (typeof chain !== 'string') await chain.remove();
  });

  test('goes from one host to the other', async () => {
    if (typeof chain === 'string') return;
    const lab = {
      clientPrefix: await labCommandLine(chain.lab, 'poste', []),
      serverPrefix: await labCommandLine(chain.lab, 'serveur', []),
      serverAddress: await serverAddress(chain),
    };
    const { connections, error } = await iperf3({ source: 'live', durationS: 1, bitsPerSecond: 1e6, lab });
    expect(error).toBeUndefined();
    expect(connections[0]?.remoteAddress).toBe(lab.serverAddress);
  });
});

async function serverAddress({ lab }: ChainLab): Promise<string> {
  const [program = '', ...args] = await labCommandLine(lab, 'serveur', [
    'ip',
    '-4',
    '-o',
    'addr',
    'show',
    'scope',
    'global',
  ]);
  return /inet ([\d.]+)/.exec(execFileSync(program, args, { encoding: 'utf8' }))?.[1] ?? '';
}
