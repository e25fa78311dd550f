export type { Origin } from '../origin.js';
export { ParseError } from '../parse-error.js';
export { type Interval, IntervalError } from './interval.js';
export { type Neighbour, parseNeighbours, readNeighbours } from './kernel/net-arp.js';
export type { ExactCounters } from './kernel/counter.js';
export { type Ipv6InterfaceAddress, parseIfInet6, readIfInet6 } from './kernel/net-if-inet6.js';
export { type MulticastGroup, type MulticastInterface, parseIgmp, readIgmp } from './kernel/net-igmp.js';
export { type Ipv6Route, parseIpv6Routes, readIpv6Routes } from './kernel/net-ipv6-route.js';
export {
  type InterfaceCounterName,
  type InterfaceCounters,
  parseNetDev,
  readNetDev,
} from './kernel/net-dev.js';
export { parseNetstat, readNetstat } from './kernel/net-netstat.js';
export { LineCursor } from './kernel/line-cursor.js';
export { type SocketFile, SocketFileReader, parseProcTcp, readProcTcp } from './kernel/net-tcp.js';
export { type UnixSocket, type UnixSocketType, parseProcUnix, readProcUnix } from './kernel/net-unix.js';
export type { ProtocolCounters } from './kernel/protocol-counters.js';
export { type Route, parseRoutes, readRoutes } from './kernel/net-route.js';
export { parseSnmp, readSnmp } from './kernel/net-snmp.js';
export { parseSnmp6, readSnmp6 } from './kernel/snmp6.js';
export { parseSockstat, readSockstat } from './kernel/net-sockstat.js';
export { parseSockstat6, readSockstat6 } from './kernel/sockstat6.js';
export { type SoftnetStat, parseSoftnetStat, readSoftnetStat } from './kernel/net-softnet-stat.js';
export {
  type WirelessMeasure,
  type WirelessQuality,
  parseWireless,
  readWireless,
} from './kernel/net-wireless.js';
export { type ByteOrder, type Machine, NoKernelFileError, type Reading } from './machine.js';
export { NoProcError, type OpenMachineOptions, openMachine } from './open-machine.js';
export { type ProtocolRates, protocolRates } from './protocol-rates.js';
export {
  type DirectionRates,
  type InterfaceRate,
  type InterfaceRates,
  type MeasuredInterface,
  interfaceRates,
} from './interface-rates.js';
export type { RecordedReading, Recording } from './recorded-machine.js';
export { type MachineCard, machineCard, machineNames } from './recordings.js';
export type { ServiceNames } from './services.js';
export {
  type SocketAddress,
  SocketColumns,
  type SocketRow,
  type SocketTimer,
  type SocketTimerKind,
} from './kernel/socket-columns.js';
export type { SocketEntry } from './sockets/socket-entry.js';
export type { SocketProcess } from './sockets/socket-process.js';
export { type SocketState, socketStates } from './kernel/socket-state.js';
export {
  type SocketKind,
  type SocketTable,
  type SocketTableOptions,
  socketTable,
} from './sockets/socket-table.js';
export { type SocketFilter, compileSocketFilter } from './sockets/ss-filter.js';
export type { HostSyntax } from './sockets/ss-host.js';
export { type WatchRatesOptions, watchRates, watchingRates } from './watch-rates.js';
