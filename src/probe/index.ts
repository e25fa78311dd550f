export { type ConnectOutcome, type Network, SendError, UnknownHostError } from '../network/network.js';
export type { Origin } from '../origin.js';
export type { MplsLabel } from '../packet/icmp/extension.js';
export { NotAuthorisedError } from './authorisation.js';
export type { DataDamage, DeliveryDetails, DeliveryError, ReplyDetails } from './echo-answer.js';
export { type MtrHop, type MtrOptions, type MtrResult, mtr, mtring } from './mtr.js';
export { type MultipathHop, type MultipathOptions, type MultipathResult, multipath } from './multipath.js';
export { InvalidOptionError } from '../option.js';
export {
  type FailedPing,
  type HostPing,
  type HostPingEvent,
  type PingFailure,
  pingAll,
  pingingAll,
} from './ping-all.js';
export type { PingRequestKind } from './ping-request.js';
export { type PingStatistics, type RttStatistics, rttStatistics } from './ping-statistics.js';
export type { PingError, PingEvent, PingReply, PingTimeout } from './ping-session.js';
export { type PingOptions, type PingResult, type Pinging, ping, pinging } from './ping.js';
export { type PathMtuOptions, type PathMtuResult, type PathMtuStep, pathMtu } from './pmtu.js';
export { type RttEvent, type RttSource, rttSeriesMs } from './rtt-series.js';
export { type ScanOptions, type ScanResult, type ScannedPort, scan, scanning } from './scan.js';
export { type SweepOptions, type SweepResult, type SweptHost, sweep, sweeping } from './sweep.js';
export { type TcpingAttempt, type TcpingOptions, type TcpingResult, tcping, tcpinging } from './tcping.js';
export type { TraceProbe } from './trace-flight.js';
export type { TraceProtocol } from './trace-method.js';
export {
  type TraceHop,
  type TracerouteOptions,
  type TracerouteResult,
  type Tracing,
  type WaitFactors,
  traceroute,
  tracing,
} from './traceroute.js';
