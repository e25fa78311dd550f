import type { Scenario, ScenarioNode } from '../scenario/scenario.js';

/** Errors that Linux lets a node save up for one destination (XRLIM_BURST_FACTOR). */
const LINUX_BURST = 6;

/** What of a scenario Linux has no means for, whatever is installed: one French sentence for each. */
export function leftOut(scenario: Scenario): readonly string[] {
  const { changes, traffic, links } = scenario;
  const narrow = links.filter(({ ends }) => new Set(ends.map(({ mtu }) => mtu)).size > 1);
  return [
    ...(changes.length > 0 ? ['Les changements au fil du temps ne sont pas joués.'] : []),
    ...(traffic.length > 0 ? ['Le trafic de fond n’est pas produit\u202f: iperf3 peut en tenir lieu.'] : []),
    ...narrow.map(
      ({ name }) => `Lien «\u00a0${name}\u00a0»\u202f: la plus petite des deux MTU vaut dans les deux sens.`,
    ),
    ...features.flatMap(({ has, sentence }) => {
      const concerned = scenario.nodes.filter(has).map(({ name }) => name);
      return concerned.length > 0 ? [`${concerned.join(', ')}\u202f: ${sentence}`] : [];
    }),
  ];
}

interface Feature {
  readonly has: (node: ScenarioNode) => boolean;
  readonly sentence: string;
}

const features: readonly Feature[] = [
  {
    has: ({ forwardsZeroTtl }) => forwardsZeroTtl,
    sentence: 'Linux ne transmet jamais un paquet dont la durée de vie est épuisée.',
  },
  {
    has: ({ balance }) => balance === 'packet',
    sentence: 'Linux répartit par flux, et non paquet par paquet.',
  },
  {
    has: ({ icmp }) => icmp.delayMs > 0 || icmp.jitterMs > 0,
    sentence: 'le temps de réponse propre au routeur (chemin lent) n’est pas reproduit.',
  },
  {
    has: ({ icmp: { limit } }) =>
      limit !== undefined && (limit.per === 'node' || limit.burst !== LINUX_BURST),
    sentence: `Linux limite les erreurs ICMP par destination, avec une réserve de ${LINUX_BURST}.`,
  },
  { has: ({ icmp }) => icmp.mask, sentence: 'Linux ne répond pas aux demandes de masque.' },
  {
    has: ({ icmp }) => !icmp.timestamp,
    sentence: 'Linux répond aux demandes d’horodatage.',
  },
  {
    has: ({ tcpPorts, udpServices }) => tcpPorts.length + udpServices.length > 0,
    sentence: 'les services ne sont pas lancés\u202f; «\u00a0sonde lab exec\u00a0» permet d’en lancer.',
  },
];
