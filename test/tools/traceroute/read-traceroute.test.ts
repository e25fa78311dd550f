import { describe, expect, test } from 'vitest';
import { readTraceroute } from '../../../src/tools/traceroute/read-traceroute.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what traceroute prints', () => {
  readsItsGoldenFiles(readTraceroute, golden('traceroute'));
});

const heading = 'traceroute to host.example (192.0.2.9), 30 hops max, 60 byte packets';
const read = (...lines: readonly string[]) => readTraceroute([heading, ...lines, ''].join('\n'));

describe('layouts of other systems and options', () => {
  test('BSD -S: the share of probes without an answer ends a hop', () => {
    const { hops, complete } = read(
      ' 1  198.51.100.1 (198.51.100.1)  0.419 ms  0.287 ms  0.243 ms (0% loss)',
      ' 2  * * * (100% loss)',
      ' 3  192.0.2.9 (192.0.2.9)  3.384 ms !X *  2.439 ms !X (33% loss)',
    );
    expect(hops.map(({ probes }) => probes.map((probe) => ('rttMs' in probe ? probe.rttMs : null)))).toEqual([
      [0.419, 0.287, 0.243],
      [null, null, null],
      [3.384, null, 2.439],
    ]);
    expect(complete).toBe(true);
  });

  test('Linux -A without a network: the look-up writes in the middle, and says « !! » for what it did not find', () => {
    const offline = readTraceroute(
      `${heading}whois.radb.net/nicname: Temporary failure in name resolution\n\n 1  192.0.2.1`,
    );
    expect(offline).toMatchObject({
      host: 'host.example',
      hops: [{ ttl: 1, probes: [] }],
      notices: ['whois.radb.net/nicname: Temporary failure in name resolution', ' 1  192.0.2.1'],
      complete: false,
    });
    const { hops } = read(' 1  192.0.2.1 [!!]  0.019 ms  192.0.2.2 [*]  0.011 ms');
    expect(hops[0]?.probes).toEqual([
      { kind: 'answer', from: '192.0.2.1', rttMs: 0.019 },
      { kind: 'answer', from: '192.0.2.2', asns: [], rttMs: 0.011 },
    ]);
  });

  test('inetutils: units without a blank, and names after addresses', () => {
    const { hops } = readTraceroute(
      'traceroute to h.example (192.0.2.9), 64 hops max\n  1   192.0.2.1 (gw.example)  0.034ms  0.017ms  0.015ms \n  2   192.0.2.9  1.5ms  *  1.2ms \n',
    );
    expect(hops[0]?.probes[0]).toEqual({
      kind: 'answer',
      from: '192.0.2.1',
      name: 'gw.example',
      rttMs: 0.034,
    });
    expect(hops[1]?.probes.map(({ kind }) => kind)).toEqual(['answer', 'timeout', 'answer']);
  });

  test('what hides addresses writes one word twice', () => {
    expect(read(' 2  Internal (Internal)  0.894 ms  0.890 ms  0.876 ms').hops[0]?.probes[0]).toMatchObject({
      from: 'Internal',
      rttMs: 0.894,
    });
  });
});

describe('a hop that is half printed has the probes that were', () => {
  const first = ' 1  192.0.2.1 (192.0.2.1)  0.419 ms  0.287 ms  0.243 ms';
  test.each([
    [' 2  198.51.100.1 (198.51.100.1)  1.1 ms  1.2', 1],
    [' 2  198.51.100.1 (198.51', 0],
    [' 2  *', 1],
    [' 2  * * 198.51.100.1', 2],
  ])('%s', (line, probes) => {
    for (const end of ['', '\n']) {
      const { hops, complete } = readTraceroute(`${heading}\n${first}\n${line}${end}`);
      expect(hops.map((hop) => hop.probes.length)).toEqual([3, probes]);
      expect(complete).toBe(false);
    }
  });

  test('but in the middle it is refused', () => {
    expect(() => read(' 1  192.0.2.1 (192.0.2.1)  0.4', ' 2  192.0.2.9  1 ms')).toThrow('line 2');
  });
});

test('a line after the first that nobody knows is a notice', () => {
  expect(read(' 1  192.0.2.9  1.0 ms  1.0 ms  1.0 ms', 'what is this').notices).toEqual(['what is this']);
});

test('a live trace of ours is whole without a last end of line', () => {
  const hop = ' 2  192.0.2.9  1.000 ms  1.000 ms  1.000 ms';
  const text = `${heading}\n 1  192.0.2.1  1.000 ms  1.000 ms  1.000 ms\n${hop}`;
  expect(readTraceroute(text).complete).toBe(true);
  // A mark may be missing, or a router is not the end.
  expect(readTraceroute(text.replace('1.000 ms  1.000 ms  1.000 ms\n', '1 ms !X\n')).complete).toBe(true);
  expect(readTraceroute(`${text.slice(0, -hop.length)}${hop.replace('ms ', 'ms !X')}`).complete).toBe(false);
  expect(readTraceroute(text.replaceAll('192.0.2.9  ', '192.0.2.8  ')).complete).toBe(false);
});

test.each([
  ['Specify "host" missing argument.\n', 'Specify "host" missing argument.'],
  ['Usage:\n  traceroute [ -46dFITnreAUDV ] host [ packetlen ]\nOptions:\n  -4  Use IPv4\n', 'Usage:'],
  ['usage: traceroute [-adDeFInrSvx] [-A as_server]\n\t[-f first_ttl]\n', /^usage: traceroute/],
  ['BusyBox v1.35.0 multi-call binary.\n\nUsage: traceroute [-46Flnrv]\n', /^BusyBox/],
  [
    "traceroute: missing host operand\nTry 'traceroute --help' or 'traceroute --usage' for more information.\n",
    /missing host operand/,
  ],
])('%j is a failure', (text, failure) => {
  const { hops, complete, ...trace } = readTraceroute(text);
  expect([hops, complete]).toEqual([[], true]);
  expect(trace.failure).toEqual(typeof failure === 'string' ? failure : expect.stringMatching(failure));
});
