export type { Machine, Reading } from '../host/machine.js';
export type { ServiceNames } from '../host/services.js';
export type { SocketEntry } from '../host/sockets/socket-entry.js';
export type { SocketTable } from '../host/sockets/socket-table.js';
export type { Origin } from '../origin.js';
export type { MtrHop, MtrResult } from '../probe/mtr.js';
export type { PingStatistics, RttStatistics } from '../probe/ping-statistics.js';
export type { PingError, PingEvent, PingReply, PingTimeout } from '../probe/ping-session.js';
export type { TraceProbe } from '../probe/trace-flight.js';
export type { TraceHop } from '../probe/traceroute.js';
export { type ArpEntry, readArp } from './arp/read-arp.js';
export {
  type IpJson,
  type IpJsonAddress,
  type IpJsonCounters,
  type IpJsonLink,
  type IpJsonNeighbour,
  type IpJsonNextHop,
  type IpJsonRoute,
  readIpJson,
} from './ip/read-ip-json.js';
export { type IpAddress, type IpCounters, type IpLink, readIpLink } from './ip/read-ip-link.js';
export { type IpNeighbour, readIpNeigh } from './ip/read-ip-neigh.js';
export { type IpNextHop, type IpRoute, readIpRoute } from './ip/read-ip-route.js';
export { readIperf3Sequence, readIperf3 } from './iperf3/read-iperf3.js';
export type {
  Iperf3Event,
  Iperf3Lab,
  Iperf3Link,
  Iperf3Options,
  Iperf3Progress,
  Iperf3Result,
} from './iperf3/iperf3-options.js';
export { iperf3Recording, iperf3RecordingNames } from './iperf3/iperf3-recording.js';
export type {
  Iperf3Amount,
  Iperf3Connection,
  Iperf3Cpu,
  Iperf3Direction,
  Iperf3Interval,
  Iperf3Run,
  Iperf3StreamTotal,
  Iperf3Summary,
  Iperf3Test,
} from './iperf3/iperf3-run.js';
export { bandwidthDelayProduct, windowLimitedThroughput } from './iperf3/iperf3-window.js';
export { iperf3, iperf3Running } from './iperf3/iperf3.js';
export { parseMtrJson } from './mtr/mtr-output-json.js';
export { parseMtrReport } from './mtr/mtr-output-report.js';
export type { MtrOutput, MtrOutputHop, MtrOutputHost } from './mtr/mtr-output.js';
export { type MtrReportOptions, mtrReport } from './mtr/mtr-report.js';
export { netstatInterfaces, netstatInterfacesReport } from './netstat/netstat-interfaces.js';
export {
  type NetstatIpv6Route,
  netstatIpv6Routes,
  netstatIpv6RoutesReport,
} from './netstat/netstat-ipv6-routes.js';
export type { NetstatInterface } from './netstat/netstat-output-interfaces.js';
export type { NetstatRoute } from './netstat/netstat-output-routes.js';
export type { NetstatEndpoint, NetstatSocket, NetstatTimer } from './netstat/netstat-output-sockets.js';
export type { NetstatCounter, NetstatProtocol } from './netstat/netstat-output-statistics.js';
export type { NetstatUnixSocket } from './netstat/netstat-output-unix.js';
export { type NetstatOutput, type NetstatTable, parseNetstatOutput } from './netstat/netstat-output.js';
export { netstatRoutes, netstatRoutesReport } from './netstat/netstat-routes.js';
export {
  type NetstatLine,
  netstatStatistics,
  netstatStatisticsReport,
} from './netstat/netstat-statistics.js';
export type { NmapEvent, NmapMode, NmapOptions, NmapProgress, NmapResult } from './nmap/nmap.js';
export type {
  NmapAddress,
  NmapEnd,
  NmapExtraPorts,
  NmapHop,
  NmapHost,
  NmapHostname,
  NmapOsMatch,
  NmapPort,
  NmapPortState,
  NmapRun,
  NmapScanInfo,
  NmapScript,
  NmapScriptTable,
  NmapScriptValue,
  NmapService,
} from './nmap/nmap-run.js';
export { RefusedScriptError } from './nmap/nmap-arguments.js';
export { readNmap } from './nmap/read-nmap.js';
export { nmap, nmapping } from './nmap/nmap.js';
export {
  type PingDialect,
  type PingOutput,
  type PingOutputError,
  type PingOutputErrorKind,
  type PingOutputEvent,
  type PingOutputReply,
  type PingOutputStatistics,
  type PingOutputTimeout,
  parsePingOutput,
} from './ping/ping-output.js';
export { type PingHeading, pingHeading, pingLine, pingReport, pingSummary } from './ping/ping-report.js';
export { operand } from '../run/argument.js';
export { findTool } from '../run/tool-process.js';
export { type RunningTool, type ToolOptions, runTool, startTool } from '../run/run.js';
export { type ToolRun, succeeded } from '../run/tool-run.js';
export { ToolArgumentError } from '../run/argument.js';
export { ToolFailedError, ToolMissingError, ToolOutputError, ToolTimeoutError } from '../run/tool-run.js';
export type { ToolSource } from './tool-source.js';
export type { SsDetails, SsMemory, SsTimer, SsUser } from './ss/ss-output-details.js';
export type { SsSummary, SsTransport } from './ss/ss-output-summary.js';
export type { SsTcpInfo } from './ss/ss-output-tcp.js';
export { type SsEndpoint, type SsOutput, type SsSocket, parseSsOutput } from './ss/ss-output.js';
export { type SsReportOptions, ssReport } from './ss/ss-report.js';
export { type SocketSummary, type SummaryLine, socketSummary, ssSummaryReport } from './ss/ss-summary.js';
export {
  type TracepathOutput,
  type TracepathOutputStep,
  parseTracepathOutput,
} from './tracepath/tracepath-output.js';
export {
  type TracerouteOutput,
  type TracerouteOutputHop,
  type TracerouteOutputProbe,
  parseTracerouteOutput,
} from './traceroute/traceroute-output.js';
export {
  type AddressNames,
  type TracerouteHeading,
  traceHopLine,
  tracerouteHeading,
  tracerouteReport,
} from './traceroute/traceroute-report.js';
export {
  type TracertOutput,
  type TracertOutputHop,
  type TracertOutputProbe,
  parseTracertOutput,
} from './tracert/tracert-output.js';
export { tracertReport } from './tracert/tracert-report.js';
