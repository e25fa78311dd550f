import { describe, expect, test } from 'vitest';
import type { PrintedMtr } from '../../../src/tools/mtr/printed-mtr.js';
import { mtrReport } from '../../../src/tools/mtr/mtr-report.js';
import { readMtr } from '../../../src/tools/mtr/read-mtr.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what mtr --json prints', () => {
  readsItsGoldenFiles(readMtr, golden('mtr', 'json'));
});

describe('what mtr --report prints', () => {
  // Nothing marks the end of a report: cut between two lines, it is a shorter one.
  const untilTheEnd = (text: string): PrintedMtr => {
    const output = readMtr(text);
    const whole = golden('mtr', 'report').some(
      ({ text: report }) => report === text || report === text.replace(/\r|\uFEFF/g, ''),
    );
    return whole ? output : { ...output, complete: false };
  };
  readsItsGoldenFiles(untilTheEnd, golden('mtr', 'report'));

  test('cut in the middle of a line, it is refused or not complete', { timeout: 60_000 }, () => {
    for (const { text } of golden('mtr', 'report')) {
      for (let length = 1; length < text.length; length += 1) {
        if (text[length - 1] === '\n') continue;
        try {
          expect(readMtr(text.slice(0, length)).complete).toBe(false);
        } catch (error) {
          expect(error).toHaveProperty('name', 'ParseError');
        }
      }
    }
  });
});

describe('layouts of other versions and options', () => {
  const titles = 'HOST: poste                       Loss%   Snt   Last   Avg  Best  Wrst StDev\n';
  const figures = '0.0%    10    9.8  12.2   8.7  18.2   3.0\n';
  const hopsOf = (...lines: readonly string[]) => readMtr(titles + lines.join('')).hops;

  test('before version 0.80: no sign between the number and the host', () => {
    const hops = hopsOf(
      `  1. inner-cake                    ${figures}`,
      ` 12. 198.51.100.13                 ${figures}`,
    );
    expect(hops).toMatchObject([
      { ttl: 1, addresses: [], hosts: [{ name: 'inner-cake' }], rtt: { avgMs: 12.2 } },
      { ttl: 12, addresses: ['198.51.100.13'], sent: 10 },
    ]);
  });

  // Version 0.95, with -y 0 to 4.
  test.each([
    ['AS64500  192.0.2.1', { address: '192.0.2.1', asn: 64500 }],
    ['AS???    192.0.2.1', { address: '192.0.2.1' }],
    ['192.0.2.0/24        192.0.2.1', { address: '192.0.2.1', info: '192.0.2.0/24' }],
    ['FR  192.0.2.1', { address: '192.0.2.1', info: 'FR' }],
    ['ripencc  box.example (192.0.2.1)', { name: 'box.example', address: '192.0.2.1', info: 'ripencc' }],
    ['2001-05-01  box.example', { name: 'box.example', info: '2001-05-01' }],
    ['??? box.example', { name: 'box.example' }],
  ])('%s', (host, expected) => {
    const [hop] = hopsOf(`  2. ${host}    ${figures}`, `     ${host}\n`);
    const { address } = expected as { address?: string };
    const isMore = Object.keys(expected).join() !== 'address';
    expect(hop?.hosts?.[0] ?? { address: hop?.addresses[0] }).toEqual(expected);
    expect(hop?.hosts?.length ?? 0).toBe(isMore ? 2 : 0);
    expect(hop?.addresses).toEqual(address === undefined ? [] : [address, address]);
  });

  test('nobody is known of a hop that is nobody', () => {
    expect(hopsOf(`  2. ??? ???    100.0    10    0.0   0.0   0.0   0.0   0.0\n`)).toEqual([
      { ttl: 2, addresses: [], lossPercent: 100, sent: 10 },
    ]);
  });

  test('what keeps this machine from sending stands for a host', () => {
    const line = `  2.|-- (no route to host)        100.0    10    0.0   0.0   0.0   0.0   0.0\n`;
    const [hop] = hopsOf(line);
    expect(hop).toEqual({ ttl: 2, addresses: [], lossPercent: 100, sent: 10, error: 'no route to host' });
    expect(mtrReport(readMtr(titles + line))).toContain('(no route to host)');
    const json =
      '{"report":{"mtr":{},"hubs":[{"count":2,"host":"(no route to host)","Loss%":100.0,"Snt":10}]}}';
    expect(readMtr(json).hops).toEqual([hop]);
  });

  test('the JSON says what -y asks under the name of the ASN', () => {
    const json = '{"report":{"mtr":{},"hubs":[{"count":1,"host":"192.0.2.1","ASN":"FR  "}]}}';
    expect(readMtr(json).hops[0]?.hosts).toEqual([{ address: '192.0.2.1', info: 'FR' }]);
  });

  test.each([
    ['mtr: udp socket connect failed: Network is unreachable\n', /^mtr: udp socket/],
    ['Usage:\n mtr [options] hostname\n', 'Usage:'],
    ["mtr: invalid option -- 'q'\nusage: mtr [-BfhvrctglxspQomniuT46]\n", /^mtr: invalid option/],
  ])('%j is a failure', (text, failure) => {
    const { hops, complete, ...read } = readMtr(text);
    expect([hops, complete]).toEqual([[], true]);
    expect(read.failure).toEqual(typeof failure === 'string' ? failure : expect.stringMatching(failure));
  });

  test('a line that is cut, or that nobody knows, is told; one with wrong figures is refused', () => {
    const first = `  1.|-- 192.0.2.1                  ${figures}`;
    expect(readMtr(`${titles}${first}  2.|-- 192.0.2.2     0.0%    1`)).toMatchObject({
      hops: [{ ttl: 1 }],
      notices: ['  2.|-- 192.0.2.2     0.0%    1'],
      complete: false,
    });
    expect(readMtr(`${titles}${first}Resolver: 192.0.2.53\n`).notices).toEqual(['Resolver: 192.0.2.53']);
    expect(() => hopsOf(first.replace('0.0%', '500.0%'))).toThrow('a share from 0 to 100 is expected');
  });
});

describe('JSON that is not of mtr is refused', () => {
  test.each([
    ['[]', 'an object is expected at the top'],
    ['{"report":{"mtr":{},"hubs":7}}', 'a list of hops is expected at report.hubs'],
    [
      '{"report":{"mtr":{},"hubs":[{"count":0,"host":"a"}]}}',
      'the number of a hop is expected at report.hubs[0].count',
    ],
    [
      '{"report":{"mtr":{},"hubs":[{"count":1,"host":"a","Avg":"1"}]}}',
      'a number is expected at report.hubs[0].Avg',
    ],
    [
      '{"report":{"mtr":{},"hubs":[{"count":1,"host":"a","Loss%":500}]}}',
      'a share from 0 to 100 is expected at report.hubs[0].Loss% of mtr',
    ],
    [
      '{"report":{"mtr":{},"hubs":[{"host":"a"}]}}',
      "the number of a hop is expected at report.hubs[0].count of mtr's JSON",
    ],
    [
      '{"report":{"mtr":{},"hubs":[{"count":1,"host":"a","host":"b"}]}}',
      '"host" is given twice (line 1, column 51)',
    ],
    ['{"report":{"mtr":{},\n"hubs":[}]}}', 'not JSON: unexpected "}]}}" (line 2'],
  ])('%s', (text, message) => {
    expect(() => readMtr(text)).toThrow(message);
  });
});
