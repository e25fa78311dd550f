import { describe, expect, test } from 'vitest';
import { decodeDns, encodeDns } from '../../src/packet/dns.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { chain, endOf, exchange, icmpOf, tcp, udp } from './probing.js';

const B = endOf(1);
const nodes = '  b: { names: www.exemple.fr, tcp: [80], udp: { 7: echo, 9: discard, 53: dns } }';
const simulation = (): Simulation => new Simulation(chain(1, { nodes }));

/** The TCP segments that come back, flags first. */
const segments = (world: Simulation, packet: Uint8Array): string[] =>
  exchange(world, packet).map(({ transport }) =>
    transport.kind === 'tcp'
      ? `${transport.segment.flags.join('+')} ${transport.segment.acknowledgment}`
      : transport.kind,
  );

describe('TCP', () => {
  const to = (destinationPort: number) => ({ destination: B, destinationPort });

  test('an open port accepts, with the maximum segment of its link', () => {
    const [answer] = exchange(simulation(), tcp({ ...to(80), flags: ['syn'], sequence: 41 }));
    expect(answer?.ip).toMatchObject({ source: B, dontFragment: true, identification: 0 });
    if (answer?.transport.kind !== 'tcp') throw new Error('no segment');
    expect(answer.transport.segment).toMatchObject({
      flags: ['syn', 'ack'],
      acknowledgment: 42,
      checksumValid: true,
    });
    expect([...answer.transport.segment.options]).toEqual([2, 4, 1460 >> 8, 1460 & 0xff]);
  });

  test('a closed port resets', () => {
    expect(segments(simulation(), tcp({ ...to(81), flags: ['syn'], sequence: 41 }))).toEqual(['rst+ack 42']);
    expect(segments(simulation(), tcp({ ...to(81), flags: ['ack'], acknowledgment: 9 }))).toEqual(['rst 0']);
    expect(segments(simulation(), tcp({ ...to(81), flags: ['rst'] }))).toEqual([]);
  });

  test('a raw SYN from a machine without a socket ends as in reality: its kernel resets the connection', () => {
    const world = simulation();
    const flags: string[] = [];
    world.tap({ node: 'b' }, ({ bytes }) => flags.push(`${bytes[33] ?? 0}`));
    exchange(world, tcp({ ...to(80), flags: ['syn'] }));
    const [syn, synAck, rst] = ['2', '18', '4'];
    expect(flags).toEqual([syn, synAck, rst]);
  });

  test('a program that has reserved its port goes on by itself', () => {
    const world = simulation();
    const release = world.endpoint().reserve('tcp', 40_000);
    expect(segments(world, tcp({ ...to(80), flags: ['syn'] }))).toEqual(['syn+ack 1001']);
    const data = new Uint8Array(10);
    expect(segments(world, tcp({ ...to(80), flags: ['ack', 'psh'], sequence: 1001, data }))).toEqual([
      'ack 1011',
    ]);
    expect(segments(world, tcp({ ...to(80), flags: ['fin', 'ack'], sequence: 1011 }))).toEqual([
      'fin+ack 1012',
    ]);
    expect(world.counters('b').received).toBe(3);
    release();
  });
});

describe('UDP', () => {
  test('the echo service sends back what it gets', () => {
    const [answer] = exchange(simulation(), udp({ destination: B, port: 7, data: Uint8Array.of(1, 2, 3) }));
    expect(answer?.transport).toMatchObject({ datagram: { sourcePort: 7, data: Uint8Array.of(1, 2, 3) } });
  });

  test('it does not answer another service: they would never stop', () => {
    expect(exchange(simulation(), udp({ destination: B, port: 7, sourcePort: 7 }))).toEqual([]);
  });

  test('discard says nothing, a closed port is reported', () => {
    expect(exchange(simulation(), udp({ destination: B, port: 9 }))).toEqual([]);
    expect(icmpOf(exchange(simulation(), udp({ destination: B, port: 10 }))[0])).toMatchObject({ code: 3 });
  });

  const ask = (name: string, type: 'A' | 'AAAA' | 'PTR'): ReturnType<typeof decodeDns> => {
    const data = encodeDns({ id: 5, questions: [{ name, type }] });
    const [answer] = exchange(simulation(), udp({ destination: B, port: 53, data }));
    if (answer?.transport.kind !== 'udp') throw new Error('no answer');
    return decodeDns(answer.transport.datagram.data);
  };

  test('DNS knows the names of the scenario, both ways', () => {
    expect(ask('WWW.exemple.fr', 'A')).toMatchObject({
      id: 5,
      responseCode: 0,
      answers: [{ type: 'A', address: B }],
    });
    expect(ask('www.exemple.fr', 'AAAA')).toMatchObject({ responseCode: 0, answers: [] });
    expect(ask('2.2.0.10.in-addr.arpa', 'PTR')).toMatchObject({ answers: [{ target: 'www.exemple.fr' }] });
    expect(ask('nulle.part', 'A')).toMatchObject({ responseCode: 3, answers: [] });
  });
});
