import type { Origin } from '../../origin.js';
import type { NetstatInterface } from './netstat-interfaces.js';
import type { NetstatIpv6Route } from './netstat-ipv6-routes.js';
import type { NetstatRoute } from './netstat-routes.js';
import type { NetstatProtocol } from './netstat-statistics.js';
import type { NetstatSocket, NetstatUnixSocket } from './read-netstat-sockets.js';

/** A table of netstat, which `netstatRoutesReport` and its neighbours print again. */
export interface NetstatRows<Kind extends string, Row> {
  readonly kind: Kind;
  /** What our own report says of itself on its last line; absent in what netstat itself printed. */
  readonly origin?: Origin;
  /** In the order of the table. */
  readonly data: readonly Row[];
}

/** A table of routes. */
export interface NetstatRouteRows<Family extends 'inet' | 'inet6', Row> extends NetstatRows<'routes', Row> {
  readonly family: Family;
  /** Those that Windows sets again when it starts. */
  readonly persistent?: true;
}

/** A table of another kind (kernel events and multicast groups of macOS …), not read: its lines as they are. */
export interface NetstatOtherRows extends NetstatRows<'other', string> {
  /** The lines above it. */
  readonly title: string;
}

/** A table of sockets of the Internet. */
export interface NetstatSocketRows {
  readonly kind: 'sockets';
  /** What our own report says of itself on its last line; absent in what netstat itself printed. */
  readonly origin?: Origin;
  /** In the order of the table. */
  readonly sockets: readonly NetstatSocket[];
}

/** One of the tables that netstat prints. */
export type NetstatTable =
  | NetstatSocketRows
  | NetstatRows<'unix', NetstatUnixSocket>
  | NetstatRouteRows<'inet', NetstatRoute>
  | NetstatRouteRows<'inet6', NetstatIpv6Route>
  | NetstatRows<'interfaces', NetstatInterface>
  | NetstatRows<'statistics', NetstatProtocol>
  | NetstatOtherRows;
