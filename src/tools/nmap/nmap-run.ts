/** An address of a host: IPv4, IPv6, or the MAC of a host on the same link. */
export interface NmapAddress {
  readonly kind: 'ipv4' | 'ipv6' | 'mac';
  readonly address: string;
  /** Maker of the interface, after the first bytes of a MAC. */
  readonly vendor?: string;
}

/** A name of a host, and where it comes from: what was asked (`user`), or the reverse DNS (`PTR`). */
export interface NmapHostname {
  readonly name: string;
  readonly kind?: string;
}

/** A value that a script found: a text, or a table of values with or without keys. */
export type NmapScriptValue = string | NmapScriptTable;

/** A table of a script. */
export interface NmapScriptTable {
  readonly entries: readonly { readonly key?: string; readonly value: NmapScriptValue }[];
}

/** What a script of NSE found. */
export interface NmapScript {
  readonly id: string;
  /** What a person reads; bytes that are not ASCII are written `\xC3`. */
  readonly output: string;
  /** The same for a program; empty for scripts that give a text only. */
  readonly entries: NmapScriptTable['entries'];
}

/** The service of a port: named after its number (`table`), or recognised by its answers (`probed`, -sV). */
export interface NmapService {
  readonly name: string;
  readonly method?: string;
  /** Sureness, 0 to 10. */
  readonly confidence?: number;
  readonly product?: string;
  readonly version?: string;
  readonly extraInfo?: string;
  readonly hostname?: string;
  readonly osType?: string;
  readonly deviceType?: string;
  /** What carries it, e.g. `ssl`. */
  readonly tunnel?: string;
  /** Common Platform Enumeration, e.g. `cpe:/a:openbsd:openssh:9.2p1`. */
  readonly cpe: readonly string[];
}

/** States of a port, in nmap's words; the last four are of scans that were given up. */
export type NmapPortState =
  | 'open'
  | 'closed'
  | 'filtered'
  | 'unfiltered'
  | 'open|filtered'
  | 'closed|filtered'
  | 'unknown'
  | 'unscanned'
  | 'testing'
  | 'fresh';

/** A port. */
export interface NmapPort {
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'ip';
  readonly port: number;
  readonly state: NmapPortState;
  /** What the state was concluded from, e.g. `syn-ack`, `conn-refused`, `no-response`. */
  readonly reason?: string;
  /** TTL of the packet that told; 0 where no packet was seen. */
  readonly reasonTtl?: number;
  readonly service?: NmapService;
  readonly scripts: readonly NmapScript[];
}

/** Ports that are all alike, and too many to be listed. */
export interface NmapExtraPorts {
  readonly state: NmapPortState;
  readonly count: number;
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** A system that answers as the host does (-O). */
export interface NmapOsMatch {
  readonly name: string;
  readonly accuracyPercent: number;
  readonly classes: readonly {
    readonly vendor: string;
    readonly family: string;
    readonly generation?: string;
    readonly deviceType?: string;
    readonly accuracyPercent: number;
    readonly cpe: readonly string[];
  }[];
}

/** A hop on the way to a host (--traceroute). */
export interface NmapHop {
  readonly ttl: number;
  readonly address: string;
  readonly host?: string;
  /** Round-trip time; absent where nmap does not tell (`--`). */
  readonly rttMs?: number;
}

/** A host. */
export interface NmapHost {
  readonly state: 'up' | 'down' | 'unknown' | 'skipped';
  /** Old versions, and files that Zenmap saved, have none. */
  readonly reason?: string;
  readonly addresses: readonly NmapAddress[];
  readonly hostnames: readonly NmapHostname[];
  readonly ports: readonly NmapPort[];
  readonly extraPorts: readonly NmapExtraPorts[];
  readonly osMatches: readonly NmapOsMatch[];
  readonly scripts: readonly NmapScript[];
  readonly trace: readonly NmapHop[];
  /** Hops to the host, guessed from a TTL (-O). */
  readonly distance?: number;
  readonly uptimeSeconds?: number;
  /** Round-trip time smoothed as TCP does. */
  readonly rttMs?: number;
}

/** What was scanned, of one protocol. */
export interface NmapScanInfo {
  readonly kind: string;
  readonly protocol: string;
  /** Ports, e.g. `22-25,80`. */
  readonly services: string;
  readonly count: number;
}

/** How a run ended; old versions, and files that Zenmap saved, tell less. */
export interface NmapEnd {
  /** In ISO 8601. */
  readonly finishedAt?: string;
  readonly elapsedMs?: number;
  readonly success?: boolean;
  /** What went wrong, in nmap's words. */
  readonly error?: string;
  readonly hostsUp: number;
  readonly hostsDown: number;
  readonly hostsTotal: number;
}

/** A run of nmap, as its XML tells it. */
export interface NmapRun {
  readonly version: string;
  /** The command line. */
  readonly args: string;
  /** In ISO 8601. */
  readonly startedAt?: string;
  readonly scans: readonly NmapScanInfo[];
  readonly hosts: readonly NmapHost[];
  /** Scripts that ran before or after the scan of hosts. */
  readonly scripts: readonly NmapScript[];
  /** Absent from a run that was interrupted: the hosts are then those that were done. */
  readonly end?: NmapEnd;
}
