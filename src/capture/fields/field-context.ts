import type { FieldDefinition, FieldKind, FieldValue } from './field.js';

/**
 * What the packets before a packet say about it, by Wireshark's names: a sequence number counted from the first, the
 * verdict « retransmission », the time an answer took. Whoever follows the conversations of a capture gives it; a name
 * that it leaves out is a field that the packet does not have.
 */
export type FieldContext = Readonly<Record<string, FieldValue>>;

function field(name: string, kind: FieldKind, label: string, about: string): FieldDefinition {
  return { name, label, kind, about };
}

function verdict(name: string, label: string, about: string): FieldDefinition {
  return field(`tcp.analysis.${name}`, 'none', label, about);
}

/** The fields that no packet has in its own bytes. */
export const contextFields: readonly FieldDefinition[] = [
  field('frame.time_relative', 'number', 'Time since first frame', 'Le temps depuis la première trame.'),
  field('frame.time_delta', 'number', 'Time since previous frame', 'Le temps depuis la trame précédente.'),
  field('tcp.stream', 'number', 'Stream index', 'Le rang de la connexion dans la capture, à partir de 0.'),
  field('udp.stream', 'number', 'Stream index', 'Le rang de l’échange dans la capture, à partir de 0.'),
  field('tcp.seq', 'number', 'Sequence Number', 'Le numéro de séquence, compté depuis le premier.'),
  field('tcp.nxtseq', 'number', 'Next Sequence Number', 'Le numéro du segment qui doit suivre.'),
  field('tcp.ack', 'number', 'Acknowledgment Number', 'Le numéro acquitté, compté depuis le premier.'),
  field('tcp.window_size', 'number', 'Calculated window size', 'La fenêtre, facteur d’échelle compris.'),
  field(
    'tcp.window_size_scalefactor',
    'number',
    'Window size scaling factor',
    'Le facteur par lequel la fenêtre annoncée se multiplie ; −1 quand l’ouverture manque.',
  ),
  field('tcp.time_relative', 'number', 'Time since first frame', 'Le temps depuis le début de la connexion.'),
  field(
    'tcp.time_delta',
    'number',
    'Time since previous frame',
    'Le temps depuis le paquet précédent de la connexion.',
  ),
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
  field(
    'tcp.analysis.duplicate_ack_num',
    'number',
    'Duplicate ACK #',
    'Combien de fois cet acquittement a déjà été répété.',
  ),
  field(
    'tcp.analysis.duplicate_ack_frame',
    'number',
    'Duplicate to the ACK in frame',
    'Le paquet dont cet acquittement est la répétition.',
  ),
  field(
    'tcp.analysis.acks_frame',
    'number',
    'ACK to the segment in frame',
    'Le paquet qui est acquitté ici.',
  ),
  field(
    'tcp.analysis.ack_rtt',
    'number',
    'The RTT to ACK the segment',
    'Le temps entre le segment et son acquittement, en secondes.',
  ),
  field('tcp.analysis.initial_rtt', 'number', 'iRTT', 'L’aller-retour de la poignée de main, en secondes.'),
  field(
    'tcp.analysis.bytes_in_flight',
    'number',
    'Bytes in flight',
    'Les octets envoyés et pas encore acquittés.',
  ),
  field('icmp.resptime', 'number', 'Response time', 'Le temps de réponse, en millisecondes.'),
  field('icmp.resp_to', 'number', 'Request frame', 'Le paquet de la demande.'),
  field('icmp.resp_in', 'number', 'Response frame', 'Le paquet de la réponse.'),
  field('icmpv6.resptime', 'number', 'Response time', 'Le temps de réponse, en millisecondes.'),
  field('icmpv6.resp_to', 'number', 'Request frame', 'Le paquet de la demande.'),
  field('icmpv6.resp_in', 'number', 'Response frame', 'Le paquet de la réponse.'),
  field('dns.time', 'number', 'Time', 'Le temps de réponse, en secondes.'),
  field('dns.response_to', 'number', 'Request In', 'Le paquet de la question.'),
  field('dns.response_in', 'number', 'Response In', 'Le paquet de la réponse.'),
  field('http.time', 'number', 'Time since request', 'Le temps de réponse, en secondes.'),
  field('http.request_in', 'number', 'Request in frame', 'Le paquet de la demande.'),
  field('http.response_in', 'number', 'Response in frame', 'Le paquet de la réponse.'),
];
