import { uint16 } from '../../packet/octets.js';
import type { CapturedPacket } from '../capture.js';
import { finalDestination } from '../layers/destination.js';
import { layerModules } from '../layers/registry.js';
import { protocolOfNumber } from '../layers/ip.js';
import type { Layer, ProtocolName } from '../layers/layer.js';
import { Outline } from '../outline.js';
import { ConversationTable, type ConversationTally, type RequestKind } from './conversation.js';
import { IpFragments, fragmentPlace } from './ip-fragments.js';
import { type Answer, RequestMatcher, type ResponseKind } from './requests.js';
import { type MessageListener, ReaderRoom, TcpReader } from './tcp-reader.js';
import { type TcpFlow, type TcpStream, tcpFlag } from './tcp-stream.js';
import { TcpTracker } from './tcp-tracker.js';
import { type FieldContext, trackedFields } from './tracked-fields.js';

/** Addresses of a packet, as offsets. */
const ether = { destination: 0, source: 6 };
const inIp = { ip: { source: 12, destination: 16 }, ipv6: { source: 8, destination: 24 } } as const;

/** Conversations of each kind that are followed at once, unless told otherwise. */
export const DEFAULT_MAX_CONVERSATIONS = 250_000;

/**
 * Follows the conversations of a capture, packet by packet: who speaks with whom, what each TCP segment is beside those
 * before it, what answers what. Memory grows with the conversations, up to a limit for each kind; packets of others are
 * counted in `beyond`.
 */
export class ConversationTracker {
  readonly eth: ConversationTable;
  readonly ip: ConversationTable;
  readonly ipv6: ConversationTable;
  readonly udp: Readonly<Record<'ip' | 'ipv6', ConversationTable>>;
  readonly tcp: TcpTracker;
  /** The layers of the last packet. */
  readonly outline = new Outline();
  /** Of the last packet: when it was seen since the first, and since the one before. */
  timeNs = 0;
  deltaNs = NaN;
  /** Of the last packet: its connection, or its UDP conversation, and the answers that end in it. */
  stream: TcpStream | undefined;
  datagrams: ConversationTally | undefined;
  readonly answers: Answer[] = [];
  #first: { readonly seconds: number; readonly nanoseconds: number } | undefined;
  readonly #requests = new RequestMatcher();
  readonly #room = new ReaderRoom();
  readonly #fragments = new IpFragments();
  readonly #listener: MessageListener = {
    message: (protocol, start, end) => {
      if (!this.stream) return;
      if (protocol === 'http') this.#followHttp(start, this.stream);
      if (protocol === 'dns') this.#followDns(start + 2, end, this.stream);
    },
    isBare: () => this.stream?.pending?.[0]?.id === BARE,
  };
  readonly #frame = { lengthBytes: 0, timeNs: NaN, number: 0 };

  constructor(maxConversations = DEFAULT_MAX_CONVERSATIONS) {
    const numbers = { next: 0 };
    this.eth = new ConversationTable('ether', false, maxConversations);
    this.ip = new ConversationTable('ipv4', false, maxConversations);
    this.ipv6 = new ConversationTable('ipv6', false, maxConversations);
    this.udp = {
      ip: new ConversationTable('ipv4', true, maxConversations, numbers),
      ipv6: new ConversationTable('ipv6', true, maxConversations, numbers),
    };
    this.tcp = new TcpTracker(maxConversations);
  }

  /** Takes the next packet of the capture. */
  follow(packet: CapturedPacket): void {
    const outline = this.outline.trace(packet);
    this.#tick(packet);
    this.stream = this.datagrams = undefined;
    this.answers.length = 0;
    let hosts: ConversationTally | undefined;
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (!layer || layer.quoted) return;
      switch (layer.protocol) {
        case 'eth':
          if (layer.end - layer.start >= 12) this.#countAt(this.eth, layer, ether);
          break;
        case 'ip':
        case 'ipv6':
          if (layer.network === i) {
            hosts = this.#countAt(this[layer.protocol], layer, inIp[layer.protocol]);
          }
          if (layer.protocol === 'ip' && layer.fragment && layer.network === i) this.#putTogether(layer);
          break;
        case 'ipv6.fraghdr':
          if (layer.fragment) this.#putTogether(layer);
          break;
        case 'icmp':
        case 'icmpv6':
          if (hosts && layer.end - layer.start >= 8) this.#followEcho(layer, hosts);
          break;
        case 'tcp':
          this.#followTcp(layer, i);
          break;
        case 'udp':
          this.#followUdp(layer);
          break;
        case 'dns':
          this.#followDatagramDns(layer);
      }
    }
  }

  /** What is known of the last packet because of those before it, by Wireshark's names. */
  fields(): FieldContext {
    return trackedFields(this);
  }

  /** Requests without an answer. */
  unanswered(): Readonly<Record<ResponseKind, number>> {
    const { icmp, icmpv6, dns, http } = this.#requests.forgotten;
    const { http: asked, dns: askedOverTcp, openings } = this.tcp.unanswered();
    return {
      icmp: icmp + this.ip.unanswered(),
      icmpv6: icmpv6 + this.ipv6.unanswered(),
      dns: dns + askedOverTcp + this.udp.ip.unanswered() + this.udp.ipv6.unanswered(),
      'tcp-syn': openings,
      'tcp-syn-ack': 0,
      http: http + asked,
    };
  }

  /** Packets of conversations that found no place. */
  beyond(): number {
    const tables = [this.eth, this.ip, this.ipv6, this.udp.ip, this.udp.ipv6, this.tcp];
    return Math.max(...tables.map((table) => table.beyond));
  }

  #tick({ seconds, nanoseconds, originalLength, number }: CapturedPacket): void {
    this.#first ??= { seconds, nanoseconds };
    // Exact up to 104 days: nanoseconds since 1970 would not be.
    const timeNs = (seconds - this.#first.seconds) * 1e9 + (nanoseconds - this.#first.nanoseconds);
    this.deltaNs = timeNs - this.timeNs;
    this.timeNs = timeNs;
    this.#frame.lengthBytes = originalLength;
    this.#frame.timeNs = timeNs;
    this.#frame.number = number;
  }

  #countAt(
    table: ConversationTable,
    { start }: Layer,
    { source, destination }: { readonly source: number; readonly destination: number },
  ): ConversationTally | undefined {
    return table.count(this.outline.bytes, start + source, start + destination, this.#frame);
  }

  /** What a fragment carries is read with the last one that was missing; before, it is bytes. */
  #putTogether(layer: Layer): void {
    const { outline } = this;
    const network = outline.networkOf(layer);
    const { payload, end, wireEnd } = layer;
    if (!network || payload > end) return;
    const place = fragmentPlace(outline.bytes, layer, network);
    outline.cut(layer);
    // What the capture cut off is missing for good.
    const whole =
      end < wireEnd ? undefined : this.#fragments.add(place, outline.bytes.subarray(payload, end));
    if (whole) {
      const start = outline.append(whole);
      outline.carry(protocolOfNumber(place.protocol), layer, start, outline.bytes.length);
    } else outline.carry('data', layer, payload, end);
  }

  #followTcp(layer: Layer, place: number): void {
    const network = this.outline.networkOf(layer);
    if (!network) return;
    const stream = this.tcp.follow(this.outline, layer, network, this.#frame);
    if (!stream) return;
    this.stream = stream;
    this.#readStream(layer, place, stream);
    const { synNs, synAckNs } = stream;
    const { flags } = this.tcp.segment;
    const opening = flags & (tcpFlag.syn | tcpFlag.ack);
    if (opening === (tcpFlag.syn | tcpFlag.ack) && synAckNs === this.timeNs && synNs <= synAckNs) {
      this.answers.push({ kind: 'tcp-syn', elapsedNs: synAckNs - synNs, requestFrame: 0 });
    } else if (stream.synAckNs <= this.timeNs && stream.synNs + stream.initialRttNs === this.timeNs) {
      this.answers.push({ kind: 'tcp-syn-ack', elapsedNs: this.timeNs - synAckNs, requestFrame: 0 });
    }
  }

  /** Finds the messages of a segment, where it is of a protocol that has any. */
  #readStream(layer: Layer, place: number, stream: TcpStream): void {
    const { outline } = this;
    const { segment } = this.tcp;
    if (segment.length === 0 || (segment.flags & tcpFlag.rst) !== 0) return;
    const carried = place + 1 < outline.count ? outline.layers[place + 1]?.protocol : undefined;
    const reader = this.#readerOf(this.tcp.flowOf(stream), carried);
    if (!reader) return;
    // The number after the SYN is that of the first byte.
    const sequence = (segment.sequence + ((segment.flags & tcpFlag.syn) === 0 ? 0 : 1)) >>> 0;
    reader.take(outline, layer, sequence, segment.length, this.tcp.otherOf(stream).lastAck, this.#listener);
  }

  /** What reads a direction: made with its first segment of a protocol that has messages, or another one. */
  #readerOf(flow: TcpFlow, protocol: ProtocolName | undefined): TcpReader | undefined {
    const { reader } = flow;
    if (protocol === undefined || layerModules[protocol].stream === undefined) return reader;
    if (reader && (reader.protocol === protocol || !reader.isIdle)) return reader;
    reader?.clear();
    return (flow.reader = new TcpReader(protocol, this.tcp.segment.sequence, this.#room));
  }

  #followUdp(layer: Layer): void {
    const network = this.outline.networkOf(layer);
    if (!network || layer.end - layer.start < 8) return;
    const { bytes } = this.outline;
    const family = network.protocol === 'ip' ? 'ip' : 'ipv6';
    const { source } = inIp[family];
    this.datagrams = this.udp[family].count(
      bytes,
      network.start + source,
      finalDestination(layer, network, this.outline),
      this.#frame,
      uint16(bytes, layer.start),
      uint16(bytes, layer.start + 2),
    );
  }

  #followEcho({ protocol, start }: Layer, hosts: ConversationTally): void {
    const { bytes } = this.outline;
    const type = bytes[start] ?? 0;
    const [request, reply] = protocol === 'icmp' ? [8, 0] : [128, 129];
    if (type !== request && type !== reply) return;
    const { forward, toSelf } = protocol === 'icmp' ? this.ip.pairs : this.ipv6.pairs;
    const id = uint16(bytes, start + 4) * 0x10000 + uint16(bytes, start + 6);
    this.#exchange(
      protocol === 'icmp' ? 'icmp' : 'icmpv6',
      hosts,
      signed(id, toSelf || forward === (type === request)),
      type === reply,
    );
  }

  /** Over TCP, the reader of the stream tells of each message. */
  #followDatagramDns({ start, end }: Layer): void {
    if (this.datagrams && !this.stream) this.#followDns(start, end, this.datagrams);
  }

  #followDns(start: number, end: number, tally: ConversationTally): void {
    if (end - start < 4) return;
    const { bytes } = this.outline;
    const isAnswer = ((bytes[start + 2] ?? 0) & 0x80) !== 0;
    this.#exchange('dns', tally, uint16(bytes, start), isAnswer);
  }

  #followHttp(start: number, stream: TcpStream): void {
    const { bytes } = this.outline;
    const isAnswer = bytes[start] === 0x48 && bytes[start + 1] === 0x54;
    // 1xx comes before the answer (RFC 9110, section 15.2).
    if (isAnswer && bytes[start + 9] === 0x31) return;
    const other = this.tcp.otherOf(stream);
    if (!isAnswer && other.hasHole) {
      // The answers that were not captured are not those that come.
      this.#requests.forget(stream);
      other.hasHole = false;
    }
    // A HEAD and a CONNECT have an answer without a body.
    const isBare =
      (bytes[start] === 0x48 && bytes[start + 1] === 0x45) ||
      (bytes[start] === 0x43 && bytes[start + 1] === 0x4f);
    this.#exchange('http', stream, isBare ? BARE : 0, isAnswer);
  }

  #exchange(kind: RequestKind, tally: ConversationTally, id: number, isAnswer: boolean): void {
    const { timeNs } = this;
    if (!isAnswer) this.#requests.ask(tally, { kind, id, sinceNs: timeNs, frame: this.#frame.number });
    else {
      const answer = this.#requests.answer(kind, tally, id, timeNs);
      if (answer) this.answers.push(answer);
    }
  }
}

/** Marks a request whose answer has no body. */
const BARE = 1;

/** A number of its own for each direction. */
function signed(id: number, forward: boolean): number {
  return forward ? id : -1 - id;
}
