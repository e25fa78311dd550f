import type { InferOutput } from 'valibot';
import { exactOptional, number, pipe, rawCheck, string, transform, union } from 'valibot';
import { fields, oneOrMore } from '../document/schema.js';
import { ParseError } from '../parse-error.js';
import { count, linkName, oneOf, prefix, written } from './field.js';
import type { ScenarioFilter } from './scenario.js';

const protocol = oneOf(['any', 'icmp', 'icmpv6', 'tcp', 'udp']);

/** `53`, or `33434-33534`. */
const ports = pipe(
  union(
    [number(), string()],
    ({ received }) => `expected a port or a range such as 33434-33534, got ${received}`,
  ),
  transform(String),
  written('a port or a range such as 33434-33534', readPorts),
);

/** A rule: one of `accept`, `drop` and `reject` names the protocol, the rest narrows it. */
export const filterSchema = pipe(
  fields({
    accept: exactOptional(protocol),
    drop: exactOptional(protocol),
    reject: exactOptional(protocol),
    with: exactOptional(
      oneOf([
        'net-unreachable',
        'host-unreachable',
        'port-unreachable',
        'net-prohibited',
        'host-prohibited',
        'admin-prohibited',
        'tcp-reset',
      ]),
    ),
    on: exactOptional(oneOf(['input', 'forward', 'output'])),
    ports: exactOptional(ports),
    types: exactOptional(oneOrMore(count('an ICMP type', 0, 255))),
    from: exactOptional(prefix),
    to: exactOptional(prefix),
    in: exactOptional(linkName),
    out: exactOptional(linkName),
  }),
  rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { accept, drop, reject } = dataset.value;
    if ([accept, drop, reject].filter((action) => action !== undefined).length !== 1) {
      addIssue({ message: 'expected exactly one of accept, drop and reject, with a protocol' });
    }
  }),
);

/** A rule as the scenario has it. */
export function filterOf(text: InferOutput<typeof filterSchema>): ScenarioFilter {
  const { accept, drop, reject } = text;
  return {
    chain: text.on ?? 'forward',
    action: accept ? 'accept' : drop ? 'drop' : 'reject',
    // As iptables' REJECT.
    answer: text.with ?? 'port-unreachable',
    protocol: accept ?? drop ?? reject ?? 'any',
    ...(text.ports && { ports: text.ports }),
    ...(text.types && { icmpTypes: text.types }),
    ...(text.from !== undefined && { from: text.from }),
    ...(text.to !== undefined && { to: text.to }),
    ...(text.in !== undefined && { inLink: text.in }),
    ...(text.out !== undefined && { outLink: text.out }),
  };
}

function readPorts(text: string): { first: number; last: number } {
  const [, first, second] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(second ?? first) };
  if (first === undefined || range.last > 65_535 || range.first > range.last) {
    throw new ParseError('a port or a range expected', 0);
  }
  return range;
}
