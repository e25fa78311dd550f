import { describe, expect, test } from 'vitest';
import { mtrReport, traceHopLine, tracertReport, type MtrResult, type TraceHop } from 'sonde';

function answer(from: string, rttMs: number): TraceHop['probes'][number] {
  const rest = { mark: '', reached: false, final: false, replyTtl: 64, labels: [] };
  return { kind: 'answer', from, rttMs, ...rest };
}

const silence = { kind: 'timeout' } as const;

describe('traceHopLine', () => {
  test('writes an address once while it goes on answering', () => {
    const probes = [answer('192.0.2.1', 1), answer('192.0.2.1', 2), answer('192.0.2.2', 3)];
    expect(traceHopLine({ ttl: 4, probes })).toBe(' 4  192.0.2.1  1.000 ms  2.000 ms 192.0.2.2  3.000 ms');
  });

  test('writes names before addresses, and an address without a name twice', () => {
    const names = new Map([['192.0.2.1', 'r1.exemple.net']]);
    const probes = [answer('192.0.2.1', 1), answer('192.0.2.2', 2)];
    expect(traceHopLine({ ttl: 12, probes }, names)).toBe(
      '12  r1.exemple.net (192.0.2.1)  1.000 ms 192.0.2.2 (192.0.2.2)  2.000 ms',
    );
  });
});

test('tracertReport lays a trace out as Windows does', () => {
  const hops = [
    { ttl: 1, probes: [answer('192.0.2.1', 0.4), answer('192.0.2.1', 1.5), silence] },
    { ttl: 2, probes: [silence, silence, silence] },
    { ttl: 3, probes: [answer('192.0.2.9', 22), answer('192.0.2.9', 314.2), answer('192.0.2.9', 22)] },
  ];
  const heading = { host: 'www.exemple.fr', address: '192.0.2.9', maxTtl: 30, packetLength: 60 };
  expect(tracertReport({ ...heading, hops }, new Map([['192.0.2.1', 'box.maison']])).split('\n')).toEqual([
    'Détermination de l’itinéraire vers www.exemple.fr [192.0.2.9]',
    'avec un maximum de 30 sauts\u00a0:',
    '',
    '  1    <1 ms     2 ms     *     box.maison [192.0.2.1]',
    '  2     *        *        *     Délai d’attente de la demande dépassé.',
    '  3    22 ms   314 ms    22 ms  192.0.2.9',
    '',
    'Itinéraire déterminé.',
  ]);
});

test('mtrReport lays the figures out as mtr 0.95 does', () => {
  const rtt = { lastMs: 0.12, avgMs: 0.1, bestMs: 0.06, worstMs: 0.14, stdevMs: 0.04 };
  const result: MtrResult = {
    origin: 'live',
    host: 'localhost',
    address: '127.0.0.1',
    cycles: 2,
    reached: true,
    hops: [
      { ttl: 1, addresses: [], sent: 2, received: 0, lossPercent: 100 },
      {
        ttl: 2,
        addresses: ['127.0.0.1', '127.0.0.2', '127.0.0.3'],
        sent: 2,
        received: 2,
        lossPercent: 0,
        rtt,
      },
    ],
  };
  // The first line and the third one are of a real report, but for the numbers.
  expect(mtrReport(result, { title: 'vm' }).split('\n')).toEqual([
    'HOST: vm                          Loss%   Snt   Last   Avg  Best  Wrst StDev',
    '  1.|-- ???                       100.0     2    0.0   0.0   0.0   0.0   0.0',
    '  2.|-- 127.0.0.1                  0.0%     2    0.1   0.1   0.1   0.1   0.0',
    '    |  `|-- 127.0.0.2',
    '    |   |-- 127.0.0.3',
  ]);
});
