import type { IcmpTypeRegistration } from '../icmp-registry.js';

/** Messages about a packet (IANA icmpv6-parameters). */
export const icmpv6ErrorTypes: readonly IcmpTypeRegistration[] = [
  {
    type: 1,
    name: 'Destination Unreachable',
    french: 'Le paquet ne peut pas être remis à son destinataire.',
    source: 'RFC 4443',
    codes: [
      {
        code: 0,
        name: 'no route to destination',
        french: 'Le routeur n’a pas de route vers le destinataire.',
        source: 'RFC 4443',
      },
      {
        code: 1,
        name: 'communication with destination administratively prohibited',
        french: 'Un filtre (pare-feu) a refusé le paquet, et le dit.',
        source: 'RFC 4443',
      },
      {
        code: 2,
        name: 'beyond scope of source address',
        french: 'L’adresse source n’a pas cours là où va le paquet (une adresse de lien, par exemple).',
        source: 'RFC 4443',
      },
      {
        code: 3,
        name: 'address unreachable',
        french: 'Le dernier routeur ne trouve pas la machine sur son réseau.',
        source: 'RFC 4443',
      },
      {
        code: 4,
        name: 'port unreachable',
        french: 'La machine est là, mais aucun programme n’écoute sur ce port.',
        source: 'RFC 4443',
      },
      {
        code: 5,
        name: 'source address failed ingress/egress policy',
        french: 'L’adresse source n’est pas permise à cet endroit du réseau.',
        source: 'RFC 4443',
      },
      {
        code: 6,
        name: 'reject route to destination',
        french: 'La route vers ce destinataire est une route de rejet.',
        source: 'RFC 4443',
      },
      {
        code: 7,
        name: 'Error in Source Routing Header',
        french: 'La route imposée n’a pas pu être suivie.',
        source: 'RFC 6550',
      },
      {
        code: 8,
        name: 'Headers too long',
        french: 'Les en-têtes du paquet sont trop longs pour le routeur.',
        source: 'RFC 8883',
      },
    ],
  },
  {
    type: 2,
    name: 'Packet Too Big',
    french:
      'Le paquet est trop long pour le lien suivant, dont le message donne la MTU ; en IPv6, aucun routeur ne découpe.',
    source: 'RFC 4443',
    codes: [],
  },
  {
    type: 3,
    name: 'Time Exceeded',
    french: 'Le paquet, ou l’un de ses fragments, a épuisé son temps.',
    source: 'RFC 4443',
    codes: [
      {
        code: 0,
        name: 'hop limit exceeded in transit',
        french:
          'La limite de sauts est arrivée à zéro dans un routeur : c’est le message dont vit traceroute.',
        source: 'RFC 4443',
      },
      {
        code: 1,
        name: 'fragment reassembly time exceeded',
        french: 'La machine de destination a attendu trop longtemps un fragment manquant.',
        source: 'RFC 4443',
      },
    ],
  },
  {
    type: 4,
    name: 'Parameter Problem',
    french: 'L’un des en-têtes du paquet contient une erreur.',
    source: 'RFC 4443',
    codes: [
      {
        code: 0,
        name: 'erroneous header field encountered',
        french: 'L’en-tête est incorrect à l’octet que désigne le pointeur.',
        source: 'RFC 4443',
      },
      {
        code: 1,
        name: 'unrecognized Next Header type encountered',
        french: 'Le protocole annoncé par l’en-tête est inconnu.',
        source: 'RFC 4443',
      },
      {
        code: 2,
        name: 'unrecognized IPv6 option encountered',
        french: 'Une option est inconnue, et demande qu’on le dise.',
        source: 'RFC 4443',
      },
      {
        code: 3,
        name: 'IPv6 First Fragment has incomplete IPv6 Header Chain',
        french: 'Le premier fragment ne contient pas tous les en-têtes.',
        source: 'RFC 7112',
      },
      {
        code: 4,
        name: 'SR Upper-layer Header Error',
        french: 'L’en-tête qui suit une route par segments est incorrect.',
        source: 'RFC 8754',
      },
      {
        code: 5,
        name: 'Unrecognized Next Header type encountered by intermediate node',
        french: 'Un routeur ne connaît pas le protocole annoncé par l’en-tête.',
        source: 'RFC 8883',
      },
      {
        code: 6,
        name: 'Extension header too big',
        french: 'Un en-tête d’extension est trop long pour le routeur.',
        source: 'RFC 8883',
      },
      {
        code: 7,
        name: 'Extension header chain too long',
        french: 'Les en-têtes d’extension sont trop longs, ensemble, pour le routeur.',
        source: 'RFC 8883',
      },
      {
        code: 8,
        name: 'Too many extension headers',
        french: 'Les en-têtes d’extension sont trop nombreux pour le routeur.',
        source: 'RFC 8883',
      },
      {
        code: 9,
        name: 'Too many options in extension header',
        french: 'Les options d’un en-tête d’extension sont trop nombreuses pour le routeur.',
        source: 'RFC 8883',
      },
      {
        code: 10,
        name: 'Option too big',
        french: 'Une option est trop longue pour le routeur.',
        source: 'RFC 8883',
      },
    ],
  },
];
