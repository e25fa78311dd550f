import { finalDestination } from '../layers/destination.js';
import type { Layer, LayerStack } from '../layers/layer.js';
import { PairIndex } from './conversation-pair.js';
import type { Conversation } from './conversation.js';
import { analyse } from './tcp-analysis.js';
import { FlightRoom } from './tcp-flight.js';
import { TcpCounts, type TcpFlow, TcpSegment, TcpStream, seenIn, tcpFinding, tcpFlag } from './tcp-stream.js';

/** Follows the TCP connections of a capture, and says of each segment what it is beside those before it. */
export class TcpTracker {
  /** The segment of the last {@link follow}, and whether it went from the first end to the second. */
  readonly segment = new TcpSegment();
  forward = true;
  /** Bits of `tcpFinding`. */
  findings = 0;
  readonly counts = new TcpCounts();
  readonly #room = new FlightRoom();
  /** Segments of connections that found no place. */
  beyond = 0;
  readonly #pairs: Readonly<Record<'ip' | 'ipv6', PairIndex>>;
  /** For each pair of ends, its current connection. */
  readonly #current: Readonly<Record<'ip' | 'ipv6', TcpStream[]>> = { ip: [], ipv6: [] };
  readonly #streams: TcpStream[] = [];

  constructor(readonly maxStreams: number) {
    this.#pairs = {
      ip: new PairIndex('ipv4', true, maxStreams),
      ipv6: new PairIndex('ipv6', true, maxStreams),
    };
  }

  /** The flow of the last segment. */
  flowOf(stream: TcpStream): TcpFlow {
    return this.forward ? stream.forth : stream.back;
  }

  /** The other one. */
  otherOf(stream: TcpStream): TcpFlow {
    return this.forward ? stream.back : stream.forth;
  }

  /** @returns the connection of a segment; `undefined` where it has no whole header, or no place was left */
  follow(
    stack: LayerStack,
    layer: Layer,
    network: Layer,
    frame: { readonly lengthBytes: number; readonly timeNs: number; readonly number: number },
  ): TcpStream | undefined {
    const { segment } = this;
    const { bytes } = stack;
    if (!segment.read(bytes, layer.start, layer.end, layer.wireEnd)) return undefined;
    const family = network.protocol === 'ip' ? 'ip' : 'ipv6';
    const source = network.start + (family === 'ip' ? 12 : 8);
    const destination = finalDestination(layer, network, stack);
    const pairs = this.#pairs[family];
    const { sourcePort, destinationPort } = segment;
    const rank = pairs.rank(bytes, source, destination, sourcePort, destinationPort);
    this.forward = pairs.forward;
    this.findings = 0;
    const stream = rank < 0 ? undefined : this.#streamOf(family, rank, frame.timeNs);
    if (!stream) {
      this.beyond++;
      return undefined;
    }
    stream.previousNs = stream.packetsForth + stream.packetsBack === 0 ? NaN : stream.lastNs;
    stream.count(this.forward, frame.lengthBytes, frame.timeNs);
    stream.seenBefore = stream.seen;
    stream.seen |= seenIn(segment);
    const flow = this.flowOf(stream);
    const other = this.otherOf(stream);
    if (isOtherAnswer(segment, flow)) {
      this.findings = tcpFinding.reusedPorts;
      flow.base = segment.sequence;
      flow.flight?.clear();
      flow.flight = undefined;
      flow.reader?.clear();
      flow.reader = undefined;
    }
    this.findings |= analyse(segment, flow, other, stream, frame, this.counts, this.#room);
    flow.lastFindings = this.findings;
    if ((this.findings & tcpFinding.ackLostSegment) !== 0) other.hasHole = true;
    noteOpening(segment, stream, flow, other, frame.timeNs);
    return stream;
  }

  conversations(): readonly Conversation[] {
    return this.#streams.map((stream) =>
      stream.toConversation(this.#pairs[stream.family].ends(stream.pair), true),
    );
  }

  /** Requests without an answer, and openings without one. */
  unanswered(): { readonly http: number; readonly dns: number; readonly openings: number } {
    let [http, dns, openings] = [0, 0, 0];
    for (const { pending, synNs, synAckNs } of this.#streams) {
      for (const { kind } of pending ?? []) {
        if (kind === 'http') http++;
        else dns++;
      }
      if (!Number.isNaN(synNs) && Number.isNaN(synAckNs)) openings++;
    }
    return { http, dns, openings };
  }

  #streamOf(family: 'ip' | 'ipv6', rank: number, timeNs: number): TcpStream | undefined {
    const streams = this.#current[family];
    const known = streams[rank];
    if (known && !this.#reopens(known)) return known;
    if (this.#streams.length >= this.maxStreams) return known;
    if (known) {
      this.findings = tcpFinding.reusedPorts;
      known.end();
    }
    const stream = new TcpStream(family, this.#streams.length, rank, timeNs, this.forward);
    streams[rank] = stream;
    this.#streams.push(stream);
    return stream;
  }

  /** An opening with another first number is another connection; with the same, it is the opening sent again. */
  #reopens(stream: TcpStream): boolean {
    const { flags, sequence } = this.segment;
    if ((flags & (tcpFlag.syn | tcpFlag.ack)) !== tcpFlag.syn) return false;
    const { base } = this.flowOf(stream);
    return base >= 0 && base !== sequence;
  }
}

/** Whether this SYN/ACK has another first number than the one before it: numbers are then counted from the new one. */
function isOtherAnswer({ flags, sequence }: TcpSegment, { base }: TcpFlow): boolean {
  const answers = tcpFlag.syn | tcpFlag.ack;
  return (flags & answers) === answers && base >= 0 && base !== sequence;
}

function noteOpening(
  { flags, shift }: TcpSegment,
  stream: TcpStream,
  flow: TcpFlow,
  other: TcpFlow,
  timeNs: number,
): void {
  const opens = (flags & tcpFlag.syn) !== 0;
  flow.scaled = !opens;
  if (opens) {
    // Windows are scaled only if both ends offer it; -2 is kept where one did not. A SYN sent again without the option does not
    // undo an offer.
    if (shift >= 0) flow.shift = shift;
    else if (flow.shift === -1) flow.shift = other.shift = -2;
    if (other.shift === -2) flow.shift = -2;
    if ((flags & tcpFlag.ack) === 0) stream.synNs = timeNs;
    else if (Number.isNaN(stream.synAckNs)) stream.synAckNs = timeNs;
  } else if ((flags & tcpFlag.ack) !== 0 && Number.isNaN(stream.initialRttNs)) {
    stream.initialRttNs = timeNs - stream.synNs;
  }
}
