import { registeredIcmp } from './icmp/registered.js';
import { registeredIcmpv6 } from './icmpv6/registered.js';

/** What the registry says of a type, or of a code. */
export interface IcmpRegistration {
  /** Name in the registry, in English. */
  readonly name: string;
  /** One sentence for the student, in French. */
  readonly french: string;
  /** Where it is defined, such as `RFC 792`. */
  readonly source: string;
  /** The RFC that makes it obsolete; absent for what is in force. */
  readonly obsoletedBy?: string;
}

/** A type of message and its codes. */
export interface IcmpTypeRegistration extends IcmpRegistration {
  readonly type: number;
  /** Empty for a type whose code is always 0. */
  readonly codes: readonly IcmpCodeRegistration[];
}

/** A code of a type. */
export interface IcmpCodeRegistration extends IcmpRegistration {
  readonly code: number;
}

/**
 * The types of ICMP messages and their codes, in the order of their numbers; unassigned ones are left out.
 *
 * @see IANA icmp-parameters
 */
export const icmpTypes: readonly IcmpTypeRegistration[] = registeredIcmp.map(typeOf);

/**
 * What the registry says of a message.
 *
 * @param type type of an ICMP message
 * @param code its code
 * @returns the registration of the code when the type has codes, or else the one of the type; `undefined` when unassigned
 * @see IANA icmp-parameters
 * @example
 * ```ts
 * import { describeIcmp } from 'sonde/packet';
 *
 * console.log(describeIcmp(3, 3)?.name); // → Port Unreachable
 * console.log(describeIcmp(4, 0)?.obsoletedBy); // → RFC 6633
 * ```
 */
export function describeIcmp(type: number, code: number): IcmpRegistration | undefined {
  return describeIn(icmpTypes, type, code);
}

/**
 * The types of ICMPv6 messages that a network meets every day, and their codes, in the order of their numbers.
 *
 * @see IANA icmpv6-parameters
 */
export const icmpv6Types: readonly IcmpTypeRegistration[] = registeredIcmpv6.map(typeOf);

/**
 * What the registry says of an ICMPv6 message.
 *
 * @param type type of an ICMPv6 message
 * @param code its code
 * @returns the registration of the code when the type has codes, or else the one of the type; `undefined` when unknown
 * @see IANA icmpv6-parameters
 * @example
 * ```ts
 * import { describeIcmpv6 } from 'sonde/packet';
 *
 * console.log(describeIcmpv6(3, 0)?.name); // → hop limit exceeded in transit
 * ```
 */
export function describeIcmpv6(type: number, code: number): IcmpRegistration | undefined {
  return describeIn(icmpv6Types, type, code);
}

function describeIn(
  types: readonly IcmpTypeRegistration[],
  type: number,
  code: number,
): IcmpRegistration | undefined {
  const registered = types.find((candidate) => candidate.type === type);
  if (!registered || registered.codes.length === 0) return code === 0 ? registered : undefined;
  return registered.codes.find((candidate) => candidate.code === code);
}

type CodeRow = readonly [code: number, name: string, source: string, french: string, obsoletedBy?: string];
type TypeRow = readonly [
  ...[type: number, name: string, source: string, french: string],
  codes: readonly CodeRow[],
  obsoletedBy?: string,
];

function typeOf([type, name, source, french, codes, obsoletedBy]: TypeRow): IcmpTypeRegistration {
  return { type, name, french, source, ...(obsoletedBy && { obsoletedBy }), codes: codes.map(codeOf) };
}

function codeOf([code, name, source, french, obsoletedBy]: CodeRow): IcmpCodeRegistration {
  return { code, name, french, source, ...(obsoletedBy && { obsoletedBy }) };
}
