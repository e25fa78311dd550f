export { ipv4Bytes, ipv4Text } from './address.js';
export { type ArpMessage, decodeArp, encodeArp } from './arp.js';
export { internetChecksum, onesComplementSum } from './checksum.js';
export {
  type DnsFields,
  type DnsFlags,
  type DnsMessage,
  type DnsQuestion,
  decodeDns,
  dnsResponseCode,
  encodeDns,
} from './dns.js';
export {
  DNS_CLASS_INTERNET,
  type DnsData,
  type DnsRecord,
  type DnsStartOfAuthority,
  dnsType,
} from './dns/record.js';
export { type EthernetFrame, type VlanTag, decodeEthernet, encodeEthernet, etherType } from './ethernet.js';
export { hexDump } from './hex.js';
export {
  type IcmpCodeRegistration,
  type IcmpRegistration,
  type IcmpTypeRegistration,
  describeIcmp,
  icmpTypes,
} from './icmp-registry.js';
export { type DecodedIcmp, type IcmpMessage, type IcmpOther, decodeIcmp, encodeIcmp } from './icmp.js';
export type { IcmpEcho } from './icmp/informational.js';
export {
  FRAGMENTATION_NEEDED,
  type IcmpDestinationUnreachable,
  type IcmpError,
  type IcmpParameterProblem,
  type IcmpRedirect,
  type IcmpSourceQuench,
  type IcmpTimeExceeded,
} from './icmp/error.js';
export type { IcmpExtension, MplsLabel } from './icmp/extension.js';
export { ICMP_HEADER_LENGTH, icmpType } from './icmp/message.js';
export type { IcmpAddressMask, IcmpInformation, IcmpTimestamp } from './icmp/informational.js';
export type { IcmpQuote } from './icmp/extension.js';
export type { IcmpRouter, IcmpRouterAdvertisement, IcmpRouterSolicitation } from './icmp/informational.js';
export type { IcmpTraceroute } from './icmp/informational.js';
export { describeIcmpv6, icmpv6Types } from './icmp-registry.js';
export {
  type DecodedIcmpv6,
  type Icmpv6Message,
  type Icmpv6Other,
  decodeIcmpv6,
  encodeIcmpv6,
} from './icmpv6.js';
export type {
  Icmpv6DestinationUnreachable,
  Icmpv6Error,
  Icmpv6PacketTooBig,
  Icmpv6ParameterProblem,
  Icmpv6TimeExceeded,
} from './icmpv6/error.js';
export { ICMPV6_HEADER_LENGTH, icmpv6Type } from './icmpv6/message.js';
export type {
  Icmpv6NeighbourAdvertisement,
  Icmpv6NeighbourDiscovery,
  Icmpv6NeighbourSolicitation,
  Icmpv6Redirect,
  Icmpv6RouterAdvertisement,
  Icmpv6RouterSolicitation,
} from './icmpv6/neighbour-discovery.js';
export type { NeighbourOption, NeighbourPrefix } from './icmpv6/neighbour-option.js';
export { IPV4_MIN_MTU, fragmentIpv4 } from './ipv4-fragment.js';
export { type Ipv4Option, decodeIpv4Options, encodeIpv4Options } from './ipv4-options.js';
export type { Ipv4RecordRoute, Ipv4RouteOption, Ipv4SourceRoute } from './ipv4-route-option.js';
export type { Ipv4TimestampOption, Ipv4TimestampSlot } from './ipv4-timestamp-option.js';
export {
  IPV4_HEADER_LENGTH,
  IPV4_MAX_LENGTH,
  type Ipv4Fields,
  type Ipv4Header,
  type Ipv4Packet,
  decodeIpv4,
  decodeIpv4Prefix,
  encodeIpv4,
  ipProtocol,
} from './ipv4.js';
export { ipv6Bytes, ipv6Text } from './address.js';
export type { Ipv6Extension, Ipv6Fragment, Ipv6Routing } from './ipv6-extension.js';
export { fragmentIpv6 } from './ipv6-fragment.js';
export type { Ipv6Option } from './ipv6-extension.js';
export {
  IPV6_HEADER_LENGTH,
  IPV6_MIN_MTU,
  type Ipv6Fields,
  type Ipv6Header,
  type Ipv6Packet,
  decodeIpv6,
  decodeIpv6Prefix,
  encodeIpv6,
} from './ipv6.js';
export { BROADCAST_MAC, macBytes, macText } from './ethernet.js';
export { type DecodedPacket, type IpPacket, type Transport, decodeIp, decodePacket } from './packet.js';
export { type IpEndpoints, pseudoHeaderSum } from './checksum.js';
export { type QuotedPacket, type QuotedTransport, decodeQuotedPacket } from './quoted-packet.js';
export {
  type PendingPacket,
  type Reassembly,
  type ReassemblyLimits,
  type ReassemblyOutcome,
  type ReassemblyStep,
  newReassembly,
  reassemble,
} from './reassembly.js';
export { type SackBlock, type TcpOption, decodeTcpOptions, encodeTcpOptions } from './tcp-options.js';
export {
  type DecodedTcp,
  TCP_HEADER_LENGTH,
  type TcpFields,
  type TcpFlag,
  type TcpPrefix,
  type TcpSegment,
  decodeTcp,
  decodeTcpPrefix,
  encodeTcp,
} from './tcp.js';
export {
  type DecodedUdp,
  UDP_HEADER_LENGTH,
  type UdpDatagram,
  type UdpPrefix,
  decodeUdp,
  decodeUdpPrefix,
  encodeUdp,
} from './udp.js';
