import type { InferOutput } from 'valibot';
import { exactOptional, literal, pipe, rawCheck, union } from 'valibot';
import { fields, oneOrMore } from '../document/schema.js';
import { address, oneOf, prefix } from './field.js';

/** A route: its prefix, and either gateways or a refusal. */
export const routeSchema = pipe(
  fields({
    to: union(
      [literal('default'), prefix],
      ({ received }) => `expected default or a prefix such as 192.0.2.0/24, got ${received}`,
    ),
    via: exactOptional(oneOrMore(address)),
    type: exactOptional(oneOf(['blackhole', 'unreachable', 'prohibit'])),
  }),
  rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { via, type } = dataset.value;
    if ((via === undefined) === (type === undefined)) {
      addIssue({ message: 'expected either via (a gateway) or type (blackhole, unreachable or prohibit)' });
    }
  }),
);

/** A route as the file has it. */
export type RouteText = InferOutput<typeof routeSchema>;
