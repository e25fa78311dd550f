import type { RejectAnswer, ScenarioFilter, ScenarioLink, ScenarioNode } from '../scenario/scenario.js';

const CHAINS = ['input', 'forward', 'output'] as const;

/**
 * The ruleset of nft(8) for the filters of a node, its address translation, and its silence about packets that are too
 * big; empty when it has none of them.
 */
export function filterRules(node: ScenarioNode, links: readonly ScenarioLink[]): string {
  const chains = [
    ...CHAINS.map((chain) => chainOf(chain, `filter hook ${chain} priority 0`, rulesOf(chain, node, links))),
    chainOf('translate', 'nat hook postrouting priority 100', translation(node, links)),
  ].filter((text) => text !== '');
  return chains.length === 0 ? '' : `table inet sonde {\n${chains.join('\n')}\n}\n`;
}

function chainOf(name: string, hook: string, rules: readonly string[]): string {
  if (rules.length === 0) return '';
  const lines = [`type ${hook}; policy accept;`, ...rules];
  return [`  chain ${name} {`, ...lines.map((line) => `    ${line}`), '  }'].join('\n');
}

function rulesOf(
  chain: ScenarioFilter['chain'],
  node: ScenarioNode,
  links: readonly ScenarioLink[],
): readonly string[] {
  const own = node.filters.filter((filter) => filter.chain === chain);
  return [
    ...(chain === 'output' && !node.icmp.tooBig ? silentAboutSize : []),
    ...own.flatMap((filter) => ruleOf(filter, node, links)),
  ];
}

/** A path-MTU black hole: the kernel makes the error, and the filter drops it. */
const silentAboutSize: readonly string[] = [
  'icmp type destination-unreachable icmp code frag-needed drop',
  'icmpv6 type packet-too-big drop',
];

function translation({ name, natLink }: ScenarioNode, links: readonly ScenarioLink[]): readonly string[] {
  return natLink === undefined
    ? []
    : [`meta nfproto ipv4 oifname "${interfaceOn(natLink, name, links)}" masquerade`];
}

function ruleOf(
  filter: ScenarioFilter,
  node: ScenarioNode,
  links: readonly ScenarioLink[],
): readonly string[] {
  const { inLink, outLink, from, to } = filter;
  const matches = [
    ...(inLink === undefined ? [] : [`iifname "${interfaceOn(inLink, node.name, links)}"`]),
    ...(outLink === undefined ? [] : [`oifname "${interfaceOn(outLink, node.name, links)}"`]),
    ...(from === undefined ? [] : [`${family(from)} saddr ${from}`]),
    ...(to === undefined ? [] : [`${family(to)} daddr ${to}`]),
  ];
  return protocolMatches(filter).flatMap((protocol) =>
    verdicts(filter).map((verdict) => [...matches, ...protocol, verdict].join(' ')),
  );
}

/** Ports without a protocol are those of TCP and of UDP: two rules. */
function protocolMatches({ protocol, ports, icmpTypes }: ScenarioFilter): readonly (readonly string[])[] {
  const range = ports && (ports.first === ports.last ? `${ports.first}` : `${ports.first}-${ports.last}`);
  switch (protocol) {
    case 'any':
      return range === undefined ? [[]] : [[`tcp dport ${range}`], [`udp dport ${range}`]];
    case 'tcp':
    case 'udp':
      return [[range === undefined ? `meta l4proto ${protocol}` : `${protocol} dport ${range}`]];
    case 'icmp':
    case 'icmpv6': {
      const l4proto = protocol === 'icmp' ? 'icmp' : 'ipv6-icmp';
      return [[icmpTypes ? `${protocol} type { ${icmpTypes.join(', ')} }` : `meta l4proto ${l4proto}`]];
    }
  }
}

/** Answers that IPv4 and IPv6 share (`icmpx`), and those of IPv4 alone with the nearest one of IPv6. */
const answers: Readonly<Record<RejectAnswer, readonly string[]>> = {
  'net-unreachable': ['reject with icmpx type no-route'],
  'host-unreachable': ['reject with icmpx type host-unreachable'],
  'port-unreachable': ['reject with icmpx type port-unreachable'],
  'admin-prohibited': ['reject with icmpx type admin-prohibited'],
  'net-prohibited': ['reject with icmp type net-prohibited', 'reject with icmpv6 type admin-prohibited'],
  'host-prohibited': ['reject with icmp type host-prohibited', 'reject with icmpv6 type admin-prohibited'],
  'tcp-reset': ['meta l4proto tcp reject with tcp reset'],
};

function verdicts({ action, answer }: ScenarioFilter): readonly string[] {
  return action === 'reject' ? answers[answer] : [action];
}

function family(prefix: string): 'ip' | 'ip6' {
  return prefix.includes(':') ? 'ip6' : 'ip';
}

/** The interface by which a node is on a link. */
function interfaceOn(link: string, node: string, links: readonly ScenarioLink[]): string {
  return links.find(({ name }) => name === link)?.ends.find((end) => end.node === node)?.interface ?? '';
}
