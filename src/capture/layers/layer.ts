import type { FieldDefinition } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import type { Outline } from '../outline.js';

/** The protocols that Sonde takes apart, by Wireshark's names. */
export type ProtocolName =
  | 'eth'
  | 'vlan'
  | 'ieee8021ad'
  | 'sll'
  | 'null'
  | 'raw'
  | 'arp'
  | 'ip'
  | 'ipv6'
  | 'ipv6.hopopts'
  | 'ipv6.routing'
  | 'ipv6.fraghdr'
  | 'ipv6.dstopts'
  | 'icmp'
  | 'icmpv6'
  | 'udp'
  | 'tcp'
  | 'dns'
  | 'dhcp'
  | 'http'
  | 'tls'
  | 'ntp'
  | 'data';

/** Where a layer lies in its frame. Written again for each packet: making one costs more than the walk. */
export interface Layer {
  protocol: ProtocolName;
  /** Its first byte. */
  start: number;
  /** The first byte beyond what was captured of it. */
  end: number;
  /** Where it ended on the wire: beyond `end` where the capture cut it. */
  wireEnd: number;
  /** Where what it carries begins. */
  payload: number;
  /** Position among the layers of the IP header that carries it, or -1. */
  network: number;
  /** Part of a datagram that travels in fragments: no checksum can be verified. */
  fragment: boolean;
  /** Inside the packet that an ICMP error quotes. */
  quoted: boolean;
}

/** What Sonde knows of a protocol: a file of this folder each, all of this shape. */
export interface LayerModule {
  readonly protocol: ProtocolName;
  /** Wireshark's name for the protocol. */
  readonly title: string;
  /** One sentence for the student, in French. */
  readonly about: string;
  readonly fields: readonly FieldDefinition[];
  /** Says where the layer ends and its payload begins, and enters the next layer. Never throws. */
  follow(layer: Layer, outline: Outline): void;
  /** Puts the fields of the layer, in their order, as far as its bytes go. */
  dissect(layer: Layer, sink: FieldSink, outline: Outline): void;
}

/** The fields of a module, as a list. */
export function listOf(fields: Readonly<Record<string, FieldDefinition>>): readonly FieldDefinition[] {
  return Object.values(fields);
}
