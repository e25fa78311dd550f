import type { DashboardPanel } from './dashboard-queries.js';

const rate = (counter: string, more = ''): string =>
  `rate(node_network_${counter}_total{instance=~"$instance"${more}}[$__rate_interval])`;

/** What kernels count, from node_exporter or « sonde exporter ». */
export const machinePanels: readonly DashboardPanel[] = [
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
