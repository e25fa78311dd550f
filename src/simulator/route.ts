import { broadcastOf, contains, networkOf, addressBytes, versionOf } from '../scenario/prefix.js';
import type { ScenarioHop, ScenarioRoute } from '../scenario/scenario.js';
import type { NetworkInterface } from './interface.js';
import { type PrefixEntry, RoutingTable } from './routing-table.js';

/** A neighbour to hand packets to. */
export interface NextHop {
  readonly out: NetworkInterface;
  /** The router to go through; `undefined` when the destination itself is on the segment. */
  readonly gateway: Gateway | undefined;
  /** The node's own address on that side, which its packets carry as their source. */
  readonly source: string;
}

/** A router on the segment; nobody may have its address. */
export interface Gateway {
  readonly address: string;
  readonly interface: NetworkInterface | undefined;
}

/** What a node does with packets to a prefix. */
export type Route =
  /** They are for the node itself. */
  | { readonly kind: 'local' }
  /** They are for everyone on the network. */
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'via'; readonly hops: readonly [NextHop, ...NextHop[]] }
  | { readonly kind: 'blackhole' | 'unreachable' | 'prohibit' };

/** The tables of a node, by version of IP. */
export type RouteTables = Readonly<Record<4 | 6, RoutingTable<Route>>>;

const LOCAL: Route = { kind: 'local' };
const BROADCAST: Route = { kind: 'broadcast' };

/**
 * The routing tables of a node, as Linux has them: its own addresses, the networks that it is on, then its routes.
 *
 * @param interfaces all of them; the loopback one first, whose addresses lead to no network
 * @param routes of the scenario
 */
export function routeTables(
  interfaces: readonly NetworkInterface[],
  routes: readonly ScenarioRoute[],
): RouteTables {
  // Where two have the same prefix, the last one wins.
  const entries = [
    ...routes.flatMap((route) => givenRoute(route, interfaces)),
    ...interfaces.slice(1).flatMap(connectedRoutes),
    ...interfaces.slice(0, 1).flatMap(loopbackNetworks),
    ...interfaces.flatMap(localRoutes),
    { prefix: '127.0.0.0/8', value: LOCAL },
    { prefix: '::1/128', value: LOCAL },
  ];
  const table = (version: 4 | 6): RoutingTable<Route> =>
    new RoutingTable(
      version,
      entries.filter(({ prefix }) => versionOf(prefix) === version),
    );
  return { 4: table(4), 6: table(6) };
}

function localRoutes({ settings }: NetworkInterface): readonly PrefixEntry<Route>[] {
  return settings.addresses.flatMap((own) => {
    const broadcast = broadcastOf(own);
    return [
      { prefix: `${own.address}/${versionOf(own.address) === 6 ? 128 : 32}`, value: LOCAL },
      ...(broadcast === undefined ? [] : [{ prefix: `${broadcast}/32`, value: BROADCAST }]),
    ];
  });
}

/** All the addresses of a network on the loopback interface are the node's own. */
function loopbackNetworks({ settings }: NetworkInterface): readonly PrefixEntry<Route>[] {
  return settings.addresses.map((own) => ({ prefix: networkOf(own), value: LOCAL }));
}

function connectedRoutes(out: NetworkInterface): readonly PrefixEntry<Route>[] {
  return out.settings.addresses.map((own) => ({
    prefix: networkOf(own),
    value: { kind: 'via', hops: [{ out, gateway: undefined, source: own.address }] },
  }));
}

function givenRoute(
  route: ScenarioRoute,
  interfaces: readonly NetworkInterface[],
): readonly PrefixEntry<Route>[] {
  if (route.kind !== 'via') return [{ prefix: route.prefix, value: { kind: route.kind } }];
  const [first, ...others] = route.hops.flatMap((hop) => nextHop(hop, interfaces));
  return first ? [{ prefix: route.prefix, value: { kind: 'via', hops: [first, ...others] } }] : [];
}

function nextHop(hop: ScenarioHop, interfaces: readonly NetworkInterface[]): readonly NextHop[] {
  const out = interfaces.find(({ settings }) => settings.name === hop.interface);
  const own = out?.settings.addresses.find((network) => contains(network, hop.gateway));
  if (!out || !own) return [];
  const found = out.segment.find(versionOf(hop.gateway), addressBytes(hop.gateway), 0);
  return [{ out, gateway: { address: hop.gateway, interface: found }, source: own.address }];
}
