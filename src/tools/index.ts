export type { Reading } from '../host/kernel/kernel-file.js';
export type { Machine } from '../host/machine.js';
export type { ServiceNames } from '../host/services.js';
export type { SocketEnd, SocketEntry, SocketLine } from '../host/sockets/socket-entry.js';
export type { SocketProcess } from '../host/sockets/socket-process.js';
export type { SocketTable } from '../host/sockets/socket-table.js';
export type { Origin } from '../origin.js';
export type { DeliveryError } from '../probe/echo-answer.js';
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
  Iperf3Losses,
  Iperf3Run,
  Iperf3StreamTotal,
  Iperf3Summary,
  Iperf3Test,
} from './iperf3/iperf3-run.js';
export { bandwidthDelayProduct, windowLimitedThroughput } from './iperf3/iperf3-window.js';
export { iperf3, iperf3Running } from './iperf3/iperf3.js';
export { type MtrReportOptions, mtrReport } from './mtr/mtr-report.js';
export type { PrintedMtr, PrintedMtrHop, PrintedMtrHost, PrintedMtrTimes } from './mtr/printed-mtr.js';
export { readMtr } from './mtr/read-mtr.js';
export {
  type NetstatInterface,
  netstatInterfaces,
  netstatInterfacesReport,
} from './netstat/netstat-interfaces.js';
export {
  type NetstatIpv6Route,
  netstatIpv6Routes,
  netstatIpv6RoutesReport,
} from './netstat/netstat-ipv6-routes.js';
export { type NetstatRoute, netstatRoutes, netstatRoutesReport } from './netstat/netstat-routes.js';
export {
  type NetstatLine,
  type NetstatProtocol,
  netstatStatistics,
  netstatStatisticsReport,
} from './netstat/netstat-statistics.js';
export type {
  NetstatProcess,
  NetstatSocket,
  NetstatTimer,
  NetstatUnixSocket,
} from './netstat/read-netstat-sockets.js';
export type {
  NetstatOtherRows,
  NetstatRouteRows,
  NetstatRows,
  NetstatSocketRows,
  NetstatTable,
} from './netstat/netstat-table.js';
export { type NetstatOutput, readNetstat } from './netstat/read-netstat.js';
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
export { type PingHeading, pingHeading, pingLine, pingReport, pingSummary } from './ping/ping-report.js';
export type {
  PingDialect,
  PrintedPing,
  PrintedPingCause,
  PrintedPingError,
  PrintedPingEvent,
  PrintedPingReply,
  PrintedPingStatistics,
  PrintedPingTimeout,
  PrintedRttStatistics,
} from './ping/printed-ping.js';
export { readPing } from './ping/read-ping.js';
export { operand } from '../run/argument.js';
export { findTool } from '../run/tool-process.js';
export { type RunningTool, type ToolOptions, runTool, startTool } from '../run/run.js';
export { type ToolRun, succeeded } from '../run/tool-run.js';
export { ToolArgumentError } from '../run/argument.js';
export { ToolFailedError, ToolMissingError, ToolOutputError, ToolTimeoutError } from '../run/tool-run.js';
export type { ToolSource } from './tool-source.js';
export type { SsDetails, SsMemory } from './ss/read-ss-details.js';
export type { SsTcpInfo } from './ss/read-ss-tcp-info.js';
export { type SsOutput, type SsSocket, type SsTable, readSs } from './ss/read-ss.js';
export { type SsReportOptions, ssReport } from './ss/ss-report.js';
export {
  type SocketSummary,
  type SsSummary,
  type SummaryLine,
  type SummaryTcp,
  socketSummary,
  ssSummaryReport,
} from './ss/ss-summary.js';
export { decodeOutput } from './text/output-bytes.js';
export {
  type PrintedTracepath,
  type PrintedTracepathHop,
  type PrintedTracepathProbe,
  readTracepath,
} from './tracepath/read-tracepath.js';
export {
  type PrintedTraceAnswer,
  type PrintedTraceHop,
  type PrintedTraceProbe,
  type PrintedTraceroute,
  readTraceroute,
} from './traceroute/read-traceroute.js';
export {
  type AddressNames,
  type TracerouteHeading,
  traceHopLine,
  tracerouteHeading,
  tracerouteReport,
} from './traceroute/traceroute-report.js';
export {
  type PrintedTracert,
  type PrintedTracertHop,
  type PrintedTracertProbe,
  readTracert,
} from './tracert/read-tracert.js';
export { tracertReport } from './tracert/tracert-report.js';
