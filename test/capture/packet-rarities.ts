import fc from 'fast-check';
import { encodeDns } from '../../src/packet/dns.js';
import { encodeIcmp, type IcmpMessage } from '../../src/packet/icmp.js';
import { encodeIcmpv6, type Icmpv6Message } from '../../src/packet/icmpv6.js';
import { encodeIpv4 } from '../../src/packet/ipv4.js';
import { encodeIpv4Options } from '../../src/packet/ipv4-options.js';
import { encodeIpv6 } from '../../src/packet/ipv6.js';
import type { Ipv6Extension } from '../../src/packet/ipv6-extension.js';
import { encodeTcp } from '../../src/packet/tcp.js';
import { encodeUdp } from '../../src/packet/udp.js';
import { inIpv4, inIpv6, macs, plainDatagram, port, v4, v6 } from './packet-mix.js';

/** Kinds of packets that a quiet network seldom shows, as whole IP packets. */

const word = fc.nat(0xffff);
const identity = { identifier: word, sequence: word };

const ipv4WithOptions = fc
  .tuple(
    plainDatagram(v4),
    fc.constantFrom(
      encodeIpv4Options([{ kind: 'record-route', slots: 9, recorded: [] }]),
      encodeIpv4Options([{ kind: 'record-route', slots: 3, recorded: ['192.0.2.7', '192.0.2.8'] }]),
      encodeIpv4Options([{ kind: 'nop' }, { kind: 'router-alert', value: 0 }]),
      encodeIpv4Options([{ kind: 'nop' }, { kind: 'nop' }, { kind: 'nop' }, { kind: 'nop' }]),
    ),
  )
  .map(([payload, options]) => encodeIpv4({ ...v4, protocol: 17, payload, options }));

const extensions = fc.shuffledSubarray<Ipv6Extension>(
  [
    { kind: 'hop-by-hop', options: [{ kind: 'router-alert', value: 0 }] },
    { kind: 'destination-options', options: [{ kind: 'other', number: 30, data: new Uint8Array(7) }] },
    { kind: 'routing', routingType: 253, segmentsLeft: 0, data: new Uint8Array(4) },
    { kind: 'fragment', fragmentOffset: 0, moreFragments: true, identification: 77 },
  ],
  { minLength: 1, maxLength: 3 },
);
const ipv6WithExtensions = fc
  .tuple(plainDatagram(v6), extensions, fc.nat(255), fc.nat(0xfffff))
  .map(([payload, chain, trafficClass, flowLabel]) =>
    encodeIpv6({ ...v6, protocol: 17, payload, extensions: hopByHopFirst(chain), trafficClass, flowLabel }),
  );
const laterFragment = fc
  .tuple(fc.uint8Array({ minLength: 8, maxLength: 40 }), fc.integer({ min: 1, max: 100 }), fc.boolean())
  .map(([payload, place, moreFragments]) =>
    encodeIpv6({
      ...v6,
      protocol: 17,
      payload,
      extensions: [{ kind: 'fragment', fragmentOffset: 8 * place, moreFragments, identification: 9 }],
    }),
  );

function hopByHopFirst(chain: readonly Ipv6Extension[]): Ipv6Extension[] {
  return [...chain].sort((a, b) => Number(b.kind === 'hop-by-hop') - Number(a.kind === 'hop-by-hop'));
}

const quoted4 = fc
  .tuple(inIpv4, fc.integer({ min: 28, max: 100 }))
  .map(([packet, end]) => packet.subarray(0, end));
const echo6 = fc
  .record({ kind: fc.constant('echo-request' as const), ...identity, data: fc.uint8Array({ maxLength: 20 }) })
  .map((message) => encodeIpv6({ ...v6, protocol: 58, payload: encodeIcmpv6(message, v6) }));
const quoted6 = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: inIpv6 }, echo6), fc.integer({ min: 48, max: 120 }))
  .map(([packet, end]) => packet.subarray(0, end));
const icmp: fc.Arbitrary<IcmpMessage> = fc.oneof(
  quoted4.map((quoted) => ({ kind: 'destination-unreachable' as const, code: 4, nextHopMtu: 1400, quoted })),
  quoted4.map((quoted) => ({ kind: 'time-exceeded' as const, code: 0, quoted })),
  quoted4.map((quoted) => ({ kind: 'parameter-problem' as const, code: 0, pointer: 8, quoted })),
  quoted4.map((quoted) => ({ kind: 'source-quench' as const, code: 0, quoted })),
  quoted4.map((quoted) => ({ kind: 'redirect' as const, code: 1, gateway: '192.0.2.254', quoted })),
  fc.record({
    kind: fc.constantFrom('timestamp-request' as const, 'timestamp-reply' as const),
    ...identity,
    originateMs: fc.nat(86_400_000),
    receiveMs: fc.nat(86_400_000),
    transmitMs: fc.nat(86_400_000),
  }),
  fc.record({
    kind: fc.constantFrom('information-request' as const, 'information-reply' as const),
    ...identity,
  }),
);
const link = [{ kind: 'source-link-layer' as const, mac: macs.source }];
const icmpv6: fc.Arbitrary<Icmpv6Message> = fc.oneof(
  quoted6.map((quoted) => ({ kind: 'destination-unreachable' as const, code: 4, quoted })),
  quoted6.map((quoted) => ({ kind: 'time-exceeded' as const, code: 0, quoted })),
  quoted6.map((quoted) => ({ kind: 'packet-too-big' as const, code: 0, mtu: 1280, quoted })),
  quoted6.map((quoted) => ({ kind: 'parameter-problem' as const, code: 1, pointer: 40, quoted })),
  fc.constantFrom<Icmpv6Message>(
    { kind: 'router-solicitation', options: link },
    {
      kind: 'router-advertisement',
      hopLimit: 64,
      managed: true,
      otherConfiguration: false,
      lifetimeSeconds: 1800,
      reachableMs: 0,
      retransmitMs: 0,
      options: [
        ...link,
        { kind: 'mtu', mtu: 1480 },
        {
          kind: 'prefix',
          prefix: '2001:db8:9::',
          prefixLength: 64,
          onLink: true,
          autonomous: true,
          validSeconds: 86_400,
          preferredSeconds: 14_400,
        },
      ],
    },
    { kind: 'neighbour-solicitation', target: 'fe80::2', options: link },
    {
      kind: 'neighbour-advertisement',
      target: 'fe80::2',
      router: true,
      solicited: true,
      override: false,
      options: [{ kind: 'target-link-layer', mac: macs.destination }],
    },
    { kind: 'redirect', target: 'fe80::3', destination: '2001:db8::7', options: [] },
  ),
);

const directory = fc.record({ id: word, count: fc.integer({ min: 1, max: 3 }) }).map(({ id, count }) =>
  encodeDns({
    id,
    response: true,
    questions: [{ name: '9.2.0.192.in-addr.arpa', type: 'PTR' }],
    answers: Array.from({ length: count }, () => ({
      type: 'PTR' as const,
      name: '9.2.0.192.in-addr.arpa',
      ttlSeconds: 60,
      target: 'www.example.org',
    })),
    authorities: [
      { type: 'NS', name: 'example.org', ttlSeconds: 60, target: 'ns.example.org' },
      {
        type: 'SOA',
        name: 'example.org',
        ttlSeconds: 60,
        server: 'ns.example.org',
        mailbox: 'root.example.org',
        serial: 2026,
        refreshSeconds: 1,
        retrySeconds: 2,
        expireSeconds: 3,
        minimumSeconds: 4,
      },
    ],
  }),
);
const dnsOverUdp = fc.tuple(port, directory).map(([destinationPort, data]) => ({
  protocol: 17,
  payload: encodeUdp({ sourcePort: 53, destinationPort, data }, v4),
}));
const dnsOverTcp = fc
  .tuple(port, fc.array(directory, { minLength: 1, maxLength: 2 }))
  .map(([destinationPort, messages]) => {
    const data = Uint8Array.from(messages.flatMap((each) => [each.length >> 8, each.length & 255, ...each]));
    return { protocol: 6, payload: encodeTcp({ ...segment, sourcePort: 53, destinationPort, data }, v4) };
  });
const segment = { sequence: 1, acknowledgment: 1, flags: ['ack', 'psh'] as const, window: 64 };

/** A client's datagram to the port of an application whose messages are made here. */
const ntp = fc
  .tuple(fc.constantFrom(0x1b, 0x23, 0x24), fc.uint8Array({ minLength: 47, maxLength: 47 }))
  .map(([flags, rest]) =>
    encodeUdp({ sourcePort: 123, destinationPort: 123, data: Uint8Array.of(flags, ...rest) }, v4),
  );
const option = fc.oneof(
  fc.constantFrom(
    [53, 1, 5],
    [1, 4, 255, 255, 255, 0],
    [3, 4, 192, 0, 2, 1],
    [6, 8, 192, 0, 2, 2, 192, 0, 2, 3],
  ),
  fc.constantFrom([0], [12, 3, 97, 98, 99], [51, 4, 0, 0, 14, 16], [54, 4, 192, 0, 2, 1], [55, 3, 1, 3, 6]),
  fc.constantFrom(
    [61, 7, 1, 0, 0, 94, 0, 83, 1],
    [58, 4, 0, 0, 1, 0],
    [50, 4, 192, 0, 2, 77],
    [15, 2, 102, 114],
  ),
);
const dhcp = fc
  .tuple(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.array(option, { maxLength: 6 }))
  .map(([id, options]) => {
    const data = new Uint8Array(300);
    data.set([2, 1, 6, 0, ...id, 0, 1, 0x80, 0]);
    data.set([0, 0, 0x5e, 0, 0x53, 1], 28);
    data.set([0x63, 0x82, 0x53, 0x63, 53, 1, 2, ...options.flat(), 255], 236);
    return encodeUdp({ sourcePort: 67, destinationPort: 68, data }, v4);
  });

/** Whole IPv4 packets. */
export const rareIpv4: fc.Arbitrary<Uint8Array> = fc.oneof(
  ipv4WithOptions,
  icmp.map((message) => encodeIpv4({ ...v4, protocol: 1, payload: encodeIcmp(message) })),
  fc.oneof(dnsOverUdp, dnsOverTcp).map((each) => encodeIpv4({ ...v4, ...each })),
  fc.oneof(ntp, dhcp).map((payload) => encodeIpv4({ ...v4, protocol: 17, payload })),
);

/** Whole IPv6 packets. */
export const rareIpv6: fc.Arbitrary<Uint8Array> = fc.oneof(
  ipv6WithExtensions,
  laterFragment,
  icmpv6.map((message) => encodeIpv6({ ...v6, protocol: 58, payload: encodeIcmpv6(message, v6) })),
);
