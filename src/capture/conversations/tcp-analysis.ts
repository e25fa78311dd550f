import { type TcpFlow, type TcpSegment, type TcpStream, tcpFinding, tcpFlag } from './tcp-stream.js';

/** Never keep-alives, probes nor repeated acknowledgments. */
const CONTROL = tcpFlag.syn | tcpFlag.fin | tcpFlag.rst;
/** Within so long after a repeated acknowledgment, what it asks for is sent again because of it. */
const FAST_NS = 20_000_000;
/** Without a measured round trip, a segment within so long after a later one was only overtaken by it. */
const OVERTAKEN_NS = 3_000_000;

/** Whether one sequence number comes after another, around zero too (RFC 9293, section 3.4). */
function isAfter(one: number, other: number): boolean {
  return ((one - other) | 0) > 0;
}

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
 * @returns bits of `tcpFinding`
 */
export function analyse(
  segment: TcpSegment,
  flow: TcpFlow,
  other: TcpFlow,
  stream: TcpStream,
  at: { readonly timeNs: number; readonly frame: number },
): number {
  setBases(segment, flow, other);
  let findings = isWindowProbe(segment, flow, other)
    ? tcpFinding.zeroWindowProbe
    : windowFindings(segment, flow, other);
  if (segment.acknowledgment !== flow.lastAck) {
    flow.ackFrame = at.frame;
    flow.repeats = 0;
  }
  if (acknowledgesUnseen(segment, other)) findings |= tcpFinding.ackLostSegment;
  findings |= resendFindings(segment, flow, other, stream, at.timeNs, findings);
  advance(segment, flow, findings, at.timeNs);
  return findings;
}

/** Numbers are counted from the opening, or as if it had come just before the first segment that was captured. */
function setBases({ flags, sequence, acknowledgment }: TcpSegment, flow: TcpFlow, other: TcpFlow): void {
  if (flow.base < 0) flow.base = (flags & tcpFlag.syn) !== 0 ? sequence : plus(sequence, -1);
  if (other.base < 0 && (flags & tcpFlag.ack) !== 0) other.base = plus(acknowledgment, -1);
}

/** One byte, the next expected, sent to who has no room. */
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

/** The data goes up to the edge of the window; without the scale factor nobody knows where the edge is. */
function fillsWindow({ sequence, length }: TcpSegment, other: TcpFlow): boolean {
  if (other.shift === -1 || other.window < 0) return false;
  const room = other.scaled ? other.window * 2 ** Math.max(0, other.shift) : other.window;
  return plus(sequence, length) === plus(other.lastAck, room);
}

/** What a segment without data is that says again what the last one of its direction said. */
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

/** An acknowledgment of what was never seen: the capture lost it, not the network. Said once for each hole. */
function acknowledgesUnseen({ acknowledgment, flags }: TcpSegment, other: TcpFlow): boolean {
  const { mostAckable } = other;
  if (mostAckable === 0 || (flags & tcpFlag.ack) === 0 || !isAfter(acknowledgment, mostAckable)) return false;
  if (mostAckable > other.next) {
    other.mostAckable = other.next;
    return true;
  }
  const first = other.repeats === 0;
  other.repeats = -1;
  return first;
}

/** Why a segment comes that does not go beyond what was sent: sent again, or overtaken. */
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
  // The byte of a window probe, sent again with those that follow it, brings something new.
  const afterProbe = length > 1 && flow.next - 1 === sequence;
  if (flow.next === 0 || !isAfter(flow.next, sequence) || afterProbe) return 0;
  const asked = other.repeats >= 2 && other.lastAck === sequence;
  if (asked && isWithin(timeNs - other.lastAckNs, FAST_NS)) return tcpFinding.fastRetransmission;
  const overtakenNs = initialRttNs > 0 ? initialRttNs : OVERTAKEN_NS;
  const isOvertaken = isWithin(timeNs - flow.nextNs, overtakenNs) && flow.next !== plus(end, counted);
  return isOvertaken ? tcpFinding.outOfOrder : tcpFinding.retransmission;
}

/** A clock that was set back measures nothing. */
function isWithin(elapsedNs: number, limitNs: number): boolean {
  return elapsedNs >= 0 && elapsedNs < limitNs;
}

/** What the next segments are compared with. */
function advance(segment: TcpSegment, flow: TcpFlow, findings: number, timeNs: number): void {
  const { sequence, length, flags } = segment;
  const counted = (flags & (tcpFlag.syn | tcpFlag.fin)) !== 0 ? 1 : 0;
  const next = plus(sequence, length + counted);
  if ((findings & tcpFinding.zeroWindowProbe) === 0) {
    if (flow.next === 0 || isAfter(next, flow.next)) {
      flow.next = next;
      flow.nextNs = timeNs;
    }
    if (flow.mostAckable === 0 || sequence === flow.mostAckable) flow.mostAckable = next;
  }
  flow.window = segment.window;
  flow.lastAck = segment.acknowledgment;
  flow.lastAckNs = timeNs;
  flow.lastFindings = findings;
}
