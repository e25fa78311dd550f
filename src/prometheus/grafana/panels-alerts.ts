import type { DashboardPanel } from './dashboard-queries.js';

/** First what a reader on duty looks at: does everything answer, and does anything ring? */
export const alertPanels: readonly DashboardPanel[] = [
  {
    name: 'success',
    kind: 'values',
    title: 'Cibles qui répondent',
    description:
      'La dernière sonde vers chaque cible\u202f: 1, elle a répondu\u202f; 0, elle est restée sans réponse.',
    unit: 'short',
    size: { columns: 6, rows: 6 },
    queries: [
      { expression: 'min by (instance) (probe_success{instance=~"$target"})', legend: '{{instance}}' },
    ],
  },
  {
    name: 'path-length',
    kind: 'values',
    title: 'Longueur des chemins',
    description: 'Nombre de sauts jusqu’à chaque cible. S’il change, c’est que la route a changé.',
    unit: 'short',
    size: { columns: 6, rows: 6 },
    queries: [{ expression: 'sonde_path_hops{instance=~"$target"}', legend: '{{instance}}' }],
  },
  {
    name: 'alerts',
    kind: 'table',
    title: 'Alertes en cours',
    description:
      'Les alertes de Prometheus\u202f: «\u202fpending\u202f», sa condition est vraie mais depuis trop peu de temps\u202f; «\u202ffiring\u202f», elle sonne.',
    unit: 'short',
    size: { columns: 12, rows: 6 },
    queries: [
      { expression: 'ALERTS{alertstate=~"pending|firing"}', legend: '{{alertname}} ({{alertstate}})' },
    ],
  },
];
