export type { Origin } from '../origin.js';
export type { Scenario } from '../scenario/scenario.js';
export type { SimulatedClock } from '../simulator/clock.js';
export type { CounterSnapshot, DropReason } from '../simulator/counters.js';
export type { Endpoint } from '../simulator/endpoint.js';
export type { Tap, TappedPacket } from '../simulator/interface.js';
export type { SimulatedNames } from '../simulator/names.js';
export type { PacketListener } from '../simulator/node.js';
export type { SendRefusal } from '../simulator/output.js';
export { Simulation, type TapPlace } from '../simulator/simulation.js';
export {
  type ConnectOptions,
  type ConnectOutcome,
  type Network,
  NetworkBusyError,
  NetworkClosedError,
  NoPrivilegeError,
  NoRawSocketError,
  type ReceivedPacket,
  SendError,
  UnknownHostError,
} from './network.js';
export { type OpenOptions, open } from './open.js';
