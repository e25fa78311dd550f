import { concatOctets, fits, putUint16, putUint32, uint16, uint32, uint8 } from '../octets.js';
import { ipv6Bytes, ipv6Text } from '../address.js';
import { blankIcmpv6, icmpv6Type } from './message.js';
import { type NeighbourOption, neighbourOptionsBytes, readNeighbourOptions } from './neighbour-option.js';

/** Flags of a neighbour advertisement, and of a router advertisement, in the first byte after the checksum. */
const neighbourFlag = { router: 0x80, solicited: 0x40, override: 0x20 } as const;
const routerFlag = { managed: 0x80, otherConfiguration: 0x40 } as const;

/** A host asks the routers to advertise themselves now (RFC 4861, section 4.1). */
export interface Icmpv6RouterSolicitation {
  readonly kind: 'router-solicitation';
  readonly options: readonly NeighbourOption[];
}

/** A router tells the link how to use it (RFC 4861, section 4.2). */
export interface Icmpv6RouterAdvertisement {
  readonly kind: 'router-advertisement';
  /** Hop limit that hosts should write; 0 when the router does not say. */
  readonly hopLimit: number;
  /** Addresses come from DHCPv6. */
  readonly managed: boolean;
  /** Other settings come from DHCPv6. */
  readonly otherConfiguration: boolean;
  /** How long this is a default router; 0 when it is not one. */
  readonly lifetimeSeconds: number;
  /** How long a neighbour is reachable after it answered; 0 when the router does not say. */
  readonly reachableMs: number;
  /** Time between two solicitations; 0 when the router does not say. */
  readonly retransmitMs: number;
  readonly options: readonly NeighbourOption[];
}

/** Who has this IPv6 address on this link? (RFC 4861, section 4.3; ARP in IPv4.) */
export interface Icmpv6NeighbourSolicitation {
  readonly kind: 'neighbour-solicitation';
  readonly target: string;
  readonly options: readonly NeighbourOption[];
}

/** I have this address (RFC 4861, section 4.4). */
export interface Icmpv6NeighbourAdvertisement {
  readonly kind: 'neighbour-advertisement';
  readonly target: string;
  /** The sender is a router. */
  readonly router: boolean;
  /** It answers a solicitation. */
  readonly solicited: boolean;
  /** It replaces what the receiver believed. */
  readonly override: boolean;
  readonly options: readonly NeighbourOption[];
}

/** There is a better way to this destination (RFC 4861, section 4.5). */
export interface Icmpv6Redirect {
  readonly kind: 'redirect';
  /** The router to use, or the destination itself when it is on the link. */
  readonly target: string;
  readonly destination: string;
  readonly options: readonly NeighbourOption[];
}

/** How hosts and routers of a link find each other. */
export type Icmpv6NeighbourDiscovery =
  | Icmpv6RouterSolicitation
  | Icmpv6RouterAdvertisement
  | Icmpv6NeighbourSolicitation
  | Icmpv6NeighbourAdvertisement
  | Icmpv6Redirect;

export function neighbourDiscoveryBytes(message: Icmpv6NeighbourDiscovery): Uint8Array {
  return concatOctets([fixedPart(message), neighbourOptionsBytes(message.options)]);
}

/** Reads a message of neighbour discovery, if it is one. */
export function readNeighbourDiscovery(
  type: number,
  bytes: Uint8Array,
): Icmpv6NeighbourDiscovery | undefined {
  switch (type) {
    case icmpv6Type.routerSolicitation:
      return { kind: 'router-solicitation', options: readNeighbourOptions(bytes, 8) };
    case icmpv6Type.routerAdvertisement:
      return readRouterAdvertisementv6(bytes);
    case icmpv6Type.neighbourSolicitation: {
      const target = ipv6Text(bytes, 8);
      return { kind: 'neighbour-solicitation', target, options: readNeighbourOptions(bytes, 24) };
    }
    case icmpv6Type.neighbourAdvertisement:
      return readNeighbourAdvertisement(bytes);
    case icmpv6Type.redirect: {
      const [target, destination] = [ipv6Text(bytes, 8), ipv6Text(bytes, 24)];
      return { kind: 'redirect', target, destination, options: readNeighbourOptions(bytes, 40) };
    }
    default:
      return undefined;
  }
}

function fixedPart(message: Icmpv6NeighbourDiscovery): Uint8Array {
  switch (message.kind) {
    case 'router-solicitation':
      return blankIcmpv6(icmpv6Type.routerSolicitation, 0, 8);
    case 'router-advertisement':
      return routerAdvertisementv6Bytes(message);
    case 'neighbour-solicitation': {
      const bytes = blankIcmpv6(icmpv6Type.neighbourSolicitation, 0, 24);
      bytes.set(ipv6Bytes(message.target), 8);
      return bytes;
    }
    case 'neighbour-advertisement': {
      const bytes = blankIcmpv6(icmpv6Type.neighbourAdvertisement, 0, 24);
      bytes[4] = neighbourFlags(message);
      bytes.set(ipv6Bytes(message.target), 8);
      return bytes;
    }
    case 'redirect': {
      const bytes = blankIcmpv6(icmpv6Type.redirect, 0, 40);
      bytes.set(ipv6Bytes(message.target), 8);
      bytes.set(ipv6Bytes(message.destination), 24);
      return bytes;
    }
  }
}

function routerAdvertisementv6Bytes(message: Icmpv6RouterAdvertisement): Uint8Array {
  const bytes = blankIcmpv6(icmpv6Type.routerAdvertisement, 0, 16);
  bytes[4] = fits('ICMPv6 hop limit', message.hopLimit, 0xff);
  bytes[5] =
    (message.managed ? routerFlag.managed : 0) |
    (message.otherConfiguration ? routerFlag.otherConfiguration : 0);
  putUint16(bytes, 6, fits('ICMPv6 lifetime', message.lifetimeSeconds, 0xffff));
  putUint32(bytes, 8, fits('ICMPv6 reachable time', message.reachableMs, 0xffffffff));
  putUint32(bytes, 12, fits('ICMPv6 retransmit time', message.retransmitMs, 0xffffffff));
  return bytes;
}

function neighbourFlags({ router, solicited, override }: Icmpv6NeighbourAdvertisement): number {
  return (
    (router ? neighbourFlag.router : 0) |
    (solicited ? neighbourFlag.solicited : 0) |
    (override ? neighbourFlag.override : 0)
  );
}

function readRouterAdvertisementv6(bytes: Uint8Array): Icmpv6RouterAdvertisement {
  const flags = uint8(bytes, 5);
  return {
    kind: 'router-advertisement',
    hopLimit: uint8(bytes, 4),
    managed: (flags & routerFlag.managed) !== 0,
    otherConfiguration: (flags & routerFlag.otherConfiguration) !== 0,
    lifetimeSeconds: uint16(bytes, 6),
    reachableMs: uint32(bytes, 8),
    retransmitMs: uint32(bytes, 12),
    options: readNeighbourOptions(bytes, 16),
  };
}

function readNeighbourAdvertisement(bytes: Uint8Array): Icmpv6NeighbourAdvertisement {
  const flags = uint8(bytes, 4);
  return {
    kind: 'neighbour-advertisement',
    target: ipv6Text(bytes, 8),
    router: (flags & neighbourFlag.router) !== 0,
    solicited: (flags & neighbourFlag.solicited) !== 0,
    override: (flags & neighbourFlag.override) !== 0,
    options: readNeighbourOptions(bytes, 24),
  };
}
