import type { IcmpTypeRegistration } from '../icmp-registry.js';

/** Messages about a packet (IANA icmp-parameters). */
export const icmpErrorTypes: readonly IcmpTypeRegistration[] = [
  {
    type: 3,
    name: 'Destination Unreachable',
    french: 'Le paquet ne peut pas être remis à son destinataire.',
    source: 'RFC 792',
    codes: [
      {
        code: 0,
        name: 'Net Unreachable',
        french: 'Le routeur n’a pas de route vers le réseau du destinataire.',
        source: 'RFC 792',
      },
      {
        code: 1,
        name: 'Host Unreachable',
        french:
          'Le dernier routeur ne trouve pas la machine sur son réseau (elle ne répond pas à ARP, le plus souvent).',
        source: 'RFC 792',
      },
      {
        code: 2,
        name: 'Protocol Unreachable',
        french: 'La machine est là, mais ne connaît pas le protocole transporté.',
        source: 'RFC 792',
      },
      {
        code: 3,
        name: 'Port Unreachable',
        french: 'La machine est là, mais aucun programme n’écoute sur ce port.',
        source: 'RFC 792',
      },
      {
        code: 4,
        name: "Fragmentation Needed and Don't Fragment was Set",
        french:
          'Le paquet est trop long pour le lien suivant et interdit qu’on le découpe ; le message donne la MTU de ce lien (RFC 1191).',
        source: 'RFC 792',
      },
      {
        code: 5,
        name: 'Source Route Failed',
        french: 'La route imposée par l’émetteur n’a pas pu être suivie.',
        source: 'RFC 792',
      },
      {
        code: 6,
        name: 'Destination Network Unknown',
        french: 'Le réseau du destinataire est inconnu ; les routeurs envoient plutôt le code 0.',
        source: 'RFC 1122',
      },
      {
        code: 7,
        name: 'Destination Host Unknown',
        french: 'Le réseau sait que cette machine n’existe pas.',
        source: 'RFC 1122',
      },
      {
        code: 8,
        name: 'Source Host Isolated',
        french: 'La machine émettrice est coupée du réseau ; ce code n’est plus employé.',
        source: 'RFC 1122',
        obsoletedBy: 'RFC 1812',
      },
      {
        code: 9,
        name: 'Communication with Destination Network is Administratively Prohibited',
        french: 'Une règle interdit ce réseau de destination ; les routeurs envoient plutôt le code 13.',
        source: 'RFC 1122',
      },
      {
        code: 10,
        name: 'Communication with Destination Host is Administratively Prohibited',
        french: 'Une règle interdit cette machine de destination ; les routeurs envoient plutôt le code 13.',
        source: 'RFC 1122',
      },
      {
        code: 11,
        name: 'Destination Network Unreachable for Type of Service',
        french: 'Aucune route vers ce réseau n’offre le type de service demandé.',
        source: 'RFC 1122',
      },
      {
        code: 12,
        name: 'Destination Host Unreachable for Type of Service',
        french: 'Aucune route vers cette machine n’offre le type de service demandé.',
        source: 'RFC 1122',
      },
      {
        code: 13,
        name: 'Communication Administratively Prohibited',
        french: 'Un filtre (pare-feu) a refusé le paquet, et le dit.',
        source: 'RFC 1812',
      },
      {
        code: 14,
        name: 'Host Precedence Violation',
        french: 'La priorité demandée n’est pas permise à cette machine.',
        source: 'RFC 1812',
      },
      {
        code: 15,
        name: 'Precedence cutoff in effect',
        french: 'La priorité du paquet est inférieure au minimum que le réseau accepte en ce moment.',
        source: 'RFC 1812',
      },
    ],
  },
  {
    type: 4,
    name: 'Source Quench',
    french:
      '« Ralentissez » : un routeur saturé demandait à l’émetteur de réduire son débit. Inefficace et dangereux, il ne doit plus être envoyé ni écouté.',
    source: 'RFC 792',
    obsoletedBy: 'RFC 6633',
    codes: [],
  },
  {
    type: 5,
    name: 'Redirect',
    french: 'Un routeur signale à une machine de son réseau qu’un autre routeur convient mieux.',
    source: 'RFC 792',
    codes: [
      {
        code: 0,
        name: 'Redirect Datagram for the Network (or subnet)',
        french: 'Un meilleur routeur existe pour tout ce réseau ; les routeurs envoient plutôt le code 1.',
        source: 'RFC 792',
      },
      {
        code: 1,
        name: 'Redirect Datagram for the Host',
        french: 'Un meilleur routeur existe pour cette machine.',
        source: 'RFC 792',
      },
      {
        code: 2,
        name: 'Redirect Datagram for the Type of Service and Network',
        french:
          'Un meilleur routeur existe pour ce réseau et ce type de service ; les routeurs envoient plutôt le code 3.',
        source: 'RFC 792',
      },
      {
        code: 3,
        name: 'Redirect Datagram for the Type of Service and Host',
        french: 'Un meilleur routeur existe pour cette machine et ce type de service.',
        source: 'RFC 792',
      },
    ],
  },
  {
    type: 11,
    name: 'Time Exceeded',
    french: 'Le paquet, ou l’un de ses fragments, a épuisé son temps.',
    source: 'RFC 792',
    codes: [
      {
        code: 0,
        name: 'Time to Live exceeded in Transit',
        french: 'Le TTL est arrivé à zéro dans un routeur : c’est le message dont vit traceroute.',
        source: 'RFC 792',
      },
      {
        code: 1,
        name: 'Fragment Reassembly Time Exceeded',
        french: 'La machine de destination a attendu trop longtemps un fragment manquant.',
        source: 'RFC 792',
      },
    ],
  },
  {
    type: 12,
    name: 'Parameter Problem',
    french: 'L’en-tête du paquet contient une erreur.',
    source: 'RFC 792',
    codes: [
      {
        code: 0,
        name: 'Pointer indicates the error',
        french: 'L’en-tête est incorrect à l’octet que désigne le pointeur.',
        source: 'RFC 792',
      },
      {
        code: 1,
        name: 'Missing a Required Option',
        french: 'Il manque une option exigée.',
        source: 'RFC 1108',
      },
      {
        code: 2,
        name: 'Bad Length',
        french: 'Une longueur annoncée est incorrecte.',
        source: 'IANA',
      },
    ],
  },
];
