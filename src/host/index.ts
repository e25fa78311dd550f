export type { Origin } from '../origin.js';
export { ParseError } from '../parse-error.js';
export {
  type DirectionRates,
  type InterfaceRate,
  type InterfaceRates,
  type MeasuredInterface,
  interfaceRates,
} from './interface-rates.js';
export type { Interval } from './interval.js';
export type { ExactCounters } from './kernel/counter.js';
export {
  type KernelFile,
  NoKernelFileError,
  type PieceReader,
  type Reading,
  read,
} from './kernel/kernel-file.js';
export { type Neighbour, netArp } from './kernel/net-arp.js';
export { type InterfaceCounterName, type InterfaceCounters, netDev } from './kernel/net-dev.js';
export { type Ipv6InterfaceAddress, netIfInet6 } from './kernel/net-if-inet6.js';
export { type MulticastGroup, type MulticastInterface, netIgmp } from './kernel/net-igmp.js';
export { type Ipv6Route, netIpv6Route } from './kernel/net-ipv6-route.js';
export { netNetstat } from './kernel/net-netstat.js';
export { type Ipv4Route, netRoute } from './kernel/net-route.js';
export { netSnmp, netSnmp6 } from './kernel/net-snmp.js';
export { type SocketCounts, netSockstat, netSockstat6 } from './kernel/net-sockstat.js';
export { type SoftnetStat, netSoftnetStat } from './kernel/net-softnet-stat.js';
export { netRaw, netRaw6, netTcp, netTcp6, netUdp, netUdp6 } from './kernel/net-tcp.js';
export { type UnixSocket, type UnixSocketType, netUnix } from './kernel/net-unix.js';
export { type WirelessMeasure, type WirelessQuality, netWireless } from './kernel/net-wireless.js';
export type { ProtocolCounters, ValuesByProtocol } from './kernel/protocol-counters.js';
export type {
  SocketAddress,
  SocketColumns,
  SocketRow,
  SocketTimer,
  SocketTimerKind,
} from './kernel/socket-columns.js';
export { type SocketState, socketStates } from './kernel/socket-state.js';
export type { ByteOrder, Machine } from './machine.js';
export { type OpenMachineOptions, openMachine } from './open-machine.js';
export { type ProtocolRates, protocolRates } from './protocol-rates.js';
export type { RecordedReading, Recording } from './recorded-machine.js';
export type { MachineCard } from './machine-card.js';
export { machineCard, machineNames } from './recordings.js';
export type { ServiceNames } from './services.js';
export type { SocketEnd, SocketEntry, SocketLine } from './sockets/socket-entry.js';
export type { SocketProcess } from './sockets/socket-process.js';
export {
  type SocketKind,
  type SocketTable,
  type SocketTableOptions,
  socketTable,
} from './sockets/socket-table.js';
export { type SocketFilter, compileSocketFilter } from './sockets/ss-filter.js';
export type { FilteredSocket, HostSyntax } from './sockets/ss-host.js';
export { type WatchRatesOptions, watchRates, watchingRates } from './watch-rates.js';
