import { describe, expect, test } from 'vitest';
import { encodeIcmp } from '../../src/packet/icmp.js';
import { encodeIpv4 } from '../../src/packet/ipv4.js';
import { decodeIpv4Options, encodeIpv4Options } from '../../src/packet/ipv4-options.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { chain, echo, endOf, exchange, icmpOf, tcp, udp } from './probing.js';

const router = (settings: string): string => `  r1: { router: true, ${settings} }`;

describe('ICMP errors', () => {
  test('a silent router forwards and says nothing', () => {
    const simulation = new Simulation(chain(2, { nodes: router('icmp: { errors: false, echo: false }') }));
    const probes = [1, 2, 3].map((ttl) => echo({ destination: endOf(2), ttl }));
    expect(exchange(simulation, probes).map(({ ip }) => ip.source)).toEqual(['10.0.2.2', '10.0.3.2']);
    expect(exchange(simulation, echo({ destination: '10.0.1.2' }))).toEqual([]);
    expect(simulation.counters('r1').dropped).toEqual({ 'ttl-exceeded': 1, silent: 1, 'echo-refused': 1 });
  });

  test('a router that limits them sends a burst, then one for each token', () => {
    const simulation = new Simulation(
      chain(2, { nodes: router('icmp: { limit: { every: 100 ms, burst: 3 } }') }),
    );
    const send = (): number =>
      exchange(
        simulation,
        [1, 2, 3, 4, 5].map(() => echo({ destination: endOf(2), ttl: 1 })),
        simulation.clock.now() + 200,
      ).length;
    expect([send(), send()]).toEqual([3, 2]);
    expect(simulation.counters('r1').dropped['rate-limited']).toBe(5);
    // The traffic itself is not limited.
    expect(
      exchange(
        simulation,
        [1, 2, 3, 4, 5].map(() => echo({ destination: endOf(2) })),
      ),
    ).toHaveLength(5);
  });

  test('the slow path delays what a router makes, not what it forwards', () => {
    const simulation = new Simulation(chain(2, { nodes: router('icmp: { delay: 40 ms }') }));
    const probes = [1, 2, 3].map((ttl) => echo({ destination: endOf(2), ttl }));
    expect(exchange(simulation, probes).map(({ ip, atMs }) => [ip.source, atMs])).toEqual([
      ['10.0.2.2', 4],
      ['10.0.3.2', 6],
      ['10.0.1.2', 42],
    ]);
  });

  const exceeded = encodeIcmp({ kind: 'time-exceeded', code: 0, quoted: echo({ destination: '10.0.9.9' }) });
  test.each([
    [
      'an ICMP error',
      encodeIpv4({ source: '10.0.1.1', destination: endOf(2), protocol: 1, ttl: 1, payload: exceeded }),
    ],
    [
      'a fragment but the first',
      encodeIpv4({
        source: '10.0.1.1',
        destination: endOf(2),
        protocol: 17,
        ttl: 1,
        fragmentOffset: 8,
        payload: new Uint8Array(8),
      }),
    ],
    ['a source that is no host', echo({ source: '0.0.0.0', destination: endOf(2), ttl: 1 })],
    ['a multicast', echo({ destination: '224.0.0.1', ttl: 1 })],
  ])('there is none about %s', (_, packet) => {
    const simulation = new Simulation(chain(2));
    expect(exchange(simulation, packet)).toEqual([]);
    expect(simulation.counters('r1').sent).toBe(0);
  });

  test('a protocol that the host does not know is said to be unreachable', () => {
    const packet = encodeIpv4({
      source: '10.0.1.1',
      destination: endOf(1),
      protocol: 132,
      payload: new Uint8Array(8),
    });
    const [answer] = exchange(new Simulation(chain(1)), packet);
    expect(icmpOf(answer)).toMatchObject({ kind: 'destination-unreachable', code: 2 });
  });

  test('options that make no sense are reported with the place of the fault', () => {
    const options = Uint8Array.of(7, 40, 4, 0);
    const [answer] = exchange(new Simulation(chain(1)), echo({ destination: endOf(1), options }));
    expect(icmpOf(answer)).toMatchObject({ kind: 'parameter-problem', pointer: 21 });
  });
});

describe('ICMP requests', () => {
  test('a timestamp request gets the virtual time of day', () => {
    const message = {
      kind: 'timestamp-request',
      identifier: 1,
      sequence: 2,
      originateMs: 5,
      receiveMs: 0,
      transmitMs: 0,
    } as const;
    const packet = encodeIpv4({
      source: '10.0.1.1',
      destination: endOf(1),
      protocol: 1,
      payload: encodeIcmp(message),
    });
    const simulation = new Simulation(chain(1));
    simulation.clock.advanceTo(3_600_000);
    const [answer] = exchange(simulation, packet);
    expect(icmpOf(answer)).toMatchObject({ kind: 'timestamp-reply', originateMs: 5, receiveMs: 3_600_002 });
  });

  test('an address mask request is answered by a host that is told to', () => {
    const message = { kind: 'address-mask-request', identifier: 1, sequence: 2, mask: '0.0.0.0' } as const;
    const packet = encodeIpv4({
      source: '10.0.1.1',
      destination: endOf(1),
      protocol: 1,
      payload: encodeIcmp(message),
    });
    expect(exchange(new Simulation(chain(1)), packet)).toEqual([]);
    const [answer] = exchange(new Simulation(chain(1, { nodes: '  b: { icmp: { mask: true } }' })), packet);
    expect(icmpOf(answer)).toMatchObject({ kind: 'address-mask-reply', mask: '255.255.255.0' });
  });

  test('a record route shows the way there and the way back', () => {
    const options = encodeIpv4Options([{ kind: 'record-route', slots: 9, recorded: [] }]);
    const [answer] = exchange(new Simulation(chain(2)), echo({ destination: endOf(2), options }));
    if (answer?.ip.version !== 4) throw new Error('no answer');
    expect(answer.ip.checksumValid).toBe(true);
    expect(decodeIpv4Options(answer.ip.options)).toEqual([
      {
        kind: 'record-route',
        slots: 9,
        recorded: ['10.0.2.1', '10.0.3.1', '10.0.3.2', '10.0.3.2', '10.0.2.2', '10.0.1.2', '10.0.1.1'],
      },
    ]);
  });

  test('a record route that is full stays as it is', () => {
    const options = encodeIpv4Options([{ kind: 'record-route', slots: 1, recorded: ['192.0.2.1'] }]);
    const [answer] = exchange(new Simulation(chain(2)), echo({ destination: endOf(2), options }));
    if (answer?.ip.version !== 4) throw new Error('no answer');
    expect(decodeIpv4Options(answer.ip.options)).toMatchObject([{ recorded: ['192.0.2.1'] }]);
  });

  test('a source route is refused, as Linux does', () => {
    const options = encodeIpv4Options([{ kind: 'loose-source-route', passed: [], ahead: [endOf(2)] }]);
    const simulation = new Simulation(chain(2));
    expect(exchange(simulation, echo({ destination: endOf(2), options }))).toEqual([]);
    expect(simulation.counters('r1').dropped).toEqual({ 'source-route': 1 });
  });

  test('nothing is answered to a checksum that is wrong', () => {
    const packet = udp({ destination: endOf(1), port: 7 });
    packet[packet.length - 1] = 1;
    const simulation = new Simulation(chain(1));
    expect(
      exchange(simulation, [
        packet,
        corrupted(tcp({ destination: endOf(1), destinationPort: 80, flags: ['syn'] })),
      ]),
    ).toEqual([]);
    expect(simulation.counters('b').dropped).toEqual({ 'bad-checksum': 2 });
  });

  test('a header whose checksum is wrong goes no further than the first router', () => {
    const packet = echo({ destination: endOf(1) });
    packet[10] = 0;
    const simulation = new Simulation(chain(1));
    expect(exchange(simulation, packet)).toEqual([]);
    expect(simulation.counters('r1').dropped).toEqual({ 'bad-checksum': 1 });
  });
});

function corrupted(packet: Uint8Array): Uint8Array {
  packet[packet.length - 1] = (packet[packet.length - 1] ?? 0) ^ 1;
  return packet;
}
