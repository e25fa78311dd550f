import { describe, expect, test } from 'vitest';
import { Simulation } from '../../src/simulator/simulation.js';
import { chain, echo, endOf, exchange, icmpOf, tcp, udp } from './probing.js';

const B = endOf(1);
/** r1 filters; b listens on 22, 80 and 443. */
const filtered = (...rules: string[]): Simulation =>
  new Simulation(
    chain(1, {
      nodes: `  r1: { router: true, filters: [${rules.join(', ')}] }\n  b: { tcp: [22, 80, 443], udp: { 7: echo } }`,
    }),
  );
const syn = (destinationPort: number): Uint8Array => tcp({ destination: B, destinationPort, flags: ['syn'] });

describe('a filter', () => {
  test('drops in silence, by protocol', () => {
    const world = filtered('{ drop: icmp }');
    expect(exchange(world, echo({ destination: B }))).toEqual([]);
    expect(world.counters('r1').dropped).toEqual({ filtered: 1 });
    expect(exchange(world, udp({ destination: B, port: 7 }))).toHaveLength(1);
  });

  test('does not keep the router itself from answering: that is another chain', () => {
    expect(exchange(filtered('{ drop: icmp }'), echo({ destination: '10.0.1.2' }))).toHaveLength(1);
    expect(exchange(filtered('{ on: input, drop: icmp }'), echo({ destination: '10.0.1.2' }))).toEqual([]);
    expect(exchange(filtered('{ on: output, drop: icmp }'), echo({ destination: B, ttl: 1 }))).toEqual([]);
  });

  test('stops at the first rule that matches', () => {
    const world = filtered(
      '{ accept: tcp, ports: 80 }',
      '{ accept: tcp, ports: 400-500 }',
      '{ drop: tcp, in: a - r1 }',
    );
    const ports = (packet: Uint8Array): number => exchange(world, packet).length;
    expect([ports(syn(80)), ports(syn(443)), ports(syn(22))]).toEqual([1, 1, 0]);
  });

  test('matches ICMP types, sources and destinations', () => {
    expect(exchange(filtered('{ drop: icmp, types: 8 }'), echo({ destination: B }))).toEqual([]);
    expect(exchange(filtered('{ drop: icmp, types: 13 }'), echo({ destination: B }))).toHaveLength(1);
    expect(exchange(filtered('{ drop: any, from: 10.0.1.0/24 }'), echo({ destination: B }))).toEqual([]);
    expect(exchange(filtered('{ drop: any, from: 10.0.1.2/31 }'), echo({ destination: B }))).toHaveLength(1);
    expect(exchange(filtered('{ drop: any, to: 10.0.2.2/32 }'), echo({ destination: B }))).toEqual([]);
    expect(exchange(filtered('{ drop: any, to: "2001:db8::/32" }'), echo({ destination: B }))).toHaveLength(
      1,
    );
  });

  test.each([
    ['port-unreachable', 3],
    ['net-unreachable', 0],
    ['host-unreachable', 1],
    ['net-prohibited', 9],
    ['host-prohibited', 10],
    ['admin-prohibited', 13],
  ])('rejects with %s, which is code %i', (answer, code) => {
    const [rejected] = exchange(
      filtered(`{ reject: udp, with: ${answer} }`),
      udp({ destination: B, port: 7, ttl: 9 }),
    );
    expect(rejected?.ip.source).toBe('10.0.1.2');
    const message = icmpOf(rejected);
    expect(message).toMatchObject({ kind: 'destination-unreachable', code });
    // A filter stands after the decrement: the quoted packet shows it.
    if (message.kind === 'destination-unreachable') expect(message.quoted[8]).toBe(8);
  });

  test('resets a connection in the name of the host', () => {
    const [reset] = exchange(filtered('{ reject: tcp, with: tcp-reset }'), syn(443));
    expect(reset).toMatchObject({
      atMs: 2,
      ip: { source: B },
      transport: { segment: { flags: ['rst', 'ack'] } },
    });
  });

  test('of the sender itself refuses with an error', () => {
    const world = new Simulation(chain(1, { nodes: '  a: { filters: [{ on: output, drop: udp }] }' }));
    expect(world.endpoint().send(udp({ destination: B, port: 7 }))).toBe('EPERM');
  });
});
