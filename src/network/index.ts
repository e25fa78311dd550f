export type { Origin } from '../origin.js';
export type { Reassembly } from '../packet/reassembly.js';
export type {
  Scenario,
  ScenarioAddress,
  ScenarioEgress,
  ScenarioFilter,
  ScenarioIcmpLimit,
  ScenarioName,
  ScenarioNode,
  ScenarioRoute,
} from '../scenario/scenario.js';
export { type TimedEvent, VirtualClock } from '../simulator/clock.js';
export { type CounterSnapshot, Counters, type DropReason } from '../simulator/counters.js';
export { Egress } from '../simulator/egress.js';
export { Endpoint } from '../simulator/endpoint.js';
export { FilterChains } from '../simulator/filter.js';
export {
  type InterfaceSettings,
  NetworkInterface,
  type Tap,
  type TappedPacket,
} from '../simulator/interface.js';
export { NameTable } from '../simulator/name-table.js';
export { Nat } from '../simulator/nat.js';
export { NeighbourQueue } from '../simulator/neighbour-queue.js';
export { NetworkNode, type PacketListener, type World } from '../simulator/node.js';
export type { SendRefusal } from '../simulator/output.js';
export type { Random } from '../simulator/random.js';
export type { Gateway, NextHop, Route, RouteTables } from '../simulator/route.js';
export { type PrefixEntry, RoutingTable } from '../simulator/routing-table.js';
export { Segment } from '../simulator/segment.js';
export { Simulation, type TapPlace } from '../simulator/simulation.js';
export { IcmpLimiter } from '../simulator/token-bucket.js';
export { Transit } from '../simulator/transit.js';
export {
  type ConnectOptions,
  type ConnectOutcome,
  type Network,
  NetworkClosedError,
  NoPrivilegeError,
  NoRawSocketError,
  type ReceivedPacket,
  SendError,
  UnknownHostError,
} from './network.js';
export { type OpenOptions, open } from './open.js';
