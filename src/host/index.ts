export type { Origin } from '../origin.js';
export { ParseError } from '../parse-error.js';
export { type Interval, IntervalError } from './interval.js';
export { type Neighbour, parseNeighbours, readNeighbours } from './kernel/arp.js';
export type { ExactCounters } from './kernel/counter.js';
export { type Ipv6InterfaceAddress, parseIfInet6, readIfInet6 } from './kernel/if-inet6.js';
export { type MulticastGroup, type MulticastInterface, parseIgmp, readIgmp } from './kernel/igmp.js';
export { type Ipv6Route, parseIpv6Routes, readIpv6Routes } from './kernel/ipv6-route.js';
export {
  type InterfaceCounterName,
  type InterfaceCounters,
  parseNetDev,
  readNetDev,
} from './kernel/net-dev.js';
export { parseNetstat, readNetstat } from './kernel/netstat.js';
export { LineCursor } from './kernel/proc-tcp-line.js';
export { type SocketFile, SocketFileReader, parseProcTcp, readProcTcp } from './kernel/proc-tcp.js';
export { type UnixSocket, type UnixSocketType, parseProcUnix, readProcUnix } from './kernel/proc-unix.js';
export type { ProtocolCounters } from './kernel/protocol-counters.js';
export { type Route, parseRoutes, readRoutes } from './kernel/route.js';
export { parseSnmp, readSnmp } from './kernel/snmp.js';
export { parseSnmp6, readSnmp6 } from './kernel/snmp6.js';
export { parseSockstat, readSockstat } from './kernel/sockstat.js';
export { parseSockstat6, readSockstat6 } from './kernel/sockstat6.js';
export { type SoftnetStat, parseSoftnetStat, readSoftnetStat } from './kernel/softnet-stat.js';
export {
  type WirelessMeasure,
  type WirelessQuality,
  parseWireless,
  readWireless,
} from './kernel/wireless.js';
export { type ByteOrder, type Machine, NoKernelFileError, type Reading } from './machine.js';
export { NoProcError, type OpenMachineOptions, openMachine } from './open-machine.js';
export { type ProtocolRates, protocolRates } from './protocol-rates.js';
export {
  type DirectionRates,
  type InterfaceRate,
  type InterfaceRates,
  type MeasuredInterface,
  interfaceRates,
} from './rates.js';
export type { RecordedReading, Recording } from './recorded-machine.js';
export { type MachineCard, machineCard, machineNames } from './recordings.js';
export type { ServiceNames } from './services.js';
export {
  type SocketAddress,
  SocketColumns,
  type SocketRow,
  type SocketTimer,
  type SocketTimerKind,
} from './sockets/socket-columns.js';
export type { SocketEntry } from './sockets/socket-entry.js';
export type { SocketProcess } from './sockets/socket-process.js';
export { type SocketState, socketStates } from './sockets/socket-state.js';
export {
  type SocketKind,
  type SocketTable,
  type SocketTableOptions,
  socketTable,
} from './sockets/socket-table.js';
export { type SocketFilter, compileSocketFilter } from './sockets/ss-filter.js';
export type { HostSyntax } from './sockets/ss-host.js';
export { type WatchRatesOptions, watchRates, watchingRates } from './watch-rates.js';
