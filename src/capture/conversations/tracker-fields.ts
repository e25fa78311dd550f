import type { FieldValue } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import type { ConversationTracker } from './tracker.js';
import { tcpFinding, tcpFlag, type TcpFlow, type TcpStream } from './tracker-tcp-flow.js';

const resent = tcpFinding.retransmission | tcpFinding.fastRetransmission | tcpFinding.spuriousRetransmission;

/** Wireshark's names for what the analysis finds; what is sent again early or for nothing is sent again all the same. */
const findingNames: readonly (readonly [name: string, bits: number])[] = [
  ['tcp.analysis.retransmission', resent],
  ['tcp.analysis.fast_retransmission', tcpFinding.fastRetransmission],
  ['tcp.analysis.spurious_retransmission', tcpFinding.spuriousRetransmission],
  ['tcp.analysis.out_of_order', tcpFinding.outOfOrder],
  ['tcp.analysis.duplicate_ack', tcpFinding.duplicateAck],
  ['tcp.analysis.lost_segment', tcpFinding.lostSegment],
  ['tcp.analysis.ack_lost_segment', tcpFinding.ackLostSegment],
  ['tcp.analysis.zero_window', tcpFinding.zeroWindow],
  ['tcp.analysis.zero_window_probe', tcpFinding.zeroWindowProbe],
  ['tcp.analysis.zero_window_probe_ack', tcpFinding.zeroWindowProbeAck],
  ['tcp.analysis.window_update', tcpFinding.windowUpdate],
  ['tcp.analysis.window_full', tcpFinding.windowFull],
  ['tcp.analysis.keep_alive', tcpFinding.keepAlive],
  ['tcp.analysis.keep_alive_ack', tcpFinding.keepAliveAck],
  ['tcp.analysis.reused_ports', tcpFinding.reusedPorts],
];

/** Names of response times, with what a second counts in their unit. */
const answerNames = {
  icmp: { time: 'icmp.resptime', request: 'icmp.resp_to', perSecond: 1000 },
  icmpv6: { time: 'icmpv6.resptime', request: 'icmpv6.resp_to', perSecond: 1000 },
  dns: { time: 'dns.time', request: 'dns.response_to', perSecond: 1 },
  http: { time: 'http.time', request: 'http.request_in', perSecond: 1 },
} as const;

/** What a tracker knows of its last packet, by Wireshark's names. */
export function trackedFields(tracker: ConversationTracker): FieldContext {
  const { timeNs, deltaNs, stream, datagrams, answer } = tracker;
  const fields: Record<string, FieldValue> = {
    'frame.time_relative': timeNs / 1e9,
    'frame.time_delta': deltaNs / 1e9,
  };
  if (datagrams) fields['udp.stream'] = datagrams.stream;
  if (stream) addTcpFields(fields, tracker, stream);
  if (answer && answer.kind in answerNames) {
    const { time, request, perSecond } = answerNames[answer.kind as keyof typeof answerNames];
    fields[time] = (answer.elapsedNs * perSecond) / 1e9;
    fields[request] = answer.requestFrame;
  }
  return fields;
}

/** Written key by key: this is asked for each line of a list of packets. */
function addTcpFields(
  fields: Record<string, FieldValue>,
  { tcp, timeNs }: ConversationTracker,
  stream: TcpStream,
): void {
  const { segment, findings } = tcp;
  const [flow, other] = tcp.flows(stream);
  const { flags, sequence, acknowledgment, length, window } = segment;
  const counted = (flags & (tcpFlag.syn | tcpFlag.fin)) === 0 ? 0 : 1;
  const relative = (sequence - flow.base) >>> 0;
  const factor = flow.shift < 0 ? flow.shift : 2 ** flow.shift;
  fields['tcp.stream'] = stream.stream;
  fields['tcp.seq'] = relative;
  fields['tcp.nxtseq'] = (relative + length + counted) >>> 0;
  fields['tcp.ack'] = (flags & tcpFlag.ack) === 0 ? acknowledgment : (acknowledgment - other.base) >>> 0;
  fields['tcp.window_size'] = flow.scaled ? window * Math.max(1, factor) : window;
  if (flow.scaled) fields['tcp.window_size_scalefactor'] = factor;
  fields['tcp.time_relative'] = (timeNs - stream.firstNs) / 1e9;
  fields['tcp.time_delta'] = Number.isNaN(stream.previousNs) ? 0 : (timeNs - stream.previousNs) / 1e9;
  if (stream.initialRttNs > 0) fields['tcp.analysis.initial_rtt'] = stream.initialRttNs / 1e9;
  if (findings !== 0) addFindings(fields, findings, flow);
}

function addFindings(fields: Record<string, FieldValue>, findings: number, flow: TcpFlow): void {
  fields['tcp.analysis.flags'] = true;
  for (const [name, bits] of findingNames) if ((findings & bits) !== 0) fields[name] = true;
  if ((findings & tcpFinding.duplicateAck) === 0) return;
  fields['tcp.analysis.duplicate_ack_num'] = flow.repeats;
  fields['tcp.analysis.duplicate_ack_frame'] = flow.ackFrame;
}
