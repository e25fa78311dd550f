import { type InferOutput, exactOptional, maxLength, minLength, pipe, rawCheck, string } from 'valibot';
import { dictionary, fields, listOf, oneOrMore } from '../document/schema.js';
import { egressFields, icmpSchema, nodeSchema, routeSchema } from './node-schema.js';
import {
  address,
  count,
  duration,
  hostName,
  interfaceAddress,
  linkName,
  nodeName,
  oneOf,
  packetSize,
  rate,
} from './field.js';

const sentence = pipe(
  string(({ received }) => `expected a text, got ${received}`),
  minLength(1, 'expected a text, got nothing'),
  maxLength(2000, 'expected at most 2000 characters'),
);

const cost = count('a cost', 1, 65_535);

const linkSchema = fields({
  name: exactOptional(linkName),
  between: dictionary(nodeName, oneOrMore(interfaceAddress)),
  ...egressFields,
  mtu: exactOptional(packetSize),
  cost: exactOptional(cost),
  from: exactOptional(
    dictionary(
      nodeName,
      fields({ ...egressFields, mtu: exactOptional(packetSize), cost: exactOptional(cost) }),
    ),
  ),
});

const changeSchema = pipe(
  fields({
    at: duration,
    link: exactOptional(linkName),
    from: exactOptional(nodeName),
    ...egressFields,
    cut: exactOptional(linkName),
    restore: exactOptional(linkName),
    reroute: exactOptional(duration),
    node: exactOptional(nodeName),
    routes: exactOptional(listOf(routeSchema)),
  }),
  rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { cut, restore, link, node, routes } = dataset.value;
    if ([cut, restore, link, node].filter((action) => action !== undefined).length !== 1) {
      addIssue({ message: 'expected exactly one of link, cut, restore and node' });
    }
    if ((node === undefined) !== (routes === undefined))
      addIssue({ message: 'expected node and routes together' });
  }),
);

const trafficSchema = fields({
  from: nodeName,
  to: address,
  rate,
  size: exactOptional(packetSize),
  pattern: exactOptional(oneOf(['regular', 'poisson'])),
  start: exactOptional(duration),
  stop: exactOptional(duration),
});

/** A scenario file, each field by itself; what they say of one another is checked afterwards. */
export const fileSchema = fields({
  title: sentence,
  teaches: sentence,
  machine: nodeName,
  icmp: exactOptional(icmpSchema),
  nodes: dictionary(nodeName, nodeSchema),
  links: listOf(linkSchema),
  names: exactOptional(dictionary(address, oneOrMore(hostName))),
  changes: exactOptional(listOf(changeSchema)),
  traffic: exactOptional(listOf(trafficSchema)),
});

/** A scenario file, its quantities read. */
export type ScenarioFile = InferOutput<typeof fileSchema>;
/** A link of the file. */
export type LinkText = InferOutput<typeof linkSchema>;
/** A change of the file. */
export type ChangeText = InferOutput<typeof changeSchema>;
