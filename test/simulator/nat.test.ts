import { describe, expect, test } from 'vitest';
import { decodeIpv4Prefix } from '../../src/packet/ipv4.js';
import { decodePacket } from '../../src/packet/packet.js';
import { decodeQuotedPacket } from '../../src/packet/quoted-packet.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { echo, exchange, icmpOf, scenarioOf, tcp, udp } from './probing.js';

const B = '198.51.100.10';
const [A, C] = ['10.0.1.1', '10.0.1.3'];

/** a and c behind a box that has 192.0.2.2 outside; then the router r, then b. */
const home = (): Simulation =>
  new Simulation(
    scenarioOf(`nodes:
  a:
  c:
  box: { router: true, nat: wan }
  r: { router: true }
  b: { tcp: [80], udp: { 7: echo } }
links:
  - { between: { a: 10.0.1.1/24, c: 10.0.1.3/24, box: 10.0.1.254/24 } }
  - { name: wan, between: { box: 192.0.2.2/30, r: 192.0.2.1/30 }, mtu: 1000 bytes }
  - { between: { r: 198.51.100.1/24, b: 198.51.100.10/24 } }`),
  );

/** What b receives, as "source port or identifier". */
function seenByB(world: Simulation): string[] {
  const seen: string[] = [];
  world.endpoint('b').onPacket((bytes) => {
    const { ip, transport } = decodePacket(bytes);
    if (transport.kind === 'udp')
      seen.push(`${ip.source} ${transport.datagram.sourcePort} ${transport.datagram.checksumValid}`);
    if (transport.kind === 'tcp')
      seen.push(`${ip.source} ${transport.segment.sourcePort} ${transport.segment.checksumValid}`);
    if (transport.kind === 'icmp' && transport.message.kind === 'echo-request') {
      seen.push(`${ip.source} ${transport.message.identifier} ${transport.message.checksumValid}`);
    }
  });
  return seen;
}

describe('a NAT', () => {
  test('hides the address, keeps the port, and lets the answer in, checksums right', () => {
    const world = home();
    const seen = seenByB(world);
    const answers = exchange(world, [
      echo({ destination: B, identifier: 7 }),
      udp({ destination: B, port: 7, sourcePort: 5000 }),
      tcp({ destination: B, destinationPort: 80, sourcePort: 6000, flags: ['syn'] }),
    ]);
    expect(seen.slice(0, 3)).toEqual(['192.0.2.2 7 true', '192.0.2.2 5000 true', '192.0.2.2 6000 true']);
    expect(answers.map(({ ip }) => `${ip.source} ${ip.destination}`)).toEqual(Array(3).fill(`${B} ${A}`));
    expect(answers.map(({ transport }) => transport)).toMatchObject([
      { message: { kind: 'echo-reply', identifier: 7, checksumValid: true } },
      { datagram: { destinationPort: 5000, checksumValid: true } },
      { segment: { destinationPort: 6000, checksumValid: true } },
    ]);
  });

  test('gives another port to the second host that uses the same one', () => {
    const world = home();
    const seen = seenByB(world);
    const back: string[] = [];
    world.endpoint('c').onPacket((bytes) => back.push(decodePacket(bytes).ip.destination));
    world.endpoint('a').send(udp({ destination: B, port: 7, sourcePort: 5000 }));
    world.endpoint('c').send(udp({ source: C, destination: B, port: 7, sourcePort: 5000 }));
    world.clock.runUntil(100);
    expect(seen).toEqual(['192.0.2.2 5000 true', '192.0.2.2 5001 true']);
    expect(back).toEqual([C]);
  });

  test('translates errors, and the packet that they quote: traceroute works from behind it', () => {
    const answers = exchange(home(), [
      echo({ destination: B, ttl: 1, identifier: 9 }),
      echo({ destination: B, ttl: 2, identifier: 9 }),
      udp({ destination: B, port: 33_434, sourcePort: 5000 }),
    ]);
    expect(answers.map(({ ip }) => ip.source)).toEqual(['10.0.1.254', '192.0.2.1', B]);
    for (const answer of answers) {
      const message = icmpOf(answer);
      if (message.kind !== 'time-exceeded' && message.kind !== 'destination-unreachable')
        throw new Error(message.kind);
      expect(message.checksumValid).toBe(true);
      expect(decodeIpv4Prefix(message.quoted)).toMatchObject({
        source: A,
        destination: B,
        checksumValid: true,
      });
    }
    const last = icmpOf(answers[2]);
    if (last.kind !== 'destination-unreachable') throw new Error(last.kind);
    expect(decodeQuotedPacket(last.quoted).transport).toMatchObject({ kind: 'udp', sourcePort: 5000 });
  });

  test('knows nothing of what was not asked from the inside', () => {
    const world = home();
    world.endpoint('b').send(udp({ source: B, destination: '192.0.2.2', port: 5000 }));
    world.endpoint('b').send(udp({ source: B, destination: A, port: 5000 }));
    const answers: string[] = [];
    world
      .endpoint('b')
      .onPacket((bytes) => answers.push(icmpOf({ ...decodePacket(bytes), bytes, atMs: 0 }).kind));
    world.clock.runUntil(100);
    // The box itself refuses the first; nobody outside has a route to the second.
    expect(answers).toEqual(['destination-unreachable', 'destination-unreachable']);
    expect(world.counters('a').received).toBe(0);
  });

  test('puts fragments together before it translates them', () => {
    const [answer] = exchange(home(), echo({ destination: B, size: 3000, identifier: 7 }));
    expect(icmpOf(answer)).toMatchObject({ kind: 'echo-reply', identifier: 7, checksumValid: true });
  });
});
