import {
  type InferOutput,
  exactOptional,
  literal,
  nullable,
  number,
  pipe,
  rawCheck,
  string,
  transform,
  union,
} from 'valibot';
import { dictionary, fields, listOf, oneOrMore } from '../document/schema.js';
import { ParseError } from '../parse-error.js';
import { defaultEgress, defaultIcmp, defaultNode } from './defaults.js';
import {
  address,
  count,
  duration,
  hostName,
  interfaceAddress,
  linkName,
  oneOf,
  packetCount,
  percentage,
  prefix,
  rate,
  written,
  yesOrNo,
} from './field.js';
import type { ScenarioEgress, ScenarioFilter, ScenarioIcmp, ScenarioNode } from './scenario.js';

/** What a file may say of the packets that leave by an interface. */
export const egressFields = {
  delay: exactOptional(duration),
  jitter: exactOptional(duration),
  loss: exactOptional(percentage),
  duplication: exactOptional(percentage),
  reorders: exactOptional(yesOrNo),
  rate: exactOptional(rate),
  queue: exactOptional(packetCount),
};

const egressSchema = fields(egressFields);

type EgressText = InferOutput<typeof egressSchema>;

/** What a file says, in the names of a scenario; what it leaves out is left out. */
export function egressOf(text: EgressText): Partial<ScenarioEgress> {
  return {
    ...(text.delay !== undefined && { delayMs: text.delay }),
    ...(text.jitter !== undefined && { jitterMs: text.jitter }),
    ...(text.loss !== undefined && { loss: text.loss }),
    ...(text.duplication !== undefined && { duplication: text.duplication }),
    ...(text.reorders !== undefined && { reorders: text.reorders }),
    ...(text.rate !== undefined && { rateBitsPerSecond: text.rate }),
    ...(text.queue !== undefined && { queuePackets: text.queue }),
  };
}

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
const filterSchema = pipe(
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
function filterOf(text: InferOutput<typeof filterSchema>): ScenarioFilter {
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

const port = count('a port', 1, 65_535);

/** A port written as a key. */
const portKey = written('a port', (text) => {
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > 65_535) throw new ParseError('a port expected', 0);
  return text;
});

/** What a file may say of how its nodes answer with ICMP: all of them, or one. */
export const icmpSchema = fields({
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

type IcmpText = InferOutput<typeof icmpSchema>;

/** A node as the file has it. */
export type NodeText = NonNullable<InferOutput<typeof nodeSchema>>;

/**
 * A node as the scenario has it, but for its routes, which need the links.
 *
 * @param common what the file says of the ICMP of all its nodes
 */
export function nodeOf(name: string, text: NodeText, common: IcmpText): ScenarioNode {
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
    icmp: icmpOf({ ...common, ...text.icmp }),
    ...(text['zero-ttl'] !== undefined && { forwardsZeroTtl: text['zero-ttl'] }),
    ...(text.tcp && { tcpPorts: text.tcp }),
    ...(text.udp && { udpServices: servicesOf(text.udp) }),
    ...(text.loopback && { loopback: { ...defaultEgress, ...egressOf(text.loopback) } }),
  };
}

function icmpOf(text: IcmpText): ScenarioIcmp {
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
