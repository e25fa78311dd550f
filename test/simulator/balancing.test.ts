import { describe, expect, test } from 'vitest';
import { encodeIcmp } from '../../src/packet/icmp.js';
import { encodeIpv4 } from '../../src/packet/ipv4.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { echo, exchange, scenarioOf, udp } from './probing.js';

const B = '198.51.100.10';
/** a, then s which shares between x and y, then j, then b. */
const diamond = (balance: string): Simulation =>
  new Simulation(
    scenarioOf(`nodes:
  a:
  s: { router: true, balance: ${balance} }
  x: { router: true }
  y: { router: true }
  j: { router: true }
  b: { udp: { 9: discard } }
links:
  - { between: { a: 10.0.1.1/24, s: 10.0.1.2/24 } }
  - { between: { s: 10.0.2.1/24, x: 10.0.2.2/24 } }
  - { between: { s: 10.0.3.1/24, y: 10.0.3.2/24 } }
  - { between: { x: 10.0.4.1/24, j: 10.0.4.2/24 } }
  - { between: { y: 10.0.5.1/24, j: 10.0.5.2/24 } }
  - { between: { j: 198.51.100.1/24, b: 198.51.100.10/24 } }`),
  );

/** By which branch each probe went: who reports that its ttl of 2 is spent. */
const branches = (world: Simulation, probes: readonly Uint8Array[]): string[] =>
  probes.map((probe) => {
    const source = exchange(world, probe, world.clock.now() + 10)[0]?.ip.source;
    return source === '10.0.2.2' ? 'x' : source === '10.0.3.2' ? 'y' : 'none';
  });
const ports = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => udp({ destination: B, ttl: 2, port: 33_434 + i }));
const repeated = (probe: Uint8Array, count: number): Uint8Array[] =>
  Array.from({ length: count }, () => probe);

describe('balancing', () => {
  test('none: always the first way', () => {
    expect(new Set(branches(diamond('none'), ports(50)))).toEqual(new Set(['x']));
  });

  test('by flow: ports decide, one flow keeps its way, and both ways get their share', () => {
    const world = diamond('flow');
    const shares = branches(world, ports(400));
    expect(shares.filter((branch) => branch === 'x').length / 400).toBeCloseTo(0.5, 1);
    expect(new Set(branches(world, repeated(udp({ destination: B, ttl: 2, port: 33_440 }), 20))).size).toBe(
      1,
    );
  });

  test('by flow: the checksum of an echo request counts, its sequence number alone does not', () => {
    const world = diamond('flow');
    const sequences = Array.from({ length: 50 }, (_, sequence) => echo({ destination: B, ttl: 2, sequence }));
    expect(new Set(branches(world, sequences))).toEqual(new Set(['x', 'y']));
    // As Paris traceroute: the data make up for the sequence number.
    const paris = Array.from({ length: 50 }, (_, sequence) => {
      const data = Uint8Array.of((0xffff - sequence) >> 8, (0xffff - sequence) & 0xff);
      const payload = encodeIcmp({ kind: 'echo-request', identifier: 7, sequence, data });
      return encodeIpv4({ source: '10.0.1.1', destination: B, ttl: 2, protocol: 1, payload });
    });
    expect(new Set(branches(world, paris)).size).toBe(1);
  });

  test('by packet: each in turn', () => {
    expect(branches(diamond('packet'), repeated(udp({ destination: B, ttl: 2, port: 9 }), 4))).toEqual([
      'x',
      'y',
      'x',
      'y',
    ]);
  });

  test('by destination: all the packets to one host go the same way', () => {
    expect(new Set(branches(diamond('destination'), ports(50))).size).toBe(1);
  });
});
