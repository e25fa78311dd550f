import { fits } from '../field.js';
import { octets, putUint16, uint16 } from '../octets.js';
import { blankIcmp, ICMP_HEADER_LENGTH, icmpType } from './message.js';

/** An echo request or its reply: they differ by their type only (RFC 792, page 14). */
export interface IcmpEcho {
  readonly kind: 'echo-request' | 'echo-reply';
  /** Tells apart the programs that ping at the same time. */
  readonly identifier: number;
  /** Tells apart the requests of one program. */
  readonly sequence: number;
  /** What the replier must send back as it is. */
  readonly data: Uint8Array;
}

export function echoBytes({ kind, identifier, sequence, data }: IcmpEcho): Uint8Array {
  const type = kind === 'echo-request' ? icmpType.echoRequest : icmpType.echoReply;
  const bytes = blankIcmp(type, 0, ICMP_HEADER_LENGTH + data.length);
  putIdentity(bytes, identifier, sequence);
  bytes.set(data, ICMP_HEADER_LENGTH);
  return bytes;
}

export function readEcho(kind: IcmpEcho['kind'], bytes: Uint8Array): IcmpEcho {
  return {
    kind,
    identifier: uint16(bytes, 4),
    sequence: uint16(bytes, 6),
    data: octets(bytes, ICMP_HEADER_LENGTH, bytes.length),
  };
}

/** The four bytes that tell one query of one program from the others. */
export function putIdentity(bytes: Uint8Array, identifier: number, sequence: number): void {
  putUint16(bytes, 4, fits('ICMP identifier', identifier, 0xffff));
  putUint16(bytes, 6, fits('ICMP sequence', sequence, 0xffff));
}
