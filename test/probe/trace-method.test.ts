import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeIcmp } from '../../src/packet/icmp.js';
import { decodePacket } from '../../src/packet/packet.js';
import { decodeQuotedPacket } from '../../src/packet/quoted-packet.js';
import { encodeTcp } from '../../src/packet/tcp.js';
import { encodeUdp } from '../../src/packet/udp.js';
import { encodeProbe } from '../../src/probe/ip-packet.js';
import {
  type TraceFlow,
  type TraceMethod,
  type TraceProtocol,
  traceMethods,
} from '../../src/probe/trace-method.js';

const styles = ['classic', 'paris'] as const;
const protocols = ['udp', 'icmp', 'tcp'] as const;
const everyMethod = styles.flatMap((style) => protocols.map((protocol) => [style, protocol] as const));

const addresses = {
  4: { source: '192.0.2.1', destination: '192.0.2.99' },
  6: { source: '2001:db8::1', destination: '2001:db8::99' },
};

const anyFlow: fc.Arbitrary<TraceFlow> = fc
  .record({
    version: fc.constantFrom(4 as const, 6 as const),
    identifier: fc.integer({ min: 0, max: 0xffff }),
    port: fc.integer({ min: 1, max: 0xffff }),
    size: fc.integer({ min: 2, max: 200 }),
  })
  .map(({ version, ...rest }) => ({ ...addresses[version], ...rest }));

const anyNumber = fc.integer({ min: 0, max: 29_999 });

/** A whole probe. */
function packetOf(method: TraceMethod, flow: TraceFlow, number: number): Uint8Array {
  const { source, destination } = flow;
  return encodeProbe({
    source,
    destination,
    ttl: 9,
    protocol: method.protocol,
    payload: method.payload(number),
  });
}

/** As little of a packet as an ICMP error must quote: its IP header and 8 bytes. */
function quotedPrefix(flow: TraceFlow, packet: Uint8Array): Uint8Array {
  return packet.subarray(0, flow.destination.includes(':') ? 48 : 28);
}

describe.each(everyMethod)('%s %s', (style, protocol) => {
  test('the number of a probe survives its quotation by a router, cut after 8 bytes', () => {
    fc.assert(
      fc.property(anyFlow, anyNumber, (flow, number) => {
        const method = traceMethods[style][protocol](flow);
        const quoted = decodeQuotedPacket(quotedPrefix(flow, packetOf(method, flow, number)));
        expect(method.quoted(quoted.transport)).toBe(number);
      }),
    );
  });

  test('probes are valid packets: their checksum is right', () => {
    fc.assert(
      fc.property(anyFlow, anyNumber, (flow, number) => {
        const { transport } = decodePacket(packetOf(traceMethods[style][protocol](flow), flow, number));
        if (transport.kind === 'udp') expect(transport.datagram.checksumValid).toBe(true);
        if (transport.kind === 'tcp') expect(transport.segment.checksumValid).toBe(true);
        if (transport.kind === 'icmp' || transport.kind === 'icmpv6')
          expect(transport.message.checksumValid).toBe(true);
      }),
    );
  });
});

/** What a load balancer may look at: addresses, protocol, and the first 4 bytes after the IP header. */
function flowSeenByBalancers(protocol: TraceProtocol, flow: TraceFlow, packet: Uint8Array): string {
  const header = quotedPrefix(flow, packet).slice(-8);
  // Type, code and checksum of ICMP; both ports of UDP and TCP.
  return `${protocol} ${header.slice(0, 4).join(' ')}`;
}

describe.each(protocols)('balancers and %s', (protocol) => {
  test('all the probes of Paris are of one flow', () => {
    fc.assert(
      fc.property(anyFlow, anyNumber, anyNumber, (flow, a, b) => {
        const method = traceMethods.paris[protocol](flow);
        const seen = [a, b].map((n) => flowSeenByBalancers(protocol, flow, packetOf(method, flow, n)));
        expect(seen[0]).toBe(seen[1]);
      }),
    );
  });

  test('each classic probe is of another one', () => {
    const flow = { ...addresses[4], identifier: 7, port: 33434, size: 32 };
    const method = traceMethods.classic[protocol](flow);
    const seen = Array.from({ length: 90 }, (_, n) =>
      flowSeenByBalancers(protocol, flow, packetOf(method, flow, n)),
    );
    expect(new Set(seen).size).toBe(90);
  });
});

describe('answers of the destination itself', () => {
  const flow = { ...addresses[4], identifier: 0x1234, port: 443, size: 32 };
  const back = { source: flow.destination, destination: flow.source };

  test('an echo reply gives the number back', () => {
    const method = traceMethods.paris.icmp(flow);
    const reply = encodeIcmp({
      kind: 'echo-reply',
      identifier: 0x1234,
      sequence: 6,
      data: new Uint8Array(32),
    });
    const packet = decodePacket(encodeProbe({ ...back, ttl: 60, protocol: 1, payload: reply }));
    expect(method.answered(packet.transport)).toBe(5);
  });

  test('a datagram from the port that was probed', () => {
    const method = traceMethods.classic.udp({ ...flow, port: 33434 });
    const sourcePort = 33434 + 11;
    const destinationPort = 0x8000 | 0x1234;
    const answer = encodeUdp({ sourcePort, destinationPort, data: new Uint8Array(3) }, back);
    const packet = decodePacket(encodeProbe({ ...back, ttl: 60, protocol: 17, payload: answer }));
    expect(method.answered(packet.transport)).toBe(11);
  });

  test.each([
    ['an open port', ['syn', 'ack']],
    ['a closed one', ['rst', 'ack']],
  ] as const)('%s acknowledges our SYN', (_, flags) => {
    const method = traceMethods.paris.tcp(flow);
    const sent = decodePacket(packetOf(method, flow, 17)).transport;
    if (sent.kind !== 'tcp') throw new Error('not TCP');
    const { sourcePort, sequence } = sent.segment;
    const answer = encodeTcp(
      { sourcePort: 443, destinationPort: sourcePort, acknowledgment: sequence + 1, flags },
      back,
    );
    const packet = decodePacket(encodeProbe({ ...back, ttl: 60, protocol: 6, payload: answer }));
    expect(method.answered(packet.transport)).toBe(17);
  });
});
