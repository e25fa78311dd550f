import { type FlightRoom, isAfter } from './tcp-flight.js';
import {
  type TcpCounts,
  type TcpFlow,
  type TcpSegment,
  type TcpStream,
  tcpFinding,
  tcpFlag,
} from './tcp-stream.js';

/** A segment with one of these flags is never counted as a keep-alive, a window probe or a repeated acknowledgment. */
const CONTROL = tcpFlag.syn | tcpFlag.fin | tcpFlag.rst;
/** A segment sent again less than this after a repeated acknowledgment that asks for it is a fast retransmission. */
const FAST_NS = 20_000_000;
/** Where no round trip was measured: a segment that comes less than this after a later one was overtaken, not sent again. */
const OVERTAKEN_NS = 3_000_000;

function plus(sequence: number, length: number): number {
  return (sequence + length) >>> 0;
}

/**
 * What a segment is beside those before it, by the rules of Wireshark's `tcp.analysis`, in their order
 * (https://www.wireshark.org/docs/wsug_html_chunked/ChAdvTCPAnalysis.html). The rules see what was captured, where it was
 * captured: a copy made by the capture is a retransmission to them.
 *
 * @param flow the direction of the segment, brought up to date
 * @param other the other direction
 * @param counts what is counted of the segment
 * @param room where what was sent is kept until it is acknowledged
 * @returns bits of `tcpFinding`
 */
export function analyse(
  segment: TcpSegment,
  flow: TcpFlow,
  other: TcpFlow,
  stream: TcpStream,
  at: { readonly timeNs: number; readonly number: number },
  counts: TcpCounts,
  room: FlightRoom,
): number {
  setBases(segment, flow, other);
  counts.clear();
  if ((segment.flags & tcpFlag.ack) !== 0) other.knowsFlight = true;
  let findings = isWindowProbe(segment, flow, other)
    ? tcpFinding.zeroWindowProbe
    : windowFindings(segment, flow, other);
  if (segment.acknowledgment !== flow.lastAck) {
    flow.ackFrame = at.number;
    flow.repeats = 0;
  }
  if (acknowledgesUnseen(segment, other, counts)) findings |= tcpFinding.ackLostSegment;
  findings |= resendFindings(segment, flow, other, stream, at.timeNs, findings);
  if ((findings & tcpFinding.lostSegment) !== 0) flow.knowsFlight = false;
  if ((findings & tcpFinding.retransmission) !== 0) countTimeout(flow, at.timeNs, counts);
  advance(segment, flow, findings, at);
  countFlight(segment, flow, other, at, counts, room);
  counts.isAnalysed ||= findings !== 0;
  return findings;
}

/** How long a segment that is sent again had been waited for: since the oldest one without an acknowledgment. */
function countTimeout(flow: TcpFlow, timeNs: number, counts: TcpCounts): void {
  const { frame, timeNs: sinceNs } = flow.flight?.oldest ?? { frame: flow.nextFrame, timeNs: flow.nextNs };
  counts.timeoutNs = timeNs - sinceNs;
  counts.timeoutFrame = frame;
}

/** More than any window: the numbers are not of one connection. */
const MAX_FLIGHT = 2_000_000_000;

/** What is acknowledged, and how much is still on its way. */
function countFlight(
  { sequence, acknowledgment, length, flags, sackedBytes }: TcpSegment,
  flow: TcpFlow,
  other: TcpFlow,
  { timeNs, number }: { readonly timeNs: number; readonly number: number },
  counts: TcpCounts,
  room: FlightRoom,
): void {
  const counted = (flags & (tcpFlag.syn | tcpFlag.fin)) !== 0 ? 1 : 0;
  if (length + counted > 0) {
    flow.flight ??= room.flight(flow.base);
    flow.flight.add(sequence, plus(sequence, length + counted), number, timeNs);
  }
  const { flight } = other;
  if (flight) {
    flight.acknowledge(acknowledgment);
    if (flight.lastFrame > 0) {
      counts.acknowledgedFrame = flight.lastFrame;
      counts.acknowledgedNs = timeNs - flight.lastNs;
      counts.isAnalysed = true;
    }
    if (flight.isEmpty) {
      other.flight = undefined;
      room.giveBack(flight);
    }
  }
  if (length > 0 && flow.knowsFlight && flow.flight?.oldest) {
    const bytes = flow.flight.bytes - other.sackedBytes;
    // The number that an opening or an end takes is no byte.
    if (bytes > 0 && bytes < MAX_FLIGHT) counts.bytesInFlight = bytes - counted;
    const isPushed = (flags & tcpFlag.psh) !== 0;
    flow.pushedBytes = flow.wasPushed ? length : flow.pushedBytes + length;
    flow.wasPushed = isPushed;
    if (counts.bytesInFlight > 0) counts.bytesSincePush = flow.pushedBytes;
    counts.isAnalysed = true;
  }
  flow.sackedBytes = sackedBytes;
}

/** Numbers are counted from the SYN; where it was not captured, from the byte before the first segment that was. */
function setBases({ flags, sequence, acknowledgment }: TcpSegment, flow: TcpFlow, other: TcpFlow): void {
  if (flow.base < 0) flow.base = (flags & tcpFlag.syn) !== 0 ? sequence : plus(sequence, -1);
  if (other.base < 0 && (flags & tcpFlag.ack) !== 0) other.base = plus(acknowledgment, -1);
}

/** A window probe: one byte, the next in sequence, sent while the receiver announces a window of zero. */
function isWindowProbe({ length, sequence }: TcpSegment, flow: TcpFlow, other: TcpFlow): boolean {
  return length === 1 && sequence === flow.next && other.window === 0;
}

function windowFindings(segment: TcpSegment, flow: TcpFlow, other: TcpFlow): number {
  const { length, sequence, flags, window } = segment;
  const isControl = (flags & CONTROL) !== 0;
  let findings = 0;
  if (window === 0 && !isControl) findings |= tcpFinding.zeroWindow;
  if (flow.next !== 0 && isAfter(sequence, flow.next) && (flags & tcpFlag.rst) === 0) {
    findings |= tcpFinding.lostSegment;
  }
  if (isControl) return findings;
  if (length <= 1 && sequence === flow.next - 1) findings |= tcpFinding.keepAlive;
  if (length > 0) return fillsWindow(segment, other) ? findings | tcpFinding.windowFull : findings;
  return findings | repeatFinding(segment, flow, other);
}

/**
 * Whether the data ends exactly where the receiver's window ends. Where the opening was not captured, the scale factor is
 * unknown, and so is that end: the answer is then no.
 */
function fillsWindow({ sequence, length }: TcpSegment, other: TcpFlow): boolean {
  if (other.shift === -1 || other.window < 0) return false;
  const room = other.scaled ? other.window * 2 ** Math.max(0, other.shift) : other.window;
  return plus(sequence, length) === plus(other.lastAck, room);
}

/** What to call a segment without data whose sequence and acknowledgment numbers are those of the last one of its direction. */
function repeatFinding(
  { sequence, acknowledgment, window }: TcpSegment,
  flow: TcpFlow,
  other: TcpFlow,
): number {
  if (sequence !== flow.next || acknowledgment !== flow.lastAck) return 0;
  if (window !== flow.window) return window === 0 ? 0 : tcpFinding.windowUpdate;
  if (window === 0) {
    return (other.lastFindings & tcpFinding.zeroWindowProbe) !== 0 ? tcpFinding.zeroWindowProbeAck : 0;
  }
  if ((other.lastFindings & tcpFinding.keepAlive) !== 0) return tcpFinding.keepAliveAck;
  flow.repeats = flow.repeats < 0 ? 1 : flow.repeats + 1;
  return tcpFinding.duplicateAck;
}

/** Whether it acknowledges data that was never seen: the capture lost that data, the network did not. True once for each hole. */
function acknowledgesUnseen(
  { acknowledgment, flags }: TcpSegment,
  other: TcpFlow,
  counts: TcpCounts,
): boolean {
  const { mostAckable } = other;
  if (mostAckable === 0 || (flags & tcpFlag.ack) === 0 || !isAfter(acknowledgment, mostAckable)) return false;
  counts.isAnalysed = true;
  if (isAfter(other.next, mostAckable)) {
    other.mostAckable = other.next;
    return true;
  }
  const first = other.repeats === 0;
  other.repeats = -1;
  return first;
}

/** Whether a segment that brings no new sequence number was sent again, and why, or was only overtaken by a later one. */
function resendFindings(
  { sequence, length, flags }: TcpSegment,
  flow: TcpFlow,
  other: TcpFlow,
  { initialRttNs }: TcpStream,
  timeNs: number,
  found: number,
): number {
  const counted = (flags & (tcpFlag.syn | tcpFlag.fin)) !== 0 ? 1 : 0;
  if ((length === 0 && counted === 0) || (found & tcpFinding.keepAlive) !== 0) return 0;
  const end = plus(sequence, length);
  if (length > 0 && other.lastAck !== 0 && !isAfter(end, other.lastAck)) {
    return tcpFinding.spuriousRetransmission;
  }
  // A segment that begins with the byte of a window probe and goes on after it brings new data.
  const afterProbe = length > 1 && flow.next - 1 === sequence;
  if (flow.next === 0 || !isAfter(flow.next, sequence) || afterProbe) return 0;
  // An acknowledgment of what was not captured counts as many, there as here.
  const asked = (other.repeats >= 2 || other.repeats < 0) && other.lastAck === sequence;
  if (asked && isWithin(timeNs - other.lastAckNs, FAST_NS)) return tcpFinding.fastRetransmission;
  const overtakenNs = initialRttNs > 0 ? initialRttNs : OVERTAKEN_NS;
  const isOvertaken = isWithin(timeNs - flow.nextNs, overtakenNs) && flow.next !== plus(end, counted);
  return isOvertaken ? tcpFinding.outOfOrder : tcpFinding.retransmission;
}

/** A negative time, from a clock that was set back, is within no limit. */
function isWithin(elapsedNs: number, limitNs: number): boolean {
  return elapsedNs >= 0 && elapsedNs < limitNs;
}

/** Keeps what the next segments will be compared with. */
function advance(
  segment: TcpSegment,
  flow: TcpFlow,
  findings: number,
  { timeNs, number }: { readonly timeNs: number; readonly number: number },
): void {
  const { sequence, length, flags } = segment;
  const counted = (flags & (tcpFlag.syn | tcpFlag.fin)) !== 0 ? 1 : 0;
  const next = plus(sequence, length + counted);
  if ((findings & tcpFinding.zeroWindowProbe) === 0) {
    if (flow.next === 0 || isAfter(next, flow.next)) {
      flow.next = next;
      flow.nextNs = timeNs;
      flow.nextFrame = number;
    }
    if (flow.mostAckable === 0 || sequence === flow.mostAckable) flow.mostAckable = flow.next;
  }
  flow.window = segment.window;
  flow.lastAck = segment.acknowledgment;
  flow.lastAckNs = timeNs;
  flow.lastFindings = findings;
}
