import { uint16, uint32, uint8 } from '../../packet/octets.js';
import { ConversationTally } from './conversation.js';
import type { TcpFlight } from './tcp-flight.js';
import type { TcpReader } from './tcp-reader.js';

/** What a TCP header says, and how much the segment carries. Written again for each segment. */
export class TcpSegment {
  sourcePort = 0;
  destinationPort = 0;
  sequence = 0;
  acknowledgment = 0;
  flags = 0;
  /** As announced, before the scale factor. */
  window = 0;
  /** Bytes of data. */
  length = 0;
  /** Shift of the window scale option, -1 without one. */
  shift = -1;
  /** Bytes that were received beyond a hole, as its SACK option tells. */
  sackedBytes = 0;

  /** @returns whether there is a whole header */
  read(bytes: Uint8Array, start: number, end: number, wireEnd: number): boolean {
    if (end - start < 20) return false;
    const header = (uint8(bytes, start + 12) >> 4) * 4;
    if (header < 20 || start + header > wireEnd) return false;
    this.sourcePort = uint16(bytes, start);
    this.destinationPort = uint16(bytes, start + 2);
    this.sequence = uint32(bytes, start + 4);
    this.acknowledgment = uint32(bytes, start + 8);
    this.flags = uint8(bytes, start + 13);
    this.window = uint16(bytes, start + 14);
    this.length = wireEnd - start - header;
    this.shift = -1;
    this.sackedBytes = 0;
    if (header > 20) this.#readOptions(bytes, start + 20, Math.min(end, start + header));
    return true;
  }

  /** The options that the analysis asks about: the window scale (RFC 7323, section 2.2), and SACK (RFC 2018, section 3). */
  #readOptions(bytes: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end;) {
      const kind = bytes[at] ?? 0;
      if (kind === 0) return;
      const length = kind === 1 ? 1 : Math.max(2, bytes[at + 1] ?? 2);
      if (kind === 3 && at + 2 < end && (this.flags & tcpFlag.syn) !== 0) {
        this.shift = Math.min(MAX_SHIFT, bytes[at + 2] ?? 0);
      }
      if (kind === 5) {
        for (let block = at + 2; block + 8 <= Math.min(end, at + length); block += 8) {
          this.sackedBytes += (uint32(bytes, block + 4) - uint32(bytes, block)) >>> 0;
        }
      }
      at += length;
    }
  }
}

/** Beyond 14 a shift counts as 14. */
const MAX_SHIFT = 14;

/** The flags that the analysis asks about (RFC 9293, section 3.1). */
export const tcpFlag = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

/** What Wireshark's analysis found of a segment, as bits. */
export const tcpFinding = {
  retransmission: 1,
  fastRetransmission: 2,
  spuriousRetransmission: 4,
  outOfOrder: 8,
  duplicateAck: 16,
  lostSegment: 32,
  ackLostSegment: 64,
  zeroWindow: 128,
  zeroWindowProbe: 256,
  zeroWindowProbeAck: 512,
  windowUpdate: 1024,
  windowFull: 2048,
  keepAlive: 4096,
  keepAliveAck: 8192,
  reusedPorts: 16384,
} as const;

/** What may be seen of a connection, as Wireshark counts it. */
const seen = { syn: 1, synAck: 2, ack: 4, data: 8, fin: 16, rst: 32 } as const;

/** What a segment adds to what was seen of its connection. */
export function seenIn({ flags, length }: TcpSegment): number {
  const opening = flags & (tcpFlag.syn | tcpFlag.ack);
  const start =
    opening === tcpFlag.syn ? seen.syn : opening === tcpFlag.ack ? seen.ack : opening && seen.synAck;
  return (
    start |
    (length > 0 && (flags & tcpFlag.syn) === 0 ? seen.data : 0) |
    ((flags & tcpFlag.fin) === 0 ? 0 : seen.fin) |
    ((flags & tcpFlag.rst) === 0 ? 0 : seen.rst)
  );
}

/** Any of the three that say that a segment was sent again. */
export const resentFindings =
  tcpFinding.retransmission | tcpFinding.fastRetransmission | tcpFinding.spuriousRetransmission;

/** What the analysis counts of a segment; 0 where it says nothing. Written again for each segment. */
export class TcpCounts {
  /** The packet that this one acknowledges, and how long after it. */
  acknowledgedFrame = 0;
  acknowledgedNs = NaN;
  bytesInFlight = 0;
  bytesSincePush = 0;
  /** How long the sender waited before it sent again, and since which packet. */
  timeoutNs = NaN;
  timeoutFrame = 0;
  /** Whether Wireshark's analysis looked at the segment, though it may have found nothing to say. */
  isAnalysed = false;

  clear(): void {
    this.acknowledgedFrame = this.acknowledgedNs = 0;
    this.bytesInFlight = this.bytesSincePush = 0;
    this.timeoutNs = this.timeoutFrame = 0;
    this.isAnalysed = false;
  }
}

/** No window announced yet: no segment has this one. */
const NO_WINDOW = -1;

/**
 * One direction of a connection. Numbers are raw; 0 in `next`, `lastAck` and `mostAckable` stands for none seen, as in Wireshark.
 * Times are NaN before they are known: a field that begins as a whole number and outgrows 31 bits has its object remade.
 */
export class TcpFlow {
  /** What its sequence numbers are counted from; -1 before it is known. */
  base = -1;
  /** The sequence number after the highest byte that was sent, and when that byte was seen. */
  next = 0;
  nextNs = NaN;
  lastAck = 0;
  lastAckNs = NaN;
  /** The last packet that acknowledged something new. */
  ackFrame = 0;
  /**
   * How many times that acknowledgment was repeated. -1 after the other direction acknowledged data of this one that was not
   * captured, which is said once.
   */
  repeats = 0;
  /** The sequence number up to which the data was captured without a hole. */
  mostAckable = 0;
  window = NO_WINDOW;
  /**
   * Shift of the window scale: -1 as long as no opening was captured, -2 where one of the ends does not scale.
   */
  shift = -1;
  /** Whether the scale applies to the last window: never to one announced with a SYN. */
  scaled = false;
  /** What was found of its last segment. */
  lastFindings = 0;
  /** What its last segment told of what it received beyond a hole. */
  sackedBytes = 0;
  /** What it sent and is not acknowledged; none before its first data. */
  flight: TcpFlight | undefined = undefined;
  /** Whether the bytes in flight can be told: not from a hole to the next acknowledgment. */
  knowsFlight = true;
  /** The last packet that brought the highest byte. */
  nextFrame = 0;
  /** Bytes since the last push, and whether the last data were pushed. */
  pushedBytes = 0;
  wasPushed = false;
  /** What reads its messages; none where its bytes are of no protocol that is known. */
  reader: TcpReader | undefined = undefined;
  /** Whether the other end acknowledged data of this one that was not captured, since it last asked something. */
  hasHole = false;
}

/** A TCP connection: two ends from one opening to the next. */
export class TcpStream extends ConversationTally {
  /** From the first end to the second, and back. */
  forth = new TcpFlow();
  back = new TcpFlow();
  /** The last opening segment of the connection; NaN before. */
  synNs = NaN;
  /** From the opening to the first acknowledgment without SYN; NaN before. */
  initialRttNs = NaN;
  /** When the answer to the opening came; NaN before. */
  synAckNs = NaN;
  /** When the last packet before this one was seen. */
  previousNs = NaN;
  /** What was seen of the connection before the last packet and with it, as Wireshark's bits of `tcp.completeness`. */
  seenBefore = 0;
  seen = 0;

  constructor(
    readonly family: 'ip' | 'ipv6',
    stream: number,
    pair: number,
    firstNs: number,
    forward: boolean,
  ) {
    super(stream, pair, firstNs, forward);
  }

  /** Frees what only a next segment would need: there is none, for its ports serve another connection from now on. */
  end(): void {
    for (const { flight, reader } of [this.forth, this.back]) {
      flight?.clear();
      reader?.clear();
    }
    this.forth = this.back = ENDED;
  }
}

const ENDED = new TcpFlow();
