import type { CapturedPacket } from '../captured-packet.js';
import type { ConversationTally } from './conversation.js';
import { ConversationTable } from './conversation-table.js';
import type { FieldContext } from '../fields/field-context.js';
import type { Layer } from '../layers/layer.js';
import { looksLikeHttp } from '../layers/http-text.js';
import type { Outline } from '../outline.js';
import type { Answer, RequestKind, ResponseKind } from '../statistics/response-times.js';
import { RequestMatcher } from '../statistics/response-times.js';
import { trackedFields } from './tracker-fields.js';
import { TcpTracker } from './tracker-tcp.js';
import { tcpFinding, tcpFlag, type TcpStream } from './tracker-tcp-flow.js';

/** Addresses of a packet, as offsets. */
const ether = { destination: 0, source: 6 };
const inIp = { ip: { source: 12, destination: 16 }, ipv6: { source: 8, destination: 24 } } as const;
const resent = tcpFinding.retransmission | tcpFinding.fastRetransmission | tcpFinding.spuriousRetransmission;

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
  /** Of the last packet: when it was seen since the first, and since the one before. */
  timeNs = 0;
  deltaNs = 0;
  /** Of the last packet: its connection, or its UDP conversation, and the answer it is. */
  stream: TcpStream | undefined;
  datagrams: ConversationTally | undefined;
  answer: Answer | undefined;
  private first: { readonly seconds: number; readonly nanoseconds: number } | undefined;
  private readonly requests = new RequestMatcher();
  private readonly frame = { lengthBytes: 0, timeNs: 0, number: 0 };

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

  /** @param outline that has traced the packet */
  follow(packet: CapturedPacket, outline: Outline): void {
    this.tick(packet);
    this.stream = this.datagrams = this.answer = undefined;
    let hosts: ConversationTally | undefined;
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (!layer || layer.quoted) return;
      switch (layer.protocol) {
        case 'eth':
          if (layer.end - layer.start >= 12) this.countAt(this.eth, outline, layer, ether);
          break;
        case 'ip':
        case 'ipv6':
          if (layer.network === i) {
            hosts = this.countAt(this[layer.protocol], outline, layer, inIp[layer.protocol]);
          }
          break;
        case 'icmp':
        case 'icmpv6':
          if (hosts && layer.end - layer.start >= 8) this.followEcho(outline, layer, hosts);
          break;
        case 'tcp':
          this.followTcp(outline, layer);
          break;
        case 'udp':
          this.followUdp(outline, layer);
          break;
        case 'dns':
          this.followDns(outline, layer);
          break;
        case 'http':
          this.followHttp(outline, layer);
      }
    }
  }

  /** What is known of the last packet because of those before it, by Wireshark's names. */
  fields(): FieldContext {
    return trackedFields(this);
  }

  /** Requests without an answer. */
  unanswered(): Readonly<Record<ResponseKind, number>> {
    const { icmp, icmpv6, dns, http } = this.requests.forgotten;
    const { requests, openings } = this.tcp.unanswered();
    return {
      icmp: icmp + this.ip.unanswered(),
      icmpv6: icmpv6 + this.ipv6.unanswered(),
      dns: dns + this.udp.ip.unanswered() + this.udp.ipv6.unanswered(),
      'tcp-syn': openings,
      'tcp-syn-ack': 0,
      http: http + requests,
    };
  }

  /** Packets of conversations that found no place. */
  beyond(): number {
    const tables = [this.eth, this.ip, this.ipv6, this.udp.ip, this.udp.ipv6, this.tcp];
    return Math.max(...tables.map((table) => table.beyond));
  }

  private tick({ seconds, nanoseconds, originalLength, number }: CapturedPacket): void {
    this.first ??= { seconds, nanoseconds };
    // Exact up to 104 days: nanoseconds since 1970 would not be.
    const timeNs = (seconds - this.first.seconds) * 1e9 + (nanoseconds - this.first.nanoseconds);
    this.deltaNs = timeNs - this.timeNs;
    this.timeNs = timeNs;
    this.frame.lengthBytes = originalLength;
    this.frame.timeNs = timeNs;
    this.frame.number = number;
  }

  private countAt(
    table: ConversationTable,
    { bytes }: Outline,
    { start }: Layer,
    { source, destination }: { readonly source: number; readonly destination: number },
  ): ConversationTally | undefined {
    return table.count(bytes, start + source, start + destination, this.frame);
  }

  private followTcp(outline: Outline, layer: Layer): void {
    const network = outline.networkOf(layer);
    if (!network) return;
    const stream = this.tcp.follow(outline.bytes, layer, network, this.frame);
    if (!stream) return;
    this.stream = stream;
    const { synNs, synAckNs } = stream;
    const { flags } = this.tcp.segment;
    const opening = flags & (tcpFlag.syn | tcpFlag.ack);
    if (opening === (tcpFlag.syn | tcpFlag.ack) && synAckNs === this.timeNs && synNs <= synAckNs) {
      this.answer = { kind: 'tcp-syn', elapsedNs: synAckNs - synNs, requestFrame: 0 };
    } else if (stream.synAckNs <= this.timeNs && stream.synNs + stream.initialRttNs === this.timeNs) {
      this.answer = { kind: 'tcp-syn-ack', elapsedNs: this.timeNs - synAckNs, requestFrame: 0 };
    }
  }

  private followUdp(outline: Outline, layer: Layer): void {
    const network = outline.networkOf(layer);
    if (!network || layer.end - layer.start < 8) return;
    const { bytes } = outline;
    const family = network.protocol === 'ip' ? 'ip' : 'ipv6';
    const { source, destination } = inIp[family];
    this.datagrams = this.udp[family].count(
      bytes,
      network.start + source,
      network.start + destination,
      this.frame,
      uint16At(bytes, layer.start),
      uint16At(bytes, layer.start + 2),
    );
  }

  private followEcho(outline: Outline, { protocol, start }: Layer, hosts: ConversationTally): void {
    const { bytes } = outline;
    const type = bytes[start] ?? 0;
    const [request, reply] = protocol === 'icmp' ? [8, 0] : [128, 129];
    if (type !== request && type !== reply) return;
    const { forward } = protocol === 'icmp' ? this.ip.pairs : this.ipv6.pairs;
    const id = uint16At(bytes, start + 4) * 0x10000 + uint16At(bytes, start + 6);
    this.exchange(
      protocol === 'icmp' ? 'icmp' : 'icmpv6',
      hosts,
      signed(id, forward === (type === request)),
      type === reply,
    );
  }

  private followDns({ bytes }: Outline, { start, end }: Layer): void {
    if (!this.datagrams || end - start < 4) return;
    const isAnswer = ((bytes[start + 2] ?? 0) & 0x80) !== 0;
    this.exchange('dns', this.datagrams, uint16At(bytes, start), isAnswer);
  }

  private followHttp({ bytes }: Outline, { start, end, wireEnd }: Layer): void {
    if (!this.stream || (this.tcp.findings & resent) !== 0 || !looksLikeHttp(bytes, start, end, wireEnd))
      return;
    const isAnswer = bytes[start] === 0x48 && bytes[start + 1] === 0x54;
    // 1xx comes before the answer (RFC 9110, section 15.2).
    if (isAnswer && bytes[start + 9] === 0x31) return;
    this.exchange('http', this.stream, 0, isAnswer);
  }

  private exchange(kind: RequestKind, tally: ConversationTally, id: number, isAnswer: boolean): void {
    const { timeNs, frame } = this;
    if (isAnswer) this.answer = this.requests.answer(kind, tally, id, timeNs);
    else this.requests.ask(kind, tally, { id, sinceNs: timeNs, frame: frame.number });
  }
}

/** A number of its own for each direction. */
function signed(id: number, forward: boolean): number {
  return forward ? id : -1 - id;
}

function uint16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
