import type { CapturedPacket } from '../capture.js';
import { tcpFinding } from '../conversations/tcp-stream.js';
import { dissectLayer } from '../dissect.js';
import { checksumStatus } from '../layers/checksum.js';
import { type FieldDefinition, FieldSink, type FieldValue } from '../layers/field.js';
import type { Outline } from '../outline.js';

/** What goes wrong in a capture, as Wireshark's expert information names it. */
export type CaptureErrorKind =
  | 'malformed'
  | 'truncated'
  | 'bad-checksum'
  | 'partial-checksum'
  | 'icmp-error'
  | 'retransmission'
  | 'fast-retransmission'
  | 'spurious-retransmission'
  | 'out-of-order'
  | 'duplicate-ack'
  | 'lost-segment'
  | 'ack-lost-segment'
  | 'zero-window'
  | 'window-full'
  | 'reset';

/** How many packets have an error. */
export interface CaptureErrorCount {
  readonly kind: CaptureErrorKind;
  readonly packets: number;
  /** Among the packets that `of` names; from 0 to 1. */
  readonly share: number;
  /**
   * All packets; TCP's segments; or those of TCP that carry data, for what only they can suffer. Pure acknowledgements are
   * never sent again: counting them would hide half of the losses. A SYN or FIN that was sent again counts among these.
   */
  readonly of: 'packets' | 'tcp' | 'tcp-data';
  /** The first packet that has it. */
  readonly firstFrame: number;
}

const RST = 0x04;
const ofTcp: readonly (readonly [CaptureErrorKind, number])[] = [
  ['retransmission', tcpFinding.retransmission],
  ['fast-retransmission', tcpFinding.fastRetransmission],
  ['spurious-retransmission', tcpFinding.spuriousRetransmission],
  ['out-of-order', tcpFinding.outOfOrder],
  ['duplicate-ack', tcpFinding.duplicateAck],
  ['lost-segment', tcpFinding.lostSegment],
  ['ack-lost-segment', tcpFinding.ackLostSegment],
  ['zero-window', tcpFinding.zeroWindow],
  ['window-full', tcpFinding.windowFull],
];
const tcpKinds = new Set<CaptureErrorKind>([...ofTcp.map(([kind]) => kind), 'reset']);
const dataKinds = new Set<CaptureErrorKind>([
  'retransmission',
  'fast-retransmission',
  'spurious-retransmission',
  'out-of-order',
  'window-full',
]);
const dataFindings = ofTcp.reduce((bits, [kind, bit]) => (dataKinds.has(kind) ? bits | bit : bits), 0);

/** A packet's TCP segment and what the tracker found of it; absent for a packet that has none. */
interface SegmentVerdict {
  readonly flags: number;
  /** Bytes of data. */
  readonly length: number;
  readonly findings: number;
}

/** Counts packets by what is wrong with them; a packet may have several faults, but counts once for each. */
export class ErrorTally {
  #packets = 0;
  #segments = 0;
  #dataSegments = 0;
  readonly #counts = new Map<CaptureErrorKind, { packets: number; readonly firstFrame: number }>();
  readonly #sink: VerdictSink;

  /** @param checksums whether those of IP, TCP and UDP are verified too */
  constructor(checksums: boolean) {
    this.#sink = new VerdictSink(checksums);
  }

  add(packet: CapturedPacket, outline: Outline, segment: SegmentVerdict | undefined): void {
    this.#packets++;
    if (packet.originalLength > packet.capturedLength) this.#count('truncated', packet);
    this.#addLayers(packet, outline);
    if (!segment) return;
    this.#segments++;
    if (segment.length > 0 || (segment.findings & dataFindings) !== 0) this.#dataSegments++;
    if ((segment.flags & RST) !== 0) this.#count('reset', packet);
    if (segment.findings === 0) return;
    for (const [kind, bit] of ofTcp) if ((segment.findings & bit) !== 0) this.#count(kind, packet);
  }

  /** The errors that were seen, the most frequent first. */
  report(): readonly CaptureErrorCount[] {
    return Array.from(this.#counts, ([kind, { packets, firstFrame }]) => {
      const of = dataKinds.has(kind) ? 'tcp-data' : tcpKinds.has(kind) ? 'tcp' : 'packets';
      const among = { 'tcp-data': this.#dataSegments, tcp: this.#segments, packets: this.#packets }[of];
      return { kind, packets, share: packets / among, of, firstFrame } as const;
    }).sort((a, b) => b.packets - a.packets);
  }

  #addLayers(packet: CapturedPacket, outline: Outline): void {
    const sink = this.#sink;
    sink.clear();
    let isMalformed = packet.fault !== undefined;
    let isError = false;
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (!layer || layer.quoted) break;
      // ICMP errors, which quote the packet at fault: types 3, 11 and 12 of ICMPv4, all below 128 of ICMPv6.
      if (layer.protocol === 'icmp' && [3, 11, 12].includes(outline.bytes[layer.start] ?? 0)) isError = true;
      if (layer.protocol === 'icmpv6' && (outline.bytes[layer.start] ?? 128) < 128) isError = true;
      if (dissectLayer(layer, sink, outline)?.kind === 'malformed') isMalformed = true;
    }
    if (isMalformed) this.#count('malformed', packet);
    if (isError) this.#count('icmp-error', packet);
    if (sink.isPartial) this.#count('partial-checksum', packet);
    if (sink.isBad) this.#count('bad-checksum', packet);
  }

  #count(kind: CaptureErrorKind, { number }: CapturedPacket): void {
    const known = this.#counts.get(kind);
    if (known) known.packets++;
    else this.#counts.set(kind, { packets: 1, firstFrame: number });
  }
}

/** Checksums that a network card may have still to work out when its own machine captures what it sends. */
const leftToCards = new Set(['ip.checksum.status', 'tcp.checksum.status', 'udp.checksum.status']);

/** Keeps nothing of a dissection but whether a checksum is wrong, or only a part of one. */
class VerdictSink extends FieldSink {
  #bad = 0;
  isPartial = false;

  constructor(readonly checksums: boolean) {
    super();
  }

  clear(): void {
    this.#bad = 0;
    this.isPartial = false;
  }

  get isBad(): boolean {
    return this.#bad > 0;
  }

  override wants({ name }: FieldDefinition): boolean {
    return name.endsWith('.checksum.status') && (this.checksums || !leftToCards.has(name));
  }

  protected override record(
    definition: FieldDefinition,
    _offset: number,
    _length: number,
    given: FieldValue | undefined,
  ): void {
    // What a card has still to complete comes right after the verdict that it would be wrong.
    if (definition.name.endsWith('.checksum.partial')) {
      this.isPartial = true;
      this.#bad--;
    } else if (given === checksumStatus.bad && this.wants(definition)) this.#bad++;
  }
}
