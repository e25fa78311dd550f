import type { IcmpTypeRegistration } from '../icmp-registry.js';

/** Questions and announcements (IANA icmpv6-parameters). */
export const icmpv6QueryTypes: readonly IcmpTypeRegistration[] = [
  {
    type: 128,
    name: 'Echo Request',
    french: 'La demande d’écho de ping : « renvoyez-moi ces données ».',
    source: 'RFC 4443',
    codes: [],
  },
  {
    type: 129,
    name: 'Echo Reply',
    french: 'La réponse à une demande d’écho : mêmes identifiant, numéro et données.',
    source: 'RFC 4443',
    codes: [],
  },
  {
    type: 130,
    name: 'Multicast Listener Query',
    french: 'Un routeur demande quels groupes de diffusion sont écoutés sur ce réseau.',
    source: 'RFC 2710',
    codes: [],
  },
  {
    type: 131,
    name: 'Multicast Listener Report',
    french: 'Une machine annonce un groupe de diffusion qu’elle écoute.',
    source: 'RFC 2710',
    codes: [],
  },
  {
    type: 132,
    name: 'Multicast Listener Done',
    french: 'Une machine n’écoute plus un groupe de diffusion.',
    source: 'RFC 2710',
    codes: [],
  },
  {
    type: 133,
    name: 'Router Solicitation',
    french: 'Une machine qui démarre demande aux routeurs de s’annoncer tout de suite.',
    source: 'RFC 4861',
    codes: [],
  },
  {
    type: 134,
    name: 'Router Advertisement',
    french: 'Un routeur annonce les préfixes du réseau et la manière de s’y configurer.',
    source: 'RFC 4861',
    codes: [],
  },
  {
    type: 135,
    name: 'Neighbor Solicitation',
    french: '« Qui a cette adresse ? » C’est l’ARP d’IPv6.',
    source: 'RFC 4861',
    codes: [],
  },
  {
    type: 136,
    name: 'Neighbor Advertisement',
    french: '« C’est moi, et voici mon adresse MAC. »',
    source: 'RFC 4861',
    codes: [],
  },
  {
    type: 137,
    name: 'Redirect Message',
    french: 'Un routeur signale à une machine de son réseau qu’un autre chemin convient mieux.',
    source: 'RFC 4861',
    codes: [],
  },
  {
    type: 143,
    name: 'Version 2 Multicast Listener Report',
    french: 'Une machine annonce les groupes de diffusion qu’elle écoute, et de quelles sources.',
    source: 'RFC 3810',
    codes: [],
  },
];
