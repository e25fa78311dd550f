import fc from 'fast-check';
import type { CapturedPacket } from '../../src/capture/capture.js';
import { encodeArp } from '../../src/packet/arp.js';
import { encodeDns } from '../../src/packet/dns.js';
import { encodeEthernet } from '../../src/packet/ethernet.js';
import { encodeIcmp } from '../../src/packet/icmp.js';
import { encodeIcmpv6 } from '../../src/packet/icmpv6.js';
import { encodeIpv4 } from '../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../src/packet/ipv6.js';
import { encodeTcp, type TcpFlag } from '../../src/packet/tcp.js';
import { encodeTcpOptions } from '../../src/packet/tcp-options.js';
import { encodeUdp } from '../../src/packet/udp.js';

export const v4 = { source: '192.0.2.1', destination: '198.51.100.2' };
export const v6 = { source: '2001:db8::1', destination: '2001:db8:1::2' };
export const macs = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
const bytes = (max: number) => fc.uint8Array({ minLength: 1, maxLength: max });
/** Ports on which neither Sonde nor Wireshark expects anything. */
export const port = fc.integer({ min: 49_152, max: 49_400 });
/** Mostly right checksums, and some wrong. */
const checksum = fc.option(fc.integer({ min: 1, max: 0xfffe }), { nil: undefined, freq: 4 });
const text = new TextEncoder();

const udp = fc.record({ sourcePort: port, destinationPort: port, data: bytes(60) });
/** A datagram on ports that mean nothing. */
export const plainDatagram = (endpoints: typeof v4): fc.Arbitrary<Uint8Array> =>
  udp.map((datagram) => encodeUdp(datagram, endpoints));
const flags = fc.subarray<TcpFlag>(['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'], {
  minLength: 1,
});
const tcp = fc.record({
  sourcePort: port,
  destinationPort: port,
  sequence: fc.nat(0xffff_ffff),
  acknowledgment: fc.nat(0xffff_ffff),
  flags,
  window: fc.nat(0xffff),
  options: fc.constantFrom(
    new Uint8Array(0),
    encodeTcpOptions([
      { kind: 'mss', mss: 1460 },
      { kind: 'sack-permitted' },
      { kind: 'timestamps', value: 77, echoReply: 0 },
      { kind: 'nop' },
      { kind: 'window-scale', shift: 7 },
    ]),
    encodeTcpOptions([{ kind: 'nop' }, { kind: 'nop' }, { kind: 'sack', blocks: [{ left: 5, right: 9 }] }]),
  ),
  data: fc.uint8Array({ maxLength: 40 }),
});
const name = fc.constantFrom('example.com', 'www.example.org', 'a.b.test');
const dns = fc
  .record({
    id: fc.nat(0xffff),
    response: fc.boolean(),
    name,
    type: fc.constantFrom('A', 'AAAA', 'MX', 'TXT'),
  })
  .map(({ id, response, name, type }) =>
    encodeDns({
      id,
      response,
      questions: [{ name, type }],
      answers: response
        ? [
            { type: 'A', name, ttlSeconds: 60, address: '192.0.2.9' },
            { type: 'AAAA', name, ttlSeconds: 61, address: '2001:db8::9' },
            { type: 'CNAME', name, ttlSeconds: 62, target: 'other.test' },
            { type: 'MX', name, ttlSeconds: 62, preference: 10, exchange: 'mx.test' },
            { type: 'TXT', name, ttlSeconds: 62, texts: ['one', 'two'] },
          ]
        : [],
    }),
  );
const web = fc.constantFrom(
  'GET /index.html HTTP/1.1\r\nHost: example.com\r\nUser-Agent: sonde\r\n\r\n',
  'HTTP/1.1 404 Not Found\r\nServer: sonde\r\nContent-Length: 0\r\nContent-Type: text/plain\r\n\r\n',
);

/** A datagram or a segment for either version of IP, and its protocol number. */
const transport = (endpoints: typeof v4) =>
  fc.oneof(
    fc.tuple(udp, checksum).map(([datagram, sum]) => [17, encodeUdp(datagram, endpoints, sum)] as const),
    fc.tuple(tcp, checksum).map(([segment, sum]) => [6, encodeTcp(segment, endpoints, sum)] as const),
    fc
      .tuple(port, dns)
      .map(
        ([client, data]) =>
          [17, encodeUdp({ sourcePort: client, destinationPort: 53, data }, endpoints)] as const,
      ),
    fc.tuple(port, web, tcp).map(
      ([client, head, segment]) =>
        [
          6,
          encodeTcp(
            {
              ...segment,
              flags: ['ack', 'psh'],
              sourcePort: client,
              destinationPort: 80,
              data: text.encode(head),
            },
            endpoints,
          ),
        ] as const,
    ),
  );
const echo = fc.record({
  kind: fc.constantFrom('echo-request' as const, 'echo-reply' as const),
  identifier: fc.nat(0xffff),
  sequence: fc.nat(0xffff),
  data: bytes(56),
});

const ttl = fc.integer({ min: 1, max: 255 });
/** A datagram or a segment, whole, in IPv4. */
export const inIpv4 = fc
  .tuple(transport(v4), ttl, fc.nat(255), fc.boolean(), fc.nat(0xffff))
  .map(([[protocol, payload], ttl, tos, dontFragment, identification]) =>
    encodeIpv4({ ...v4, protocol, payload, ttl, tos, dontFragment, identification }),
  );
/** The same in IPv6. */
export const inIpv6 = fc
  .tuple(transport(v6), ttl)
  .map(([[protocol, payload], hopLimit]) => encodeIpv6({ ...v6, protocol, payload, hopLimit }));
const error = fc
  .tuple(inIpv4, fc.integer({ min: 28, max: 80 }))
  .map(([packet, length]) =>
    encodeIcmp({ kind: 'destination-unreachable', code: 3, quoted: packet.subarray(0, length) }),
  );
const icmp = fc.oneof(
  echo.map((message) => encodeIcmp(message)),
  error,
);
const fragment = fc
  .tuple(bytes(64), fc.boolean(), fc.nat(100))
  .map(([payload, moreFragments, place]) =>
    encodeIpv4({ ...v4, protocol: 17, payload, moreFragments, fragmentOffset: 8 * (place + 1) }),
  );
/** IPv4 packets of every common kind. */
export const ipv4: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 3, arbitrary: inIpv4 },
  icmp.map((payload) => encodeIpv4({ ...v4, protocol: 1, payload })),
  fragment,
);
/** IPv6 packets of every common kind. */
export const ipv6: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 2, arbitrary: inIpv6 },
  echo.map((message) => encodeIpv6({ ...v6, protocol: 58, payload: encodeIcmpv6(message, v6) })),
);
const arp = fc.constantFrom('request' as const, 'reply' as const).map((operation) =>
  encodeArp({
    operation,
    senderMac: macs.source,
    senderIp: v4.source,
    targetMac: macs.destination,
    targetIp: v4.destination,
  }),
);

/** Frames of every kind that Sonde takes apart. */
export const anyFrame: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: ipv4.map((payload) => [0x0800, payload] as const) },
      { weight: 3, arbitrary: ipv6.map((payload) => [0x86dd, payload] as const) },
      arp.map((payload) => [0x0806, payload] as const),
    ),
    fc.option(
      fc.record({
        protocol: fc.constantFrom(0x8100, 0x88a8),
        dropEligible: fc.boolean(),
        vlan: fc.integer({ min: 1, max: 4094 }),
        priority: fc.nat(7),
      }),
      { nil: undefined, freq: 5 },
    ),
  )
  .map(([[etherType, payload], tag]) =>
    encodeEthernet({ ...macs, etherType, payload, ...(tag && { tags: [tag] }) }),
  );

/** A packet as a capture would give it. */
export function captured(bytes: Uint8Array, number = 1, linkType = 1): CapturedPacket {
  const { length } = bytes;
  return {
    number,
    seconds: 1_700_000_000 + number,
    nanoseconds: 0,
    capturedLength: length,
    originalLength: length,
    linkType,
    bytes,
  };
}
