import { readValue, valueError } from '../document/document.js';
import { scenarioSchema } from './read.js';
import type {
  RejectAnswer,
  Scenario,
  ScenarioFilter,
  ScenarioIcmpLimit,
  ScenarioNode,
  ScenarioRoute,
  ScenarioTraffic,
  ScenarioUdpService,
} from './scenario.js';

/** Such as `5 ms`, from 0 ms to 24 h. */
export type DurationText = `${number}${'' | ' '}${'us' | 'µs' | 'ms' | 's' | 'min' | 'h'}`;
/** Such as `100 Mbit/s`, from 1 kbit/s to 10 Tbit/s. */
export type RateText = `${number}${'' | ' '}${'' | 'k' | 'M' | 'G' | 'T'}bit/s`;
/** Such as `2 %`. */
export type PercentageText = `${number}${'' | ' '}%`;
/** Such as `1500 bytes`, from 68 to 65535. */
export type SizeText = `${number}${'' | ' '}byte${'' | 's'}`;
/** Such as `50 packets`, from 1 to 100000. */
export type PacketCountText = `${number}${'' | ' '}packet${'' | 's'}`;
/** An address with the length of its network's prefix, such as `192.0.2.1/24`; or that prefix, `192.0.2.0/24`. */
export type PrefixText = `${string}/${number}`;

/** A list; a single item may be written alone. */
export type OneOrMore<T> = T | readonly T[];

/** What a link does to the packets that leave by one of its ends; each default is a perfect link. */
export interface EgressSettings {
  /** Time on the way to the other end. */
  readonly delay?: DurationText;
  /** Standard deviation of that time. */
  readonly jitter?: DurationText;
  /** Share of the packets that are lost. */
  readonly loss?: PercentageText;
  /** Share of the packets that arrive twice. */
  readonly duplication?: PercentageText;
  /** Whether jitter may let a packet overtake another. */
  readonly reorders?: boolean;
  /** Bits of IP packets in one second; without it the link is never the bottleneck. */
  readonly rate?: RateText;
  /** Packets that may wait for their turn, with a rate; `1000 packets` by default. */
  readonly queue?: PacketCountText;
}

/** What leaves by one end of a link. */
export interface EndSettings extends EgressSettings {
  /** Longest IP packet, `1500 bytes` by default. */
  readonly mtu?: SizeText;
  /** What a route through here costs, as in OSPF, 1 by default; the cheapest way wins. */
  readonly cost?: number;
}

/** A link, in both directions. */
export interface LinkSettings<Node extends string = string> extends EndSettings {
  /** Its nodes by default: `pc - serveur`. */
  readonly name?: string;
  /** What differs for the packets of one node. */
  readonly from?: Readonly<Partial<Record<Node, EndSettings>>>;
}

/** A route of a node: gateways, or a refusal. */
export type RouteSettings = { readonly to: 'default' | PrefixText } & (
  | { readonly via: OneOrMore<string>; readonly type?: undefined }
  | { readonly type: Exclude<ScenarioRoute['kind'], 'via'>; readonly via?: undefined }
);

/** A rule of a packet filter, as one of iptables: what it does with a protocol, and what narrows it. */
export type FilterSettings = (
  | { readonly accept: ScenarioFilter['protocol'] }
  | { readonly drop: ScenarioFilter['protocol'] }
  | { readonly reject: ScenarioFilter['protocol']; readonly with?: RejectAnswer }
) & {
  /** `forward` by default. */
  readonly on?: ScenarioFilter['chain'];
  /** Destination ports: `53`, or `33434-33534`. */
  readonly ports?: number | `${number}` | `${number}-${number}`;
  /** Types of ICMP messages. */
  readonly types?: OneOrMore<number>;
  /** Source prefix. */
  readonly from?: PrefixText;
  /** Destination prefix. */
  readonly to?: PrefixText;
  /** Name of the link by which packets come in. */
  readonly in?: string;
  /** Name of the link by which they go out. */
  readonly out?: string;
};

/** What a node does with ICMP; each default is the one of Linux, but for the limit, which there is none of. */
export interface IcmpSettings {
  readonly errors?: boolean;
  readonly echo?: boolean;
  readonly 'too-big'?: boolean;
  readonly timestamp?: boolean;
  readonly mask?: boolean;
  /** Time that the node takes for what it answers itself. */
  readonly delay?: DurationText;
  readonly jitter?: DurationText;
  /** How many errors it sends: one every so often, `burst` of them in a row (6), for each destination. */
  readonly limit?: {
    readonly every: DurationText;
    readonly burst?: number;
    readonly per?: ScenarioIcmpLimit['per'];
  };
}

/** A host, or a router. */
export interface NodeSettings {
  /** Whether it forwards the packets of others. */
  readonly router?: boolean;
  /** Its names in the DNS. */
  readonly names?: OneOrMore<string>;
  /** Addresses that belong to no link. */
  readonly addresses?: OneOrMore<PrefixText>;
  /** Time to live of the packets that it makes, 64 by default. */
  readonly ttl?: number;
  /** Whether shortest paths are added to its own routes, as they are by default. */
  readonly routing?: ScenarioNode['routing'];
  readonly routes?: readonly RouteSettings[];
  /** How it chooses between ways of equal cost. */
  readonly balance?: ScenarioNode['balance'];
  readonly filters?: readonly FilterSettings[];
  /** Name of the link on which it hides the addresses of the others behind its own. */
  readonly nat?: string;
  readonly icmp?: IcmpSettings;
  /** Whether it forwards packets whose time to live is spent, as some old routers. */
  readonly 'zero-ttl'?: boolean;
  /** TCP ports that accept connections. */
  readonly tcp?: OneOrMore<number>;
  /** What answers on each UDP port. */
  readonly udp?: Readonly<Record<number, ScenarioUdpService['service']>>;
  /** What its packets to itself go through. */
  readonly loopback?: EgressSettings;
}

/** Something that happens to the network while it runs, `at` an instant. */
export type ChangeSettings<Node extends string = string> = { readonly at: DurationText } & (
  | (EgressSettings & { readonly link: string; readonly from?: Node })
  /** Routes follow after a while; never by default. */
  | { readonly cut: string; readonly reroute?: DurationText }
  | { readonly restore: string; readonly reroute?: DurationText }
  | { readonly node: Node; readonly routes: readonly RouteSettings[] }
);

/** Background traffic, which fills links and queues. */
export interface TrafficSettings<Node extends string = string> {
  readonly from: Node;
  /** An address. */
  readonly to: string;
  readonly rate: RateText;
  /** Of each IP packet, `1500 bytes` by default. */
  readonly size?: SizeText;
  /** Even spacing, or the randomness of many independent users. */
  readonly pattern?: ScenarioTraffic['pattern'];
  readonly start?: DurationText;
  readonly stop?: DurationText;
}

/** What {@link scenario} says of a network besides its title. */
export interface ScenarioOptions {
  /** What it teaches, in a sentence; its title by default. */
  readonly teaches?: string;
  /** The node on which the student works; the first one by default. */
  readonly machine?: string;
  /** What every node does with ICMP, but for what it says itself. */
  readonly icmp?: IcmpSettings;
}

/**
 * A scenario being written, see {@link scenario}. Each method returns another builder and leaves this one as it is: one
 * network may be the beginning of several. `Node` are the names of the nodes so far.
 */
export interface ScenarioBuilder<Node extends string = never> {
  /**
   * Adds a host, or a router.
   *
   * @throws DocumentError when there is one of that name
   */
  node<Name extends string>(name: Name, settings?: NodeSettings): ScenarioBuilder<Node | Name>;
  /** Adds a cable between nodes, or a segment with more of them: who has which addresses on it. */
  link(
    between: Readonly<Partial<Record<Node, OneOrMore<PrefixText>>>>,
    settings?: LinkSettings<Node>,
  ): ScenarioBuilder<Node>;
  /**
   * Gives an address names that are its alone.
   *
   * @throws DocumentError when it has some already
   */
  names(address: string, names: OneOrMore<string>): ScenarioBuilder<Node>;
  /** Plans a change. */
  change(change: ChangeSettings<Node>): ScenarioBuilder<Node>;
  /** Adds background traffic. */
  traffic(traffic: TrafficSettings<Node>): ScenarioBuilder<Node>;
  /**
   * Checks the whole as a scenario file is checked, and gives it with every default filled in.
   *
   * @throws DocumentError with the path of the field at fault, such as `links.0.delay`
   */
  build(): Scenario;
}

/** What a scenario file says, as YAML would give it. */
interface PlainScenario {
  readonly title: string;
  readonly teaches: string;
  readonly machine: string | undefined;
  readonly icmp: IcmpSettings;
  readonly nodes: Readonly<Record<string, NodeSettings | null>>;
  readonly links: readonly object[];
  readonly names: Readonly<Record<string, OneOrMore<string>>>;
  readonly changes: readonly object[];
  readonly traffic: readonly object[];
}

/**
 * Begins a scenario in code: the same fields, the same checks and the same errors as in a file ({@link readScenario}).
 *
 * @param title in French
 * @param options what it teaches, and whose place the student takes
 * @returns an empty network, to which each call adds something; `build()` ends it
 * @example
 * ```ts
 * import { open, ping, scenario } from 'sonde';
 *
 * const deuxMachines = scenario('Deux machines')
 *   .node('pc')
 *   .node('serveur', { tcp: 80 })
 *   .link({ pc: '192.0.2.1/24', serveur: '192.0.2.2/24' }, { delay: '5 ms' })
 *   .build();
 * const network = await open({ network: 'simulated', scenario: deuxMachines });
 * const { statistics } = await ping(network, 'serveur');
 * console.log(statistics.rtt?.avgMs); // → 10
 * network.close();
 * ```
 */
export function scenario(
  title: string,
  { teaches = title, machine, icmp = {}, ...unknown }: ScenarioOptions = {},
): ScenarioBuilder {
  // Fields that no option has are refused with the rest of what is wrong, by `build`.
  return builderOf({
    ...unknown,
    title,
    teaches,
    machine,
    icmp: structuredClone(icmp),
    nodes: {},
    links: [],
    names: {},
    changes: [],
    traffic: [],
  });
}

function builderOf(plain: PlainScenario): ScenarioBuilder<string> {
  return {
    node: (name, settings) => {
      if (Object.hasOwn(plain.nodes, name)) throw valueError(['nodes', name], 'another node has this name');
      // The first one, which `nodes` does not tell: JavaScript puts names of digits before others.
      const machine = plain.machine ?? name;
      const copy = structuredClone(settings) ?? null;
      return builderOf({ ...plain, machine, nodes: { ...plain.nodes, [name]: copy } });
    },
    link: (between, settings) =>
      builderOf({ ...plain, links: [...plain.links, structuredClone({ ...settings, between })] }),
    names: (address, names) => {
      if (Object.hasOwn(plain.names, address))
        throw valueError(['names', address], 'this address has its names already');
      return builderOf({ ...plain, names: { ...plain.names, [address]: structuredClone(names) } });
    },
    change: (change) => builderOf({ ...plain, changes: [...plain.changes, structuredClone(change)] }),
    traffic: (traffic) => builderOf({ ...plain, traffic: [...plain.traffic, structuredClone(traffic)] }),
    build: () => built(plain),
  };
}

function built(plain: PlainScenario): Scenario {
  return readValue(scenarioSchema, { ...plain, machine: plain.machine ?? '' });
}
