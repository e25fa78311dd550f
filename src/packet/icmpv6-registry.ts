import type { IcmpRegistration, IcmpTypeRegistration } from './icmp-registry.js';
import { describeIn } from './icmp-registry.js';
import { icmpv6ErrorTypes } from './icmpv6/registered-errors.js';
import { icmpv6QueryTypes } from './icmpv6/registered-queries.js';

/**
 * The types of ICMPv6 messages that a network meets every day, and their codes, in the order of their numbers.
 *
 * @see IANA icmpv6-parameters
 */
export const icmpv6Types: readonly IcmpTypeRegistration[] = [...icmpv6ErrorTypes, ...icmpv6QueryTypes];

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
