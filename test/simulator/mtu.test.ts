import { describe, expect, test } from 'vitest';
import { fragmentIpv4 } from '../../src/packet/ipv4-fragment.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { chain, echo, echo6, endOf, exchange, icmpOf, scenarioOf } from './probing.js';

/** r1 and r2 are joined by a link of 1400 bytes. */
const narrow = (nodes = ''): Simulation => {
  const scenario = chain(2, { nodes });
  const links = scenario.links.map((link, i) =>
    i === 1 ? { ...link, ends: link.ends.map((end) => ({ ...end, mtu: 1400 })) } : link,
  );
  return new Simulation({ ...scenario, links });
};
const B = endOf(2);

describe('a packet that is too long for a link', () => {
  test('is cut by the router, and put together again by the host', () => {
    const world = narrow();
    const lengths: number[] = [];
    world.tap({ node: 'b' }, ({ bytes, direction }) => {
      if (direction === 'in') lengths.push(bytes.length);
    });
    const [answer] = exchange(world, echo({ destination: B, size: 1472 }));
    expect(lengths).toEqual([1396, 124]);
    expect(icmpOf(answer)).toMatchObject({ kind: 'echo-reply', checksumValid: true });
    expect(answer?.ip).toMatchObject({ totalLength: 1500 });
  });

  test('with "don’t fragment", is reported with the MTU of the link, its ttl untouched', () => {
    const [answer] = exchange(narrow(), echo({ destination: B, size: 1472, dontFragment: true, ttl: 9 }));
    expect(answer?.ip.source).toBe('10.0.1.2');
    const message = icmpOf(answer);
    expect(message).toMatchObject({ kind: 'destination-unreachable', code: 4, nextHopMtu: 1400 });
    if (message.kind === 'destination-unreachable') expect(message.quoted[8]).toBe(9);
  });

  test('disappears where the router does not say so: a black hole', () => {
    const world = narrow('  r1: { router: true, icmp: { too-big: false } }');
    expect(exchange(world, echo({ destination: B, size: 1472, dontFragment: true }))).toEqual([]);
    expect(exchange(world, echo({ destination: B, size: 1372, dontFragment: true }))).toHaveLength(1);
    expect(world.counters('r1').dropped).toEqual({ 'too-big': 1, silent: 1 });
  });

  test('is refused by the sender’s own kernel, or cut by it', () => {
    const world = narrow();
    expect(world.endpoint().send(echo({ destination: B, size: 2000, dontFragment: true }))).toBe('EMSGSIZE');
    const [answer] = exchange(world, echo({ destination: B, size: 20_000 }));
    expect(answer?.ip).toMatchObject({ totalLength: 20_028 });
  });

  test('gives nothing when one of its fragments is missing; after 30 s the host says so, if it has the first one', () => {
    const world = new Simulation(chain(1));
    const [first = new Uint8Array(0), last = new Uint8Array(0)] = fragmentIpv4(
      echo({ destination: endOf(1), size: 1000 }),
      600,
    );
    const [answer, ...others] = exchange(world, first, 40_000);
    expect(others).toEqual([]);
    expect(answer).toMatchObject({ atMs: 30_004, ip: { source: endOf(1) } });
    expect(icmpOf(answer)).toMatchObject({ kind: 'time-exceeded', code: 1 });
    expect(exchange(world, last, 90_000)).toEqual([]);
    expect(world.counters('b').dropped).toEqual({ incomplete: 2 });
  });

  test('in IPv6, is reported and never cut', () => {
    const world = new Simulation(
      scenarioOf(`nodes: { a: , r: { router: true }, b: }
links:
  - between: { a: "2001:db8:1::1/64", r: "2001:db8:1::2/64" }
  - between: { r: "2001:db8:2::1/64", b: "2001:db8:2::2/64" }
    mtu: 1300 bytes`),
    );
    const probe = { source: '2001:db8:1::1', destination: '2001:db8:2::2' };
    const [answer] = exchange(world, echo6({ ...probe, size: 1400 }));
    expect(answer?.transport).toMatchObject({
      kind: 'icmpv6',
      message: { kind: 'packet-too-big', mtu: 1300 },
    });
    expect(answer?.bytes).toHaveLength(1280);
    expect(exchange(world, echo6({ ...probe, size: 1200 }))).toHaveLength(1);
  });
});
