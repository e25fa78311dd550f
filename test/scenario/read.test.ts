import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/scenario/read.js';
import { DocumentError } from '../../src/document/document.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { changed, faults, sound } from './faulty-files.js';

/** What is wrong with the text, and where: « line:column path problem ». */
function faultOf(text: string): string {
  try {
    readScenario(text);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return `${error.line ?? 0}:${error.column ?? 0} ${error.path} | ${error.problem}`;
  }
  return 'none';
}

test('a sound file: quantities in the units of their names, defaults filled in, names both ways', () => {
  const { nodes, links, names, changes, traffic } = readScenario(sound);
  expect(links[0]?.ends[0]).toMatchObject({
    node: 'a',
    interface: 'eth0',
    addresses: [{ address: '10.0.1.1', prefixLength: 24 }],
    mtu: 1500,
    cost: 1,
    egress: { delayMs: 5, loss: 0, queuePackets: 1000 },
  });
  expect(links.map(({ name }) => name)).toEqual(['a - r', 'wan']);
  expect(links[1]?.ends.map(({ egress }) => [egress.rateBitsPerSecond, egress.loss])).toEqual([
    [1e8, 0.02],
    [1e8, 0],
  ]);
  expect(nodes[1]).toMatchObject({
    natLink: 'wan',
    routes: [{ kind: 'via', prefix: '203.0.113.0/24', hops: [{ gateway: '10.0.2.2', interface: 'eth1' }] }],
    icmp: { limit: { everyMs: 1000, burst: 6, per: 'destination' } },
  });
  expect(nodes[2]).toMatchObject({ tcpPorts: [80], udpServices: [{ port: 53, service: 'dns' }] });
  expect(names).toContainEqual({ name: 'www.exemple.fr', address: '10.0.2.2', reverse: true });
  expect(changes).toMatchObject([{ atMs: 10_000, egress: { rateBitsPerSecond: 1e6 } }]);
  expect(traffic).toMatchObject([{ sizeBytes: 1500, pattern: 'regular', stopMs: Infinity }]);
});

test('the message names the field, the line and the column', () => {
  expect(() => readScenario(changed('delay: 5 ms', 'delay: 5'))).toThrow(
    'links.0.delay: expected a duration such as 5 ms, got 5 (line 15, column 12)',
  );
});

describe('a file that is wrong', () => {
  test.each(faults)('%s → %s', (from, to, fault) => {
    expect(faultOf(changed(from, to))).toContain(fault);
  });

  test.each(['', '[]', '3', '~', '\u0000', '---\n---\n'])('as a whole: %j', (text) => {
    expect(faultOf(text)).toMatch(/^\d+:\d+ /);
  });

  test('a bomb: no time, no memory', () => {
    expect(faultOf(`title: ${'['.repeat(100_000)}`)).toMatch(/^1:\d+ {2}\| /);
    expect(faultOf('x'.repeat(1_000_001))).toContain('at most 1000000 characters');
    expect(faultOf(`${sound}${'extra: &a [1]\n'.repeat(1)}more: [*a, *a]`)).toContain('aliases');
  });

  test('too many nodes', () => {
    const nodes = Array.from({ length: 501 }, (_, i) => `  n${i}:`).join('\n');
    expect(faultOf(changed('nodes:\n', `nodes:\n${nodes}\n`))).toContain(
      'nodes | expected at most 500 nodes, got 504',
    );
  });

  test('whatever is cut out of it or put into it: a scenario that runs, or an error with a place', () => {
    const noise = fc.oneof(
      fc.constantFrom('', '0', ':', '{', '[]', '-1', '1e999', '/', '&a', '*a', '\t', '\n  - '),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.nat(sound.length), fc.nat(12), noise, (start, length, text) => {
        const mutant = sound.slice(0, start) + text + sound.slice(start + length);
        const fault = faultOf(mutant);
        if (fault !== 'none') expect(fault).toMatch(/^\d+:\d+ /);
        else new Simulation(readScenario(mutant)).clock.runUntil(20);
      }),
      { numRuns: 300 },
    );
  });
});
