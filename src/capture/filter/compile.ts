import type { CapturedPacket } from '../capture.js';
import type { FieldContext } from '../conversations/tracked-fields.js';
import type { Outline } from '../outline.js';
import { Collector } from './collector.js';
import { parseFilter } from './parse.js';
import { OperandCompiler } from './operand.js';
import { type Compilation, type Predicate, predicateOf } from './predicate.js';
import type { Condition } from './syntax.js';

/** A display filter, ready to choose packets. */
export interface DisplayFilter {
  /** As it was written. */
  readonly text: string;
  /**
   * Whether the filter keeps a packet.
   *
   * @param packet a packet of a capture
   * @param context what earlier packets say about it, for fields such as `tcp.stream`; without it there are none
   */
  keeps(packet: CapturedPacket, context?: FieldContext): boolean;
}

/**
 * Compiles a display filter of Wireshark's language once, to try it on each packet of a capture.
 *
 * Comparisons (`==`, `!=`, `<`… or `eq`, `ne`, `lt`…), `contains`, `matches`, `in {80, 443, 8000..8080}`, `&`, slices such
 * as `eth.src[0:3]`, `len()`, `count()`, `upper()`, `lower()`, `not`, `and`, `xor`, `or` and parentheses, on the fields
 * that `dissect` shows. A field that appears several times (`ip.addr`, or `ip.src` in an ICMP error, which quotes a
 * packet) fits `==` when one of its values does, and `!=` when none is the value.
 *
 * @param text such as `ip.addr == 10.0.0.1 && tcp.flags.syn == 1`
 * @returns a promise, for the engine of `matches` is loaded by the first filter that has one
 * @throws {@link FilterError} whose `offset` is the character at fault
 * @see wireshark-filter(4), Wireshark 4.0
 * @example
 * ```ts
 * import { compileFilter } from 'sonde/capture';
 * import { encodeIpv4 } from 'sonde/packet';
 *
 * const bytes = encodeIpv4({ source: '10.0.0.1', destination: '192.0.2.2', protocol: 253, payload: Uint8Array.of(1) });
 * const packet = { number: 1, seconds: 0, nanoseconds: 0, capturedLength: 21, originalLength: 21, linkType: 101, bytes };
 * const filter = await compileFilter('ip.addr == 10.0.0.0/8 && !tcp');
 * console.log(filter.keeps(packet)); // → true
 * ```
 */
export async function compileFilter(text: string): Promise<DisplayFilter> {
  return compileFollowing(text);
}

/** A filter that sees a packet as whoever follows the conversations of its capture does. */
export interface FollowingFilter extends DisplayFilter {
  /** @param outline that has traced the packet, messages of several packets put together */
  keeps(packet: CapturedPacket, context?: FieldContext, outline?: Outline): boolean;
}

/** The same as {@link compileFilter}, for whoever follows conversations. */
export async function compileFollowing(text: string): Promise<FollowingFilter> {
  if (text.trim() === '') return { text, keeps: () => true };
  const collector = new Collector();
  const condition = parseFilter(text);
  const expression = hasPattern(condition) ? await loadExpressions() : undefined;
  const keeps: Predicate = predicateOf(condition, {
    operands: new OperandCompiler(collector, text),
    expression,
  });
  return {
    text,
    keeps(packet, context, outline) {
      collector.take(packet, context, outline);
      return keeps();
    },
  };
}

/** Wireshark ignores the case. RE2 takes a time in proportion to the text, whatever the expression. */
async function loadExpressions(): Promise<Compilation['expression']> {
  const { RE2JS } = await import('re2js');
  return (text) => {
    const compiled = RE2JS.compile(text, RE2JS.CASE_INSENSITIVE);
    return (subject) => compiled.matcher(subject).find();
  };
}

function hasPattern(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return hasPattern(condition.left) || hasPattern(condition.right);
    case 'not':
      return hasPattern(condition.of);
    default:
      return condition.kind === 'matches';
  }
}
