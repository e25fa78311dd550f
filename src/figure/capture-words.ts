import type { CaptureErrorKind } from '../capture/statistics/errors.js';
import type { ResponseKind } from '../capture/conversations/requests.js';

/** What a student reads for each error. */
export const errorNames: Readonly<Record<CaptureErrorKind, string>> = {
  malformed: 'Paquet malformé',
  truncated: 'Paquet coupé par la capture',
  'bad-checksum': 'Somme de contrôle fausse',
  'icmp-error': 'Erreur ICMP',
  retransmission: 'Retransmission',
  'fast-retransmission': 'Retransmission rapide',
  'spurious-retransmission': 'Retransmission inutile',
  'out-of-order': 'Segment dépassé par un autre',
  'duplicate-ack': 'Acquittement répété',
  'lost-segment': 'Segment précédent absent',
  'ack-lost-segment': 'Acquittement d’un segment absent',
  'zero-window': 'Fenêtre nulle',
  'window-full': 'Fenêtre remplie',
  reset: 'Connexion coupée (RST)',
};

/** What a student reads for each kind of answer. */
export const responseNames: Readonly<Record<ResponseKind, string>> = {
  icmp: 'Écho ICMP',
  icmpv6: 'Écho ICMPv6',
  dns: 'Réponse DNS',
  'tcp-syn': 'SYN → SYN/ACK',
  'tcp-syn-ack': 'SYN/ACK → ACK',
  http: 'Réponse HTTP',
};
