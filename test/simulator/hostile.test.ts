import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeDns } from '../../src/packet/dns.js';
import { fragmentIpv4 } from '../../src/packet/ipv4-fragment.js';
import { encodeIpv4Options } from '../../src/packet/ipv4-options.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { echo, echo6, scenarioOf, tcp, udp } from './probing.js';

/** Every kind of node in a row: NAT, filters of every sort, balancing, limits, and a host with every service. */
const scenario = scenarioOf(`nodes:
  a: { tcp: [80], udp: { 7: echo, 53: dns } }
  box: { router: true, nat: wan, icmp: { limit: { every: 10 ms } } }
  r:
    router: true
    balance: flow
    zero-ttl: true
    icmp: { delay: 1 ms, jitter: 1 ms, mask: true }
    filters: [{ reject: tcp, with: tcp-reset, ports: 23 }, { reject: udp, ports: 1-6 }, { drop: icmp, types: [13] }]
  b: { tcp: [80], udp: { 7: echo, 9: discard, 53: dns }, icmp: { mask: true } }
links:
  - { between: { a: [10.0.1.1/24, "2001:db8:1::1/64"], box: [10.0.1.2/24, "2001:db8:1::2/64"] } }
  - { name: wan, between: { box: [10.0.2.1/24, "2001:db8:2::1/64"], r: [10.0.2.2/24, "2001:db8:2::2/64"] }, mtu: 1280 bytes }
  - { between: { r: [10.0.3.1/24, "2001:db8:3::1/64"], b: [10.0.3.2/24, "2001:db8:3::2/64"] }, duplication: 5 % }
  - { between: { r: 10.0.4.1/24, b: 10.0.4.2/24 } }`);

const B = '10.0.3.2';
const dns = encodeDns({ id: 1, questions: [{ name: 'b', type: 'A' }] });
const options = encodeIpv4Options([{ kind: 'record-route', slots: 4, recorded: [] }]);
const sound: readonly Uint8Array[] = [
  echo({ destination: B }),
  echo({ destination: B, ttl: 1, options }),
  udp({ destination: B, port: 53, data: dns }),
  udp({ destination: B, port: 33_434, ttl: 2 }),
  tcp({ destination: B, destinationPort: 80, flags: ['syn'] }),
  tcp({ destination: B, destinationPort: 23, flags: ['syn'] }),
  echo6({ source: '2001:db8:1::1', destination: '2001:db8:3::2' }),
  ...fragmentIpv4(echo({ destination: B, size: 100 }), 76),
];

/** Lets a packet come out of the wire at every interface of every node, and the network calm down. */
function everywhere(simulation: Simulation, packet: Uint8Array): void {
  for (const { node, interface: name } of scenario.links.flatMap(({ ends }) => ends)) {
    simulation.inject(node, name, packet);
  }
  simulation.clock.runUntil(simulation.clock.now() + 100);
}

function settles(simulation: Simulation): void {
  simulation.clock.runUntil(simulation.clock.now() + 60_000);
  expect(simulation.clock.planned()).toBe(0);
}

test('packets cut at every byte', () => {
  const simulation = new Simulation(scenario);
  for (const packet of sound) {
    for (let length = 0; length <= packet.length; length++)
      everywhere(simulation, packet.subarray(0, length));
  }
  settles(simulation);
  expect(simulation.counters('b').dropped.malformed).toBeGreaterThan(100);
});

test('packets with every bit flipped, one at a time', () => {
  const simulation = new Simulation(scenario);
  for (const packet of sound) {
    for (let bit = 0; bit < packet.length * 8; bit++) {
      const flipped = packet.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      everywhere(simulation, flipped);
    }
  }
  settles(simulation);
});

test('random packets, with headers that look right', () => {
  const simulation = new Simulation(scenario);
  const random = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(random, fc.constantFrom(...sound), fc.nat(60), (noise, packet, keep) => {
      everywhere(simulation, noise);
      // A sound beginning, then noise: deeper code reads it.
      const mixed = packet.slice();
      mixed.set(noise.subarray(0, Math.max(0, mixed.length - keep)), Math.min(keep, mixed.length));
      everywhere(simulation, mixed);
    }),
    { numRuns: 300 },
  );
  settles(simulation);
});

test('the machine’s own programs get an error for what is no packet', () => {
  const endpoint = new Simulation(scenario).endpoint();
  expect(
    [new Uint8Array(0), new Uint8Array(3), new Uint8Array(20), new Uint8Array(70_000)].map((bytes) =>
      endpoint.send(bytes),
    ),
  ).toEqual(['EINVAL', 'EINVAL', 'EINVAL', 'EMSGSIZE']);
});
