import type { IcmpTypeRegistration } from '../icmp-registry.js';

/** Questions and announcements (IANA icmp-parameters). */
export const icmpQueryTypes: readonly IcmpTypeRegistration[] = [
  {
    type: 0,
    name: 'Echo Reply',
    french: 'La réponse à une demande d’écho : mêmes identifiant, numéro et données.',
    source: 'RFC 792',
    codes: [],
  },
  {
    type: 8,
    name: 'Echo',
    french: 'La demande d’écho de ping : « renvoyez-moi ces données ».',
    source: 'RFC 792',
    codes: [],
  },
  {
    type: 9,
    name: 'Router Advertisement',
    french: 'Un routeur annonce ses adresses aux machines de son réseau.',
    source: 'RFC 1256',
    codes: [
      {
        code: 0,
        name: 'Normal router advertisement',
        french: 'Le routeur s’annonce, et transmet le trafic ordinaire.',
        source: 'RFC 3344',
      },
      {
        code: 16,
        name: 'Does not route common traffic',
        french: 'Un agent de mobilité s’annonce, mais ne transmet pas le trafic ordinaire.',
        source: 'RFC 3344',
      },
    ],
  },
  {
    type: 10,
    name: 'Router Solicitation',
    french: 'Une machine qui démarre demande aux routeurs de s’annoncer tout de suite.',
    source: 'RFC 1256',
    codes: [],
  },
  {
    type: 13,
    name: 'Timestamp',
    french: '« Quelle heure avez-vous ? » L’heure est en millisecondes depuis minuit, temps universel.',
    source: 'RFC 792',
    codes: [],
  },
  {
    type: 14,
    name: 'Timestamp Reply',
    french: 'La réponse : l’heure de réception de la demande et celle d’envoi de la réponse.',
    source: 'RFC 792',
    codes: [],
  },
  {
    type: 15,
    name: 'Information Request',
    french: '« Sur quel réseau suis-je ? » Remplacé par DHCP.',
    source: 'RFC 792',
    obsoletedBy: 'RFC 6918',
    codes: [],
  },
  {
    type: 16,
    name: 'Information Reply',
    french: 'La réponse : le numéro du réseau. Remplacé par DHCP.',
    source: 'RFC 792',
    obsoletedBy: 'RFC 6918',
    codes: [],
  },
  {
    type: 17,
    name: 'Address Mask Request',
    french: '« Quel est le masque de ce réseau ? » Remplacé par DHCP.',
    source: 'RFC 950',
    obsoletedBy: 'RFC 6918',
    codes: [],
  },
  {
    type: 18,
    name: 'Address Mask Reply',
    french: 'La réponse : le masque du réseau. Remplacé par DHCP.',
    source: 'RFC 950',
    obsoletedBy: 'RFC 6918',
    codes: [],
  },
  {
    type: 30,
    name: 'Traceroute',
    french:
      'Ce que chaque routeur aurait dit d’un paquet marqué de l’option traceroute ; presque aucun ne l’a jamais fait.',
    source: 'RFC 1393',
    obsoletedBy: 'RFC 6918',
    codes: [
      {
        code: 0,
        name: 'Outbound Packet successfully forwarded',
        french: 'Le paquet a été transmis au routeur suivant.',
        source: 'RFC 1393',
        obsoletedBy: 'RFC 6918',
      },
      {
        code: 1,
        name: 'No route for Outbound Packet; packet discarded',
        french: 'Le paquet a été détruit, faute de route.',
        source: 'RFC 1393',
        obsoletedBy: 'RFC 6918',
      },
    ],
  },
  {
    type: 42,
    name: 'Extended Echo Request',
    french: 'Une demande d’écho qui interroge l’état d’une interface du routeur (outil PROBE).',
    source: 'RFC 8335',
    codes: [
      {
        code: 0,
        name: 'No Error',
        french: 'La demande.',
        source: 'RFC 8335',
      },
    ],
  },
  {
    type: 43,
    name: 'Extended Echo Reply',
    french: 'L’état de l’interface demandée.',
    source: 'RFC 8335',
    codes: [
      {
        code: 0,
        name: 'No Error',
        french: 'La réponse donne l’état de l’interface.',
        source: 'RFC 8335',
      },
      {
        code: 1,
        name: 'Malformed Query',
        french: 'La demande est mal formée.',
        source: 'RFC 8335',
      },
      {
        code: 2,
        name: 'No Such Interface',
        french: 'Cette interface n’existe pas.',
        source: 'RFC 8335',
      },
      {
        code: 3,
        name: 'No Such Table Entry',
        french: 'Aucune machine de ce nom dans les tables de voisinage du routeur.',
        source: 'RFC 8335',
      },
      {
        code: 4,
        name: 'Multiple Interfaces Satisfy Query',
        french: 'Plusieurs interfaces correspondent à la demande.',
        source: 'RFC 8335',
      },
    ],
  },
];
