import type { FieldDefinition, FieldSink } from './field.js';
import type { StreamMessages } from './message-end.js';

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
  | 'mdns'
  | 'llmnr'
  | 'ssdp'
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
  /** What its side sends is enciphered from here on, as packets before have said. */
  enciphered: boolean;
}

/**
 * The layers of a packet, as a layer sees them. A layer names the next one by its protocol and knows no other file of
 * this folder for it: only the registry knows them all.
 */
export interface LayerStack {
  readonly bytes: Uint8Array;
  readonly linkType: number;
  /** When the packet was seen, in whole seconds since 1970: what looks like a time inside is held against it. */
  readonly seconds: number;
  /** How many of `layers` are of this packet. */
  readonly count: number;
  readonly layers: readonly Layer[];
  /** What `layer` carries is of this protocol, from its payload to its end; nothing where nothing is left. */
  enter(protocol: ProtocolName, layer: Layer): void;
  /** What `layer` carries is the packet that an error is about, as far as it quotes it. */
  quote(protocol: ProtocolName, layer: Layer, length: number): void;
  /** The IP header that carries a layer. */
  networkOf(layer: Layer): Layer | undefined;
}

/** What Sonde knows of a protocol. */
export interface LayerModule {
  readonly protocol: ProtocolName;
  /** Wireshark's name for the protocol. */
  readonly title: string;
  /** One sentence for the student, in French. */
  readonly about: string;
  readonly fields: readonly FieldDefinition[];
  /** How its messages follow each other, where it travels in a stream of bytes. */
  readonly stream?: StreamMessages;
  /** Says where the layer ends and its payload begins, and enters the next layer; absent where none is. Never throws. */
  follow?(layer: Layer, stack: LayerStack): void;
  /** Puts the fields of the layer, in their order, as far as its bytes go. */
  dissect(layer: Layer, sink: FieldSink, stack: LayerStack): void;
}
