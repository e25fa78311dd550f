import { encodeIcmp } from '../packet/icmp.js';
import { encodeIcmpv6 } from '../packet/icmpv6.js';
import { ipProtocol } from '../packet/ipv4.js';
import type { Transport } from '../packet/packet.js';
import type { IpEndpoints } from '../packet/checksum.js';
import type { QuotedTransport } from '../packet/quoted-packet.js';
import { encodeTcp } from '../packet/tcp.js';
import { encodeUdp } from '../packet/udp.js';
import { isIpv6 } from './ip-packet.js';
import { InvalidOptionError } from '../option.js';

/** What the probes of a trace are made of. */
export type TraceProtocol = 'udp' | 'icmp' | 'tcp';

/** One way to make numbered probes and to know them again in what comes back. */
export interface TraceMethod {
  /** IP protocol number. */
  readonly protocol: number;
  /** The probe of that number, from 0. */
  payload(number: number): Uint8Array;
  /** The number of the probe that an ICMP error quotes. */
  quoted(transport: QuotedTransport): number | undefined;
  /** The number of the probe that the destination itself answers. */
  answered(transport: Transport): number | undefined;
}

/** What the probes of one trace have in common. */
export interface TraceFlow extends IpEndpoints {
  /** Source port, or ICMP identifier. */
  readonly identifier: number;
  /** Destination port; the first one for classic UDP. */
  readonly port: number;
  /** Bytes of data. */
  readonly size: number;
}

type MethodOf = (flow: TraceFlow) => TraceMethod;

/**
 * Classic methods change something that load balancers look at from probe to probe; Paris ones keep the whole flow and
 * number the probes where no balancer looks.
 *
 * @see Augustin et al., "Avoiding traceroute anomalies with Paris traceroute", IMC 2006
 */
export const traceMethods: Readonly<Record<'classic' | 'paris', Readonly<Record<TraceProtocol, MethodOf>>>> =
  {
    classic: { udp: classicUdp, icmp: classicIcmp, tcp: classicTcp },
    paris: { udp: parisUdp, icmp: parisIcmp, tcp: parisTcp },
  };

/** @throws InvalidOptionError for a protocol that no method is for */
export function checkTraceProtocol(protocol: string): void {
  if (!Object.hasOwn(traceMethods.classic, protocol)) {
    throw new InvalidOptionError('protocol', protocol, 'udp, icmp or tcp');
  }
}

/** The destination port counts the probes, as in Jacobson's traceroute: most likely, nobody listens there. */
function classicUdp(flow: TraceFlow): TraceMethod {
  const sourcePort = highPort(flow.identifier);
  return {
    protocol: ipProtocol.udp,
    payload: (number) =>
      encodeUdp({ sourcePort, destinationPort: portOf(flow, number), data: filler(flow.size) }, flow),
    quoted: (transport) =>
      isOurUdp(transport, sourcePort) ? numberOfPort(flow, transport.destinationPort) : undefined,
    answered: (transport) =>
      transport.kind === 'udp' && transport.datagram.destinationPort === sourcePort
        ? numberOfPort(flow, transport.datagram.sourcePort)
        : undefined,
  };
}

/** After port 65535 comes port 1: nobody can be sent to port 0. */
function portOf(flow: TraceFlow, number: number): number {
  return ((flow.port - 1 + number) % 0xffff) + 1;
}

function numberOfPort(flow: TraceFlow, port: number): number {
  return (port - flow.port + 0xffff) % 0xffff;
}

/** The checksum counts the probes: two bytes of data are chosen to make it so. */
function parisUdp(flow: TraceFlow): TraceMethod {
  const sourcePort = highPort(flow.identifier);
  const datagram = (data: Uint8Array): Uint8Array =>
    encodeUdp({ sourcePort, destinationPort: flow.port, data }, flow);
  return {
    protocol: ipProtocol.udp,
    payload: (number) => datagram(balanced(flow.size, 6, number + 1, datagram)),
    quoted: (transport) =>
      isOurUdp(transport, sourcePort) && transport.destinationPort === flow.port
        ? transport.checksum - 1
        : undefined,
    // An answer to the datagram itself does not say which of them it answers.
    answered: () => undefined,
  };
}

function isOurUdp(
  transport: QuotedTransport,
  sourcePort: number,
): transport is QuotedTransport & { kind: 'udp' } {
  return transport.kind === 'udp' && transport.sourcePort === sourcePort;
}

function classicIcmp(flow: TraceFlow): TraceMethod {
  return icmpMethod(flow, () => filler(flow.size));
}

/** Balancers take the checksum of ICMP for a flow: two bytes of data keep it constant while the sequence changes. */
function parisIcmp(flow: TraceFlow): TraceMethod {
  return icmpMethod(flow, (echo) => balanced(flow.size, 2, flow.identifier || 1, echo));
}

type EchoOf = (data: Uint8Array) => Uint8Array;

function icmpMethod(flow: TraceFlow, dataOf: (echo: EchoOf) => Uint8Array): TraceMethod {
  const v6 = isIpv6(flow.destination);
  const { identifier } = flow;
  const echoOf =
    (number: number): EchoOf =>
    (data) => {
      const message = { kind: 'echo-request', identifier, sequence: number + 1, data } as const;
      return v6 ? encodeIcmpv6(message, flow) : encodeIcmp(message);
    };
  return {
    protocol: v6 ? ipProtocol.icmpv6 : ipProtocol.icmp,
    payload: (number) => echoOf(number)(dataOf(echoOf(number))),
    quoted: (transport) =>
      transport.kind === 'echo-request' && transport.identifier === identifier
        ? transport.sequence - 1
        : undefined,
    answered: (transport) => {
      if (transport.kind !== 'icmp' && transport.kind !== 'icmpv6') return undefined;
      const { message } = transport;
      return message.kind === 'echo-reply' && message.identifier === identifier
        ? message.sequence - 1
        : undefined;
    },
  };
}

/** Each probe opens from a port of its own, as separate connections would. */
function classicTcp(flow: TraceFlow): TraceMethod {
  const firstPort = highPort(flow.identifier);
  const portOf = (number: number): number => 0x8000 + ((firstPort + number) % 0x8000);
  return {
    protocol: ipProtocol.tcp,
    payload: (number) => syn(flow, portOf(number), number),
    quoted: (transport) =>
      transport.kind === 'tcp' ? numberOfSequence(transport.sequence, flow) : undefined,
    answered: (transport) => tcpAnswer(transport, flow, portOf),
  };
}

/** The same ports for all probes; the sequence number counts them. */
function parisTcp(flow: TraceFlow): TraceMethod {
  const port = highPort(flow.identifier);
  return {
    ...classicTcp(flow),
    payload: (number) => syn(flow, port, number),
    answered: (transport) => tcpAnswer(transport, flow, () => port),
  };
}

function syn(flow: TraceFlow, sourcePort: number, number: number): Uint8Array {
  const sequence = firstSequence(flow) + number;
  return encodeTcp({ sourcePort, destinationPort: flow.port, sequence, flags: ['syn'], window: 5840 }, flow);
}

/** Our SYN numbers start where the identifier says, so that another program's are not taken for ours. */
function firstSequence(flow: TraceFlow): number {
  return flow.identifier * 0x10000;
}

function numberOfSequence(sequence: number, flow: TraceFlow): number | undefined {
  const number = sequence - firstSequence(flow);
  return number >= 0 && number < 0x10000 ? number : undefined;
}

/** A SYN-ACK (open) or a reset (closed) acknowledges the sequence number of our SYN. */
function tcpAnswer(
  transport: Transport,
  flow: TraceFlow,
  portOf: (number: number) => number,
): number | undefined {
  if (transport.kind !== 'tcp') return undefined;
  const { segment } = transport;
  const number = numberOfSequence(segment.acknowledgment - 1, flow);
  if (number === undefined || segment.sourcePort !== flow.port) return undefined;
  return segment.destinationPort === portOf(number) ? number : undefined;
}

/** A source port from 32768 up, where no service listens. */
function highPort(identifier: number): number {
  return 0x8000 | (identifier & 0x7fff);
}

/** traceroute's own filler: bytes from '@' up. */
function filler(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => 0x40 + (i & 0x3f));
}

/**
 * Data whose first two bytes give the message the checksum that is wanted.
 *
 * @param checksumOffset where the checksum stands in the message
 * @param message the whole message around some data
 */
function balanced(
  size: number,
  checksumOffset: number,
  wanted: number,
  message: (data: Uint8Array) => Uint8Array,
): Uint8Array {
  const data = filler(size);
  data.fill(0, 0, 2);
  const plain = message(data);
  const checksum = ((plain[checksumOffset] ?? 0) << 8) | (plain[checksumOffset + 1] ?? 0);
  // The checksum is the complement of a ones' complement sum: adding a word to the data takes it off the checksum.
  const word = (checksum + 0xffff - wanted) % 0xffff;
  data.set([word >> 8, word & 0xff]);
  return data;
}
