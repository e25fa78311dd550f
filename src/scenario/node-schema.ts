import type { InferOutput } from 'valibot';
import { exactOptional, nullable } from 'valibot';
import { dictionary, fields, listOf, oneOrMore } from '../document/schema.js';
import { ParseError } from '../parse-error.js';
import { defaultEgress, defaultIcmp, defaultNode } from './defaults.js';
import { egressOf, egressSchema } from './egress-schema.js';
import { count, hostName, interfaceAddress, linkName, oneOf, written, yesOrNo } from './field.js';
import { filterOf, filterSchema } from './filter-schema.js';
import { duration } from './quantity.js';
import { routeSchema } from './route-schema.js';
import type { ScenarioIcmp, ScenarioNode } from './scenario.js';

const port = count('a port', 1, 65_535);

/** A port written as a key. */
const portKey = written('a port', (text) => {
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > 65_535) throw new ParseError('a port expected', 0);
  return text;
});

const icmpSchema = fields({
  errors: exactOptional(yesOrNo),
  echo: exactOptional(yesOrNo),
  'too-big': exactOptional(yesOrNo),
  timestamp: exactOptional(yesOrNo),
  mask: exactOptional(yesOrNo),
  delay: exactOptional(duration),
  jitter: exactOptional(duration),
  limit: exactOptional(
    fields({
      every: duration,
      burst: exactOptional(count('a burst', 1, 10_000)),
      per: exactOptional(oneOf(['destination', 'node'])),
    }),
  ),
});

/** A host or a router; an empty one is a host of which nothing is said. */
export const nodeSchema = nullable(
  fields({
    router: exactOptional(yesOrNo),
    names: exactOptional(oneOrMore(hostName)),
    addresses: exactOptional(oneOrMore(interfaceAddress)),
    ttl: exactOptional(count('a time to live', 1, 255)),
    routing: exactOptional(oneOf(['computed', 'manual'])),
    routes: exactOptional(listOf(routeSchema)),
    balance: exactOptional(oneOf(['none', 'flow', 'destination', 'packet'])),
    filters: exactOptional(listOf(filterSchema)),
    nat: exactOptional(linkName),
    icmp: exactOptional(icmpSchema),
    'zero-ttl': exactOptional(yesOrNo),
    tcp: exactOptional(oneOrMore(port)),
    udp: exactOptional(dictionary(portKey, oneOf(['echo', 'discard', 'dns']))),
    loopback: exactOptional(egressSchema),
  }),
);

/** A node as the file has it. */
export type NodeText = NonNullable<InferOutput<typeof nodeSchema>>;

/** A node as the scenario has it, but for its routes, which need the links. */
export function nodeOf(name: string, text: NodeText): ScenarioNode {
  return {
    ...defaultNode,
    name,
    ...(text.router !== undefined && { router: text.router }),
    ...(text.addresses && { addresses: text.addresses }),
    ...(text.ttl !== undefined && { initialTtl: text.ttl }),
    ...(text.routing && { routing: text.routing }),
    ...(text.balance && { balance: text.balance }),
    ...(text.filters && { filters: text.filters.map(filterOf) }),
    ...(text.nat !== undefined && { natLink: text.nat }),
    ...(text.icmp && { icmp: icmpOf(text.icmp) }),
    ...(text['zero-ttl'] !== undefined && { forwardsZeroTtl: text['zero-ttl'] }),
    ...(text.tcp && { tcpPorts: text.tcp }),
    ...(text.udp && { udpServices: servicesOf(text.udp) }),
    ...(text.loopback && { loopback: { ...defaultEgress, ...egressOf(text.loopback) } }),
  };
}

function icmpOf(text: NonNullable<NodeText['icmp']>): ScenarioIcmp {
  const { limit } = text;
  return {
    errors: text.errors ?? defaultIcmp.errors,
    echo: text.echo ?? defaultIcmp.echo,
    tooBig: text['too-big'] ?? defaultIcmp.tooBig,
    timestamp: text.timestamp ?? defaultIcmp.timestamp,
    mask: text.mask ?? defaultIcmp.mask,
    delayMs: text.delay ?? defaultIcmp.delayMs,
    jitterMs: text.jitter ?? defaultIcmp.jitterMs,
    // As Linux: six in a row, for each destination.
    ...(limit && {
      limit: { everyMs: limit.every, burst: limit.burst ?? 6, per: limit.per ?? 'destination' },
    }),
  };
}

function servicesOf(udp: NonNullable<NodeText['udp']>): ScenarioNode['udpServices'] {
  return Object.entries(udp).map(([portText, service]) => ({ port: Number(portText), service }));
}
