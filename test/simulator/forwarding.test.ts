import { describe, expect, test } from 'vitest';
import { internetChecksum } from '../../src/packet/checksum.js';
import { decodeIpv4Prefix } from '../../src/packet/ipv4.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { chain, echo, endOf, exchange, icmpOf, scenarioOf, udp } from './probing.js';

describe('the way of a packet', () => {
  test('a host two routers away answers after the delays of the links, with the ttl they left', () => {
    const [answer, ...others] = exchange(new Simulation(chain(2)), echo({ destination: endOf(2) }));
    expect(others).toEqual([]);
    expect(answer).toMatchObject({ atMs: 6, ip: { source: '10.0.3.2', ttl: 62, checksumValid: true } });
    expect(icmpOf(answer)).toMatchObject({
      kind: 'echo-reply',
      identifier: 7,
      sequence: 1,
      checksumValid: true,
    });
  });

  test('each router answers for its ttl, from the address of the interface that leads back', () => {
    const simulation = new Simulation(chain(3));
    const probes = [1, 2, 3, 4].map((ttl) => echo({ destination: endOf(3), ttl }));
    const answers = exchange(simulation, probes);
    expect(answers.map(({ ip, atMs }) => `${ip.source} ${atMs}`)).toEqual([
      '10.0.1.2 2',
      '10.0.2.2 4',
      '10.0.3.2 6',
      '10.0.4.2 8',
    ]);
  });

  test('an error quotes the packet as the router received it: ttl 1, and the checksum that goes with it', () => {
    const [answer] = exchange(new Simulation(chain(3)), echo({ destination: endOf(3), ttl: 3, size: 1000 }));
    expect(answer).toMatchObject({ ip: { source: '10.0.3.2', tos: 0xc0, ttl: 62, totalLength: 576 } });
    const message = icmpOf(answer);
    if (message.kind !== 'time-exceeded') throw new Error(message.kind);
    expect(message).toMatchObject({ code: 0, checksumValid: true });
    const quoted = decodeIpv4Prefix(message.quoted);
    expect(quoted).toMatchObject({ ttl: 1, checksumValid: true, identification: 0x1234, totalLength: 1028 });
  });

  test('the checksum follows the ttl at every hop, whatever it is', () => {
    const simulation = new Simulation(chain(1));
    const seen: number[] = [];
    simulation.tap({ node: 'b' }, ({ bytes, direction }) => {
      if (direction === 'in') seen.push(internetChecksum(bytes.subarray(0, 20)));
    });
    const probes = Array.from({ length: 512 }, (_, i) =>
      udp({ destination: endOf(1), port: 9, ttl: 2 + (i % 254), sourcePort: i }),
    );
    const patched = probes.map((probe, i) => setIdentification(probe, i * 128));
    exchange(simulation, patched);
    expect(seen).toHaveLength(512);
    expect(new Set(seen)).toEqual(new Set([0]));
  });

  test('a closed UDP port is reported by the host itself, from the address that was asked', () => {
    const [answer] = exchange(new Simulation(chain(2)), udp({ destination: endOf(2), port: 33_434 }));
    expect(answer?.ip.source).toBe('10.0.3.2');
    expect(icmpOf(answer)).toMatchObject({ kind: 'destination-unreachable', code: 3 });
  });
});

describe('where there is no way', () => {
  test('a router without a route says that the network is unreachable', () => {
    const [answer] = exchange(new Simulation(chain(2)), echo({ destination: '203.0.113.9' }));
    expect(answer?.ip.source).toBe('10.0.1.2');
    expect(icmpOf(answer)).toMatchObject({ kind: 'destination-unreachable', code: 0 });
  });

  test.each([
    ['unreachable', 1],
    ['prohibit', 13],
  ])('a route of type %s says so with code %i', (type, code) => {
    const nodes = `  r1: { router: true, routes: [{ to: 203.0.113.0/24, type: ${type} }] }`;
    const [answer] = exchange(new Simulation(chain(1, { nodes })), echo({ destination: '203.0.113.9' }));
    expect(icmpOf(answer)).toMatchObject({ kind: 'destination-unreachable', code });
  });

  test('a black hole says nothing, and counts', () => {
    const nodes = '  r1: { router: true, routes: [{ to: 203.0.113.0/24, type: blackhole }] }';
    const simulation = new Simulation(chain(1, { nodes }));
    expect(exchange(simulation, echo({ destination: '203.0.113.9' }))).toEqual([]);
    expect(simulation.counters('r1').dropped).toEqual({ blackhole: 1 });
  });

  test('a host that is not there is reported after three seconds, as ARP gives up', () => {
    const [answer] = exchange(new Simulation(chain(1)), echo({ destination: '10.0.2.77' }));
    expect(answer).toMatchObject({ atMs: 3002, ip: { source: '10.0.1.2' } });
    expect(icmpOf(answer)).toMatchObject({ kind: 'destination-unreachable', code: 1 });
  });

  test('on one’s own network, one’s own kernel reports it', () => {
    const [answer] = exchange(new Simulation(chain(1)), echo({ destination: '10.0.1.77' }));
    expect(answer).toMatchObject({ atMs: 3000, ip: { source: '10.0.1.1' } });
    expect(icmpOf(answer)).toMatchObject({ kind: 'destination-unreachable', code: 1 });
  });

  test('a host does not forward', () => {
    const scenario = scenarioOf(`nodes:
  a: { routes: [{ to: default, via: 10.0.1.2 }] }
  b:
links:
  - between: { a: 10.0.1.1/24, b: 10.0.1.2/24 }`);
    const simulation = new Simulation(scenario);
    expect(exchange(simulation, echo({ destination: '203.0.113.9' }))).toEqual([]);
    expect(simulation.counters('b').dropped).toEqual({ 'not-a-router': 1 });
  });

  test('a host without a route cannot send', () => {
    const scenario = scenarioOf(`nodes: { a: { routing: manual }, r: { router: true }, b: }
links:
  - between: { a: 10.0.1.1/24, r: 10.0.1.2/24 }
  - between: { r: 10.0.2.1/24, b: 10.0.2.2/24 }`);
    const endpoint = new Simulation(scenario).endpoint();
    expect(endpoint.send(echo({ destination: '10.0.2.2' }))).toBe('ENETUNREACH');
    expect(endpoint.sourceFor('10.0.2.2')).toBeUndefined();
  });

  test('a routing loop ends with the ttl', () => {
    const nodes = `  r1: { router: true, routes: [{ to: 203.0.113.0/24, via: 10.0.2.2 }] }
  r2: { router: true, routes: [{ to: 203.0.113.0/24, via: 10.0.2.1 }] }`;
    const simulation = new Simulation(chain(2, { nodes }));
    const [answer] = exchange(simulation, echo({ destination: '203.0.113.9', ttl: 64 }));
    expect(answer).toMatchObject({ ip: { source: '10.0.2.2' }, atMs: 66 });
    expect(icmpOf(answer).kind).toBe('time-exceeded');
    expect(simulation.clock.planned()).toBe(0);
  });
});

function setIdentification(packet: Uint8Array, identification: number): Uint8Array {
  const bytes = packet.slice();
  bytes.set([identification >> 8, identification & 0xff], 4);
  bytes.set([0, 0], 10);
  const checksum = internetChecksum(bytes.subarray(0, 20));
  bytes.set([checksum >> 8, checksum & 0xff], 10);
  return bytes;
}
