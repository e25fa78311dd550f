import { type FieldDefinition, type FieldValue, field } from '../layers/field.js';
import type { ConversationTally } from './conversation.js';
import type { Answer } from './requests.js';
import {
  type TcpCounts,
  type TcpFlow,
  type TcpStream,
  resentFindings,
  tcpFinding,
  tcpFlag,
} from './tcp-stream.js';
import type { TcpTracker } from './tcp-tracker.js';

/**
 * What the packets before a packet say about it, by Wireshark's names: a sequence number counted from the first, the
 * verdict « retransmission », the time an answer took. Whoever follows the conversations of a capture gives it; a name
 * that it leaves out is a field that the packet does not have.
 */
export type FieldContext = Readonly<Record<string, FieldValue>>;

/** A number that is known of the packet. */
export function numberIn(known: FieldContext, name: string): number | undefined {
  const value = known[name];
  return typeof value === 'number' ? value : undefined;
}

function verdict(name: string, label: string, about: string): FieldDefinition {
  return field.none(`tcp.analysis.${name}`, label, about);
}

/** The fields that no packet has in its own bytes. */
export const contextFields: readonly FieldDefinition[] = [
  field.number('frame.time_relative', 'Time since first frame', 'Le temps depuis la première trame.'),
  field.number('frame.time_delta', 'Time since previous frame', 'Le temps depuis la trame précédente.', {
    also: ['frame.time_delta_displayed'],
  }),
  field.number('tcp.stream', 'Stream index', 'Le rang de la connexion dans la capture, à partir de 0.'),
  field.number(
    'tcp.completeness',
    'Conversation completeness',
    'Ce qui a été vu de la connexion avant ce paquet : SYN 1, SYN-ACK 2, ACK 4, données 8, FIN 16, RST 32.',
  ),
  field.number('udp.stream', 'Stream index', 'Le rang de l’échange dans la capture, à partir de 0.'),
  field.number('tcp.seq', 'Sequence Number', 'Le numéro de séquence, compté depuis le premier.'),
  field.number('tcp.nxtseq', 'Next Sequence Number', 'Le numéro du segment qui doit suivre.'),
  field.number('tcp.ack', 'Acknowledgment Number', 'Le numéro acquitté, compté depuis le premier.'),
  field.number('tcp.window_size', 'Calculated window size', 'La fenêtre, facteur d’échelle compris.'),
  field.number(
    'tcp.window_size_scalefactor',
    'Window size scaling factor',
    'Le facteur par lequel la fenêtre annoncée se multiplie ; −1 quand l’ouverture manque.',
  ),
  field.number('tcp.time_relative', 'Time since first frame', 'Le temps depuis le début de la connexion.'),
  field.number(
    'tcp.time_delta',
    'Time since previous frame',
    'Le temps depuis le paquet précédent de la connexion.',
  ),
  field.none('tcp.analysis', 'SEQ/ACK analysis', 'L’analyse a quelque chose à dire de ce segment.'),
  verdict('flags', 'TCP Analysis Flags', 'L’analyse a trouvé quelque chose à dire de ce segment.'),
  verdict('retransmission', 'Retransmission', 'Ces données ont déjà été envoyées.'),
  verdict('fast_retransmission', 'Fast retransmission', 'Renvoyé dès les acquittements répétés.'),
  verdict('spurious_retransmission', 'Spurious retransmission', 'Renvoyé alors que c’était déjà acquitté.'),
  verdict('out_of_order', 'Out-of-order', 'Ce segment arrive après un autre qui devait le suivre.'),
  verdict('duplicate_ack', 'Duplicate ACK', 'Le récepteur répète qu’il attend le même octet.'),
  verdict('lost_segment', 'Previous segment not captured', 'Il manque des données avant celles-ci.'),
  verdict('ack_lost_segment', 'ACKed unseen segment', 'Ce qui est acquitté n’a pas été capturé.'),
  verdict('zero_window', 'Zero window', 'Le récepteur n’a plus de place.'),
  verdict('zero_window_probe', 'Zero window probe', 'L’émetteur demande s’il y a de nouveau de la place.'),
  verdict('zero_window_probe_ack', 'Zero window probe ACK', 'La réponse à cette demande.'),
  verdict('window_update', 'Window update', 'Le récepteur annonce de la place.'),
  verdict('window_full', 'Window full', 'L’émetteur a rempli toute la place annoncée.'),
  verdict('keep_alive', 'Keep-alive', 'Un segment qui vérifie que l’autre bout est encore là.'),
  verdict('keep_alive_ack', 'Keep-alive ACK', 'La réponse à cette vérification.'),
  verdict('reused_ports', 'Port numbers reused', 'Une nouvelle connexion reprend les ports d’une autre.'),
  field.number(
    'tcp.analysis.duplicate_ack_num',
    'Duplicate ACK #',
    'Combien de fois cet acquittement a déjà été répété.',
  ),
  field.number(
    'tcp.analysis.duplicate_ack_frame',
    'Duplicate to the ACK in frame',
    'Le paquet dont cet acquittement est la répétition.',
  ),
  field.number('tcp.analysis.acks_frame', 'ACK to the segment in frame', 'Le paquet qui est acquitté ici.'),
  field.number(
    'tcp.analysis.ack_rtt',
    'The RTT to ACK the segment',
    'Le temps entre le segment et son acquittement, en secondes.',
  ),
  field.number('tcp.analysis.initial_rtt', 'iRTT', 'L’aller-retour de la poignée de main, en secondes.'),
  field.number(
    'tcp.analysis.bytes_in_flight',
    'Bytes in flight',
    'Les octets envoyés et pas encore acquittés.',
  ),
  field.number(
    'tcp.analysis.push_bytes_sent',
    'Bytes sent since last PSH flag',
    'Les octets envoyés depuis la dernière fois que l’émetteur a tout poussé.',
  ),
  field.number(
    'tcp.analysis.rto',
    'The RTO for this segment was',
    'Le temps attendu avant de renvoyer, en secondes.',
  ),
  field.number(
    'tcp.analysis.rto_frame',
    'RTO based on delta from frame',
    'Le paquet depuis lequel il court.',
  ),
  field.number('icmp.resptime', 'Response time', 'Le temps de réponse, en millisecondes.'),
  field.number('icmp.resp_to', 'Request frame', 'Le paquet de la demande.'),
  field.number('icmp.resp_in', 'Response frame', 'Le paquet de la réponse.'),
  field.number('icmpv6.resptime', 'Response time', 'Le temps de réponse, en millisecondes.'),
  field.number('icmpv6.resp_to', 'Request frame', 'Le paquet de la demande.'),
  field.number('icmpv6.resp_in', 'Response frame', 'Le paquet de la réponse.'),
  field.number('dns.time', 'Time', 'Le temps de réponse, en secondes.'),
  field.number('dns.response_to', 'Request In', 'Le paquet de la question.'),
  field.number('dns.response_in', 'Response In', 'Le paquet de la réponse.'),
  field.number('http.time', 'Time since request', 'Le temps de réponse, en secondes.'),
  field.number('http.request_in', 'Request in frame', 'Le paquet de la demande.'),
  field.number('http.response_in', 'Response in frame', 'Le paquet de la réponse.'),
];

/** Wireshark's names for what the analysis finds. Fast and spurious retransmissions are also plain retransmissions. */
const findingNames: readonly (readonly [name: string, bits: number])[] = [
  ['tcp.analysis.retransmission', resentFindings],
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

/** What is known of a packet once its conversations have been followed. */
interface TrackedPacket {
  readonly timeNs: number;
  readonly deltaNs: number;
  readonly tcp: TcpTracker;
  readonly stream: TcpStream | undefined;
  readonly datagrams: ConversationTally | undefined;
  readonly answers: readonly Answer[];
}

/** What is known of a packet as fields with Wireshark's names. */
export function trackedFields(packet: TrackedPacket): FieldContext {
  const { timeNs, deltaNs, stream, datagrams, answers } = packet;
  const fields: Record<string, FieldValue> = {
    'frame.time_relative': timeNs / 1e9,
    'frame.time_delta': deltaNs / 1e9,
  };
  if (datagrams) fields['udp.stream'] = datagrams.stream;
  if (stream) addTcpFields(fields, packet, stream);
  for (const answer of answers) {
    if (!(answer.kind in answerNames)) continue;
    const { time, request, perSecond } = answerNames[answer.kind as keyof typeof answerNames];
    fields[time] = (answer.elapsedNs * perSecond) / 1e9;
    fields[request] = answer.requestFrame;
  }
  return fields;
}

/** Written key by key: this is asked for each line of a list of packets. */
function addTcpFields(
  fields: Record<string, FieldValue>,
  { tcp, timeNs }: TrackedPacket,
  stream: TcpStream,
): void {
  const { segment, findings } = tcp;
  const flow = tcp.flowOf(stream);
  const other = tcp.otherOf(stream);
  const { flags, sequence, acknowledgment, length, window } = segment;
  const counted = (flags & (tcpFlag.syn | tcpFlag.fin)) === 0 ? 0 : 1;
  const relative = (sequence - flow.base) >>> 0;
  const factor = flow.shift < 0 ? flow.shift : 2 ** flow.shift;
  fields['tcp.stream'] = stream.stream;
  fields['tcp.completeness'] = stream.seenBefore;
  fields['tcp.seq'] = relative;
  fields['tcp.nxtseq'] = (relative + length + counted) >>> 0;
  fields['tcp.ack'] = (flags & tcpFlag.ack) === 0 ? acknowledgment : (acknowledgment - other.base) >>> 0;
  fields['tcp.window_size'] = flow.scaled ? window * Math.max(1, factor) : window;
  if (flow.scaled) fields['tcp.window_size_scalefactor'] = factor;
  fields['tcp.time_relative'] = (timeNs - stream.firstNs) / 1e9;
  fields['tcp.time_delta'] = Number.isNaN(stream.previousNs) ? 0 : (timeNs - stream.previousNs) / 1e9;
  addCounts(fields, tcp.counts);
  // Told with what else the analysis has to say of a segment, as Wireshark does.
  if (stream.initialRttNs > 0 && tcp.counts.isAnalysed) {
    fields['tcp.analysis.initial_rtt'] = stream.initialRttNs / 1e9;
  }
  if (findings !== 0) addFindings(fields, findings, flow);
  if (findings !== 0 || tcp.counts.isAnalysed) fields['tcp.analysis'] = true;
}

function addCounts(fields: Record<string, FieldValue>, counts: TcpCounts): void {
  const { acknowledgedFrame, acknowledgedNs, bytesInFlight, bytesSincePush, timeoutNs, timeoutFrame } =
    counts;
  if (acknowledgedFrame > 0) {
    fields['tcp.analysis.acks_frame'] = acknowledgedFrame;
    fields['tcp.analysis.ack_rtt'] = acknowledgedNs / 1e9;
  }
  if (bytesInFlight > 0) fields['tcp.analysis.bytes_in_flight'] = bytesInFlight;
  if (bytesSincePush > 0) fields['tcp.analysis.push_bytes_sent'] = bytesSincePush;
  if (timeoutNs !== 0) {
    fields['tcp.analysis.rto'] = timeoutNs / 1e9;
    fields['tcp.analysis.rto_frame'] = timeoutFrame;
  }
}

function addFindings(fields: Record<string, FieldValue>, findings: number, flow: TcpFlow): void {
  fields['tcp.analysis.flags'] = true;
  for (const [name, bits] of findingNames) if ((findings & bits) !== 0) fields[name] = true;
  if ((findings & tcpFinding.duplicateAck) === 0) return;
  fields['tcp.analysis.duplicate_ack_num'] = flow.repeats;
  fields['tcp.analysis.duplicate_ack_frame'] = flow.ackFrame;
}
