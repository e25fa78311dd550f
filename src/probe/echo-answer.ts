import { ParseError } from '../parse-error.js';
import { decodeIcmp } from '../packet/icmp.js';
import type { Ipv4Packet } from '../packet/ipv4.js';
import { decodeIpv4, decodeIpv4Prefix, ipProtocol } from '../packet/ipv4.js';

/** What our echo requests have in common. */
export interface EchoIdentity {
  readonly identifier: number;
  readonly data: Uint8Array;
  readonly source: string;
  readonly destination: string;
}

/** The ICMP errors that end a request. */
export type DeliveryError = 'destination-unreachable' | 'time-exceeded';

/** What a packet says of one of our requests. */
export type EchoAnswer =
  | {
      readonly kind: 'reply';
      readonly sequence: number;
      readonly from: string;
      readonly bytes: number;
      readonly ttl: number;
    }
  | {
      readonly kind: 'error';
      readonly sequence: number;
      readonly from: string;
      readonly error: DeliveryError;
      readonly code: number;
      readonly nextHopMtu?: number;
    };

/**
 * Reads a packet as an answer to our echo requests. A raw socket gives every ICMP packet of the machine: whatever is
 * truncated, damaged or meant for another program gives `undefined`.
 *
 * @param bytes a whole IPv4 packet
 * @param ours what tells our requests from others'
 */
export function readEchoAnswer(bytes: Uint8Array, ours: EchoIdentity): EchoAnswer | undefined {
  try {
    const packet = decodeIpv4(bytes);
    return packet.protocol === ipProtocol.icmp ? readIcmp(packet, ours) : undefined;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

function readIcmp(packet: Ipv4Packet, ours: EchoIdentity): EchoAnswer | undefined {
  const message = decodeIcmp(packet.payload);
  if (!message.checksumValid) return undefined;
  const from = packet.source;
  switch (message.kind) {
    case 'echo-reply': {
      const { identifier, sequence, data } = message;
      if (identifier !== ours.identifier || !sameBytes(data, ours.data)) return undefined;
      return { kind: 'reply', sequence, from, bytes: packet.payload.length, ttl: packet.ttl };
    }
    case 'destination-unreachable':
    case 'time-exceeded': {
      const sequence = quotedSequence(message.quoted, ours);
      if (sequence === undefined) return undefined;
      const { kind: error, code } = message;
      const nextHopMtu = error === 'destination-unreachable' ? message.nextHopMtu : undefined;
      return { kind: 'error', sequence, from, error, code, ...(nextHopMtu !== undefined && { nextHopMtu }) };
    }
    default:
      return undefined;
  }
}

/** The sequence number of the request that an error quotes, if it is one of ours. */
function quotedSequence(quoted: Uint8Array, ours: EchoIdentity): number | undefined {
  const { source, destination, protocol, payload } = decodeIpv4Prefix(quoted);
  if (protocol !== ipProtocol.icmp || source !== ours.source || destination !== ours.destination)
    return undefined;
  const request = decodeIcmp(payload);
  if (request.kind !== 'echo-request' || request.identifier !== ours.identifier) return undefined;
  return request.sequence;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
