import type { DashboardPanel } from './dashboard-queries.js';

const baseline = 'instance:probe_icmp_rtt_seconds:baseline{instance=~"$target"}';

/** What probes see from one end to the other. */
const ends: readonly DashboardPanel[] = [
  {
    name: 'rtt',
    kind: 'curves',
    title: 'Latence (RTT)',
    description:
      'Aller-retour de l’écho ICMP, sa référence (la médiane de l’heure passée) et le seuil de l’alerte «\u202fLatenceElevee\u202f»\u202f: ' +
      'le double de la référence, et au moins 10\u202fms. Une sonde perdue laisse un trou.',
    unit: 's',
    size: { columns: 16, rows: 9 },
    queries: [
      // A probe without an answer counts 0: it is no round trip.
      {
        expression: 'probe_icmp_duration_seconds{phase="rtt",instance=~"$target"} > 0',
        legend: '{{instance}} ({{job}})',
      },
      { expression: baseline, legend: 'référence {{instance}} ({{job}})' },
      { expression: `clamp_min(2 * ${baseline}, 0.01)`, legend: 'seuil {{instance}} ({{job}})' },
    ],
  },
  {
    name: 'loss',
    kind: 'curves',
    title: 'Pertes',
    description: 'Part des sondes restées sans réponse en cinq minutes.',
    unit: 'percentunit',
    size: { columns: 8, rows: 9 },
    threshold: { alert: 'PertesDePaquets', value: 0.05 },
    queries: [
      {
        expression: '1 - avg_over_time(probe_success{instance=~"$target"}[5m])',
        legend: '{{instance}} ({{job}})',
      },
    ],
  },
];

/** What « sonde exporter » sees of each router on the way. */
const hops: readonly DashboardPanel[] = [
  {
    name: 'hop-rtt',
    kind: 'curves',
    title: 'Latence saut par saut',
    description:
      'RTT moyen de chaque routeur du chemin. Une marche qui se retrouve à tous les sauts suivants est un lien lent\u202f; ' +
      'un seul saut plus haut que les suivants, un routeur qui répond sans se presser.',
    unit: 's',
    size: { columns: 16, rows: 9 },
    queries: [
      {
        expression: 'sonde_path_hop_rtt_seconds{instance=~"$target"}',
        legend: '{{instance}} saut {{hop}} ({{address}})',
      },
    ],
  },
  {
    name: 'hop-loss',
    kind: 'curves',
    title: 'Pertes saut par saut',
    description:
      'Part des sondes sans réponse à chaque saut. Seule une perte qui dure jusqu’au dernier saut est une vraie perte.',
    unit: 'percentunit',
    size: { columns: 8, rows: 9 },
    queries: [
      {
        expression: 'sonde_path_hop_loss_ratio{instance=~"$target"}',
        legend: '{{instance}} saut {{hop}}',
      },
    ],
  },
];

export const pathPanels = { ends, hops } as const;
