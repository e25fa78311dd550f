/** Grafana's names of the units that the dashboard uses. */
export type DashboardUnit = 's' | 'bps' | 'pps' | 'percentunit' | 'short';

/** One query of a panel. */
export interface PanelQuery {
  /** PromQL in which `$instance`, `$target` and `$__rate_interval` stand for what the reader chooses. */
  readonly expression: string;
  /** Name of a curve, in French, in which `{{label}}` stands for the value of a label. */
  readonly legend: string;
}

/** The value at which an alert of the course begins, drawn as a line or a colour; tests compare it with the rule of that alert. */
interface PanelThreshold {
  readonly alert: string;
  readonly value: number;
}

/** One panel of the dashboard, before Grafana's own shape. */
export interface DashboardPanel {
  /** Unique, in English: `rtt`. */
  readonly name: string;
  readonly kind: 'curves' | 'values' | 'table';
  /** In French. */
  readonly title: string;
  /** In French: what to look at, for a reader who does not know. */
  readonly description: string;
  readonly unit: DashboardUnit;
  /** Columns of 24, and rows of 30 pixels. */
  readonly size: { readonly columns: number; readonly rows: number };
  readonly threshold?: PanelThreshold;
  readonly queries: readonly PanelQuery[];
}

/** One query with what its panel says of it. */
export interface DashboardQuery extends PanelQuery {
  /** Name of its panel: `rtt`. */
  readonly panel: string;
  /** Title of its panel, in French. */
  readonly title: string;
  readonly unit: DashboardUnit;
}

/** What a reader on duty looks at first: do all targets answer, and are there alerts? */
const alertPanels: readonly DashboardPanel[] = [
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

const baseline = 'instance:probe_icmp_rtt_seconds:baseline{instance=~"$target"}';

/** What probes measure from one end to the other. */
const probePanels: readonly DashboardPanel[] = [
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

/** What « sonde exporter » measures of each router on the path. */
const hopPanels: readonly DashboardPanel[] = [
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

const rate = (counter: string, more = ''): string =>
  `rate(node_network_${counter}_total{instance=~"$instance"${more}}[$__rate_interval])`;

/** The counters of kernels, from node_exporter or « sonde exporter ». */
const machinePanels: readonly DashboardPanel[] = [
  {
    name: 'bandwidth',
    kind: 'curves',
    title: 'Débit des interfaces',
    description:
      'Bits par seconde, reçus au-dessus de zéro, émis au-dessous. En pointillés, ce que l’interface peut porter. ' +
      'L’interface «\u202flo\u202f», qui ne sort pas de la machine, est laissée de côté.',
    unit: 'bps',
    size: { columns: 16, rows: 9 },
    threshold: { alert: 'DebitEleve', value: 900e6 },
    queries: [
      {
        expression: `${rate('receive_bytes', ',device!="lo"')} * 8`,
        legend: '{{instance}} {{device}} reçus',
      },
      {
        expression: `${rate('transmit_bytes', ',device!="lo"')} * 8`,
        legend: '{{instance}} {{device}} émis',
      },
      // An interface without a speed, as virtual ones are, says -1 Mbit/s.
      {
        expression: 'node_network_speed_bytes{instance=~"$instance"} * 8 > 0',
        legend: '{{instance}} {{device}} capacité',
      },
    ],
  },
  {
    name: 'errors',
    kind: 'curves',
    title: 'Erreurs et paquets jetés',
    description:
      'Erreurs\u202f: la trame est arrivée abîmée, câble, duplex ou carte. Jetés\u202f: elle était bonne, mais la place manquait.',
    unit: 'pps',
    size: { columns: 8, rows: 9 },
    threshold: { alert: 'ErreursInterface', value: 1 },
    queries: [
      {
        expression: `${rate('receive_errs')} + ${rate('transmit_errs')}`,
        legend: '{{instance}} {{device}} erreurs',
      },
      {
        expression: `${rate('receive_drop')} + ${rate('transmit_drop')}`,
        legend: '{{instance}} {{device}} jetés',
      },
    ],
  },
  {
    name: 'tcp-connections',
    kind: 'curves',
    title: 'Connexions TCP',
    description:
      'Connexions établies, sockets en usage, et celles qui attendent en TIME-WAIT que les derniers paquets aient disparu.',
    unit: 'short',
    size: { columns: 12, rows: 8 },
    threshold: { alert: 'TropDeConnexions', value: 1000 },
    queries: [
      {
        expression: 'node_netstat_Tcp_CurrEstab{instance=~"$instance"}',
        legend: '{{instance}} établies',
      },
      { expression: 'node_sockstat_TCP_inuse{instance=~"$instance"}', legend: '{{instance}} en usage' },
      { expression: 'node_sockstat_TCP_tw{instance=~"$instance"}', legend: '{{instance}} en TIME-WAIT' },
    ],
  },
  {
    name: 'retransmissions',
    kind: 'curves',
    title: 'Retransmissions TCP',
    description:
      'Part des segments TCP émis une seconde fois\u202f: des pertes, vues par ceux qui les subissent.',
    unit: 'percentunit',
    size: { columns: 12, rows: 8 },
    threshold: { alert: 'Retransmissions', value: 0.02 },
    queries: [
      {
        expression: 'instance:tcp_retransmissions:ratio5m{instance=~"$instance"}',
        legend: '{{instance}}',
      },
    ],
  },
];

/** The panels of the course's dashboard, from left to right, then down; each row fills the 24 columns. */
export function dashboardPanels(): readonly DashboardPanel[] {
  return [...alertPanels, ...probePanels, ...machinePanels, ...hopPanels];
}

/**
 * The queries of the course's dashboard: those that Grafana sends, and those that its figures draw.
 *
 * @returns a row for each query, in the order of the panels; a panel may have several
 * @example
 * ```ts
 * import { dashboardQueries } from 'sonde/prometheus';
 *
 * const [received] = dashboardQueries().filter(({ panel }) => panel === 'bandwidth');
 * console.log(received?.title, received?.unit); // → Débit des interfaces bps
 * ```
 */
export function dashboardQueries(): readonly DashboardQuery[] {
  return dashboardPanels().flatMap(({ name, title, unit, queries }) =>
    queries.map((query) => ({ panel: name, title, unit, ...query })),
  );
}
