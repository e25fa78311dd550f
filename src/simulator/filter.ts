import { addressBytes } from '../scenario/prefix.js';
import type { ScenarioFilter } from '../scenario/scenario.js';
import {
  byteAt,
  DESTINATION_OFFSET,
  isLaterFragment,
  SOURCE_OFFSET,
  transportAt,
  word16At,
} from './ip-header.js';

const PROTOCOLS = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** What a rule is matched against. */
interface Subject {
  readonly bytes: Uint8Array;
  readonly version: 4 | 6;
  readonly protocol: number;
  /** Where what the packet carries begins; 0 for a fragment that does not have its beginning. */
  readonly offset: number;
  readonly inLink: string | undefined;
  readonly outLink: string | undefined;
}

interface Rule {
  readonly filter: ScenarioFilter;
  readonly from: Prefix | undefined;
  readonly to: Prefix | undefined;
}

interface Prefix {
  readonly version: 4 | 6;
  readonly bytes: Uint8Array;
  readonly bits: number;
}

/** The packet filter of a node, as iptables: three chains, in each of which the first rule that matches decides. */
export class FilterChains {
  readonly #chains: Readonly<Record<ScenarioFilter['chain'], readonly Rule[]>>;

  constructor(filters: readonly ScenarioFilter[]) {
    const rules = filters.map((filter) => ({ filter, from: prefixOf(filter.from), to: prefixOf(filter.to) }));
    const chain = (name: ScenarioFilter['chain']): readonly Rule[] =>
      rules.filter(({ filter }) => filter.chain === name);
    this.#chains = { input: chain('input'), forward: chain('forward'), output: chain('output') };
  }

  /** The rule that refuses a packet, if one does. */
  refuses(
    chain: ScenarioFilter['chain'],
    bytes: Uint8Array,
    version: 4 | 6,
    inLink: string | undefined,
    outLink: string | undefined,
  ): ScenarioFilter | undefined {
    const rules = this.#chains[chain];
    if (rules.length === 0) return undefined;
    const { protocol, offset } = transportAt(bytes, version);
    const start = isLaterFragment(bytes, version) ? 0 : offset;
    const subject = { bytes, version, protocol, offset: start, inLink, outLink };
    const rule = rules.find((candidate) => matches(candidate, subject));
    return rule?.filter.action === 'accept' ? undefined : rule?.filter;
  }
}

function matches({ filter, from, to }: Rule, subject: Subject): boolean {
  const { protocol, inLink, outLink } = filter;
  if (protocol !== 'any' && PROTOCOLS[protocol] !== subject.protocol) return false;
  if (inLink !== undefined && inLink !== subject.inLink) return false;
  if (outLink !== undefined && outLink !== subject.outLink) return false;
  if (from && !isIn(from, subject, SOURCE_OFFSET[subject.version])) return false;
  if (to && !isIn(to, subject, DESTINATION_OFFSET[subject.version])) return false;
  return matchesContent(filter, subject);
}

/** Ports and types; a packet cut before them matches no rule that asks for them. */
function matchesContent({ ports, icmpTypes }: ScenarioFilter, { bytes, protocol, offset }: Subject): boolean {
  if (ports) {
    if (protocol !== PROTOCOLS.tcp && protocol !== PROTOCOLS.udp) return false;
    if (offset === 0 || offset + 4 > bytes.length) return false;
    const port = word16At(bytes, offset + 2);
    if (port < ports.first || port > ports.last) return false;
  }
  if (icmpTypes) {
    if (protocol !== PROTOCOLS.icmp && protocol !== PROTOCOLS.icmpv6) return false;
    if (offset === 0 || offset >= bytes.length) return false;
    if (!icmpTypes.includes(byteAt(bytes, offset))) return false;
  }
  return true;
}

function prefixOf(text: string | undefined): Prefix | undefined {
  if (text === undefined) return undefined;
  const [address = '', bits = ''] = text.split('/');
  const bytes = addressBytes(address);
  return { version: bytes.length === 4 ? 4 : 6, bytes, bits: Number(bits) };
}

function isIn(prefix: Prefix, { bytes, version }: Subject, offset: number): boolean {
  if (prefix.version !== version) return false;
  for (let bit = 0; bit < prefix.bits; bit += 8) {
    const mask = 0xff00 >> Math.min(8, prefix.bits - bit);
    if (((byteAt(prefix.bytes, bit / 8) ^ byteAt(bytes, offset + bit / 8)) & mask & 0xff) !== 0) return false;
  }
  return true;
}
