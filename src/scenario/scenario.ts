/** An address of an interface and the length of its network's prefix. */
export interface ScenarioAddress {
  /** IPv4 or IPv6, in its canonical text. */
  readonly address: string;
  readonly prefixLength: number;
}

/** What an interface does to the packets that leave by it. */
export interface ScenarioEgress {
  /** Time on the way to the other end. */
  readonly delayMs: number;
  /** Standard deviation of that time. Packets stay in order unless `reorders`. */
  readonly jitterMs: number;
  /** Share of the packets that are lost, from 0 to 1. */
  readonly loss: number;
  /** Share of the packets that arrive twice, from 0 to 1. */
  readonly duplication: number;
  /** Whether jitter may let a packet overtake another. */
  readonly reorders: boolean;
  /** Bits of IP packets in one second; `undefined` when the link is never the bottleneck. */
  readonly rateBitsPerSecond?: number;
  /** Packets that may wait for their turn; the next one is dropped. It counts only with a rate. */
  readonly queuePackets: number;
}

/** The place where a node is plugged into a link: one of its interfaces. */
export interface ScenarioEnd {
  readonly node: string;
  /** Name of the interface: eth0, eth1 … in the order of the file. */
  readonly interface: string;
  readonly addresses: readonly ScenarioAddress[];
  /** Longest IP packet that leaves by here, in bytes. */
  readonly mtu: number;
  /** What a route through here costs, as in OSPF; the cheapest way wins. */
  readonly cost: number;
  readonly egress: ScenarioEgress;
}

/** A cable between two nodes, or a segment with more of them (a switch, a Wi-Fi). */
export interface ScenarioLink {
  /** As the file names it, or its nodes: `box - fai`. */
  readonly name: string;
  readonly ends: readonly ScenarioEnd[];
}

/** What a route says of packets to its prefix. */
export type ScenarioRoute =
  | {
      readonly kind: 'via';
      /** Such as `192.0.2.0/24`; `0.0.0.0/0` and `::/0` are the default routes. */
      readonly prefix: string;
      /** One gateway, or several among which the node balances. */
      readonly hops: readonly ScenarioHop[];
    }
  | {
      /** Drops in silence, or with an ICMP error: host unreachable, or communication prohibited. */
      readonly kind: 'blackhole' | 'unreachable' | 'prohibit';
      readonly prefix: string;
    };

/** A gateway and the interface that leads to it. */
export interface ScenarioHop {
  readonly gateway: string;
  readonly interface: string;
}

/** A rule of a packet filter, as one of iptables: the first rule that matches decides, and without one all pass. */
export interface ScenarioFilter {
  readonly chain: 'input' | 'forward' | 'output';
  readonly action: 'accept' | 'drop' | 'reject';
  /** What {@link ScenarioFilter.action} `reject` answers. */
  readonly answer: RejectAnswer;
  readonly protocol: 'any' | 'icmp' | 'icmpv6' | 'tcp' | 'udp';
  /** Destination ports, both included. */
  readonly ports?: { readonly first: number; readonly last: number };
  /** Types of ICMP or ICMPv6 messages. */
  readonly icmpTypes?: readonly number[];
  /** Source prefix. */
  readonly from?: string;
  /** Destination prefix. */
  readonly to?: string;
  /** Names of the links by which packets come in and go out. */
  readonly inLink?: string;
  readonly outLink?: string;
}

/** How a filter refuses. Each one is an ICMP destination unreachable, but for the last one. */
export type RejectAnswer =
  | 'net-unreachable'
  | 'host-unreachable'
  | 'port-unreachable'
  | 'net-prohibited'
  | 'host-prohibited'
  | 'admin-prohibited'
  | 'tcp-reset';

/** A bucket of tokens: each ICMP error takes one. */
export interface ScenarioIcmpLimit {
  /** Time for one token to come. */
  readonly everyMs: number;
  /** Tokens that can be saved up; as many errors can be sent in a row. */
  readonly burst: number;
  /** One bucket for each destination, as Linux has, or a single one, as many routers have. */
  readonly per: 'destination' | 'node';
}

/** What a node does with ICMP. */
export interface ScenarioIcmp {
  /** Sends ICMP errors. */
  readonly errors: boolean;
  /** Answers echo requests. */
  readonly echo: boolean;
  /** Says that a packet is too long for the next link; without it, a path-MTU black hole. */
  readonly tooBig: boolean;
  /** Answers timestamp requests. */
  readonly timestamp: boolean;
  /** Answers address mask requests. */
  readonly mask: boolean;
  /** Time that the node takes for what it answers itself (the slow path of a router). */
  readonly delayMs: number;
  /** Standard deviation of that time. */
  readonly jitterMs: number;
  /** How many errors it sends; without limit when absent. */
  readonly limit?: ScenarioIcmpLimit;
}

/** What answers on a UDP port: it sends back the same data, nothing, or the names of the scenario. */
export interface ScenarioUdpService {
  readonly port: number;
  readonly service: 'echo' | 'discard' | 'dns';
}

/** A host or a router. */
export interface ScenarioNode {
  readonly name: string;
  /** Whether it forwards the packets of others. */
  readonly router: boolean;
  /** Addresses that belong to no link (of its loopback interface). */
  readonly addresses: readonly ScenarioAddress[];
  /** Time to live of the packets that it makes: 64 (Linux), 128 (Windows), 255 (many routers). */
  readonly initialTtl: number;
  /** Whether shortest paths are added to its own `routes`. */
  readonly routing: 'computed' | 'manual';
  /** Routes given by the file; they win over a computed one of the same prefix. */
  readonly routes: readonly ScenarioRoute[];
  /** How it chooses between routes of equal cost; `none` keeps the first one. */
  readonly balance: 'none' | 'flow' | 'destination' | 'packet';
  readonly filters: readonly ScenarioFilter[];
  /** Name of the link on which it hides the addresses of the others behind its own. */
  readonly natLink?: string;
  readonly icmp: ScenarioIcmp;
  /** A bug of old routers: it forwards packets whose time to live is spent, so that the next router appears twice. */
  readonly forwardsZeroTtl: boolean;
  /** TCP ports that accept connections. */
  readonly tcpPorts: readonly number[];
  readonly udpServices: readonly ScenarioUdpService[];
  /** What its own packets to itself go through (127.0.0.1). */
  readonly loopback: ScenarioEgress;
}

/** A name of an address. */
export interface ScenarioName {
  readonly name: string;
  readonly address: string;
  /** Whether a reverse look-up of the address finds this name. */
  readonly reverse: boolean;
}

/** Something that happens to the network while it runs. */
export type ScenarioChange = { readonly atMs: number } & (
  | {
      readonly kind: 'egress';
      readonly link: string;
      /** The node whose packets it touches; all of them when absent. */
      readonly from?: string;
      readonly egress: Partial<ScenarioEgress>;
    }
  | {
      /** The cable is cut or mended. Routes stay as they are until a `reroute`. */
      readonly kind: 'cut' | 'restore';
      readonly link: string;
    }
  | {
      /** Computed routes follow the links that still work. */
      readonly kind: 'reroute';
    }
  | {
      /** The node gets other routes of its own. */
      readonly kind: 'routes';
      readonly node: string;
      readonly routes: readonly ScenarioRoute[];
    }
);

/** Background traffic, which fills links and queues. */
export interface ScenarioTraffic {
  readonly from: string;
  /** An address. */
  readonly to: string;
  readonly rateBitsPerSecond: number;
  /** Bytes of each IP packet. */
  readonly sizeBytes: number;
  /** Even spacing, or the randomness of many independent users. */
  readonly pattern: 'regular' | 'poisson';
  readonly startMs: number;
  readonly stopMs: number;
}

/** A network, as a scenario file describes it: what the simulator runs and what a lab brings up. */
export interface Scenario {
  /** In French. */
  readonly title: string;
  /** What it teaches, in one French sentence or two. */
  readonly teaches: string;
  /** The node on which the student works. */
  readonly machine: string;
  readonly nodes: readonly ScenarioNode[];
  readonly links: readonly ScenarioLink[];
  readonly names: readonly ScenarioName[];
  /** In the order of their time. */
  readonly changes: readonly ScenarioChange[];
  readonly traffic: readonly ScenarioTraffic[];
}

/**
 * The name of each address of a network, as a reverse look-up would give it; addresses without one are left out.
 *
 * @param scenario the network
 * @example
 * ```ts
 * import { addressNames, loadScenario } from 'sonde';
 *
 * const names = addressNames(await loadScenario('paris-wikimedia'));
 * console.log(names.get('80.67.168.16')); // → giga.gitoyen.net
 * ```
 */
export function addressNames({ names }: Pick<Scenario, 'names'>): ReadonlyMap<string, string> {
  const reverse = names.filter((name) => name.reverse);
  // The first name that a scenario gives to an address is its reverse name: in a map, the last one set wins.
  return new Map(reverse.reverse().map(({ address, name }) => [address, name]));
}
