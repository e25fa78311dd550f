import path from 'node:path';

/** What a monitoring stack is made of, in the order in which it starts. */
export const monitoringServices = ['exporter', 'node', 'blackbox', 'alertmanager', 'prometheus'] as const;

/** One of {@link monitoringServices}; `exporter` is our own. */
export type MonitoringService = (typeof monitoringServices)[number];

/** A service that is a program of the system. */
export type ProgramService = Exclude<MonitoringService, 'exporter'>;

/** Where the services listen unless told otherwise, and what the course's configuration says. */
export const defaultPorts: Readonly<Record<MonitoringService, number>> = {
  exporter: 9797,
  node: 9100,
  blackbox: 9115,
  alertmanager: 9093,
  prometheus: 9090,
};

/** How a program of the stack is started. */
export interface ServiceProgram {
  /** What it is called, as Debian does first, then as its authors do. */
  readonly names: readonly [string, ...string[]];
  /** What answers 200 when it is ready. */
  readonly readyPath: string;
  /** @param folder the state folder; @param address host and port to listen on */
  readonly args: (folder: string, address: string) => readonly string[];
}

/** Pages of this machine only may read what Prometheus knows; its own default is the whole Web. */
const LOCAL_ORIGINS = 'https?://(127\\.0\\.0\\.1|localhost)(:[0-9]+)?';

/** The programs of the stack. Not one listens anywhere but on 127.0.0.1. */
export const servicePrograms: Readonly<Record<ProgramService, ServiceProgram>> = {
  node: {
    names: ['prometheus-node-exporter', 'node_exporter'],
    readyPath: '/metrics',
    args: (_, address) => [
      `--web.listen-address=${address}`,
      // Debian leaves lo out; it is where a machine without a network has its traffic.
      '--collector.netdev.device-exclude=^$',
      // Without systemd it would log an error at each scrape.
      '--no-collector.systemd',
    ],
  },
  blackbox: {
    names: ['prometheus-blackbox-exporter', 'blackbox_exporter'],
    readyPath: '/-/healthy',
    args: (folder, address) => [
      `--config.file=${path.join(folder, 'blackbox.yml')}`,
      `--web.listen-address=${address}`,
    ],
  },
  alertmanager: {
    names: ['prometheus-alertmanager', 'alertmanager'],
    readyPath: '/-/ready',
    args: (folder, address) => [
      `--config.file=${path.join(folder, 'alertmanager.yml')}`,
      `--storage.path=${path.join(folder, 'alertmanager')}`,
      `--web.listen-address=${address}`,
      `--web.external-url=http://${address}`,
      // Alone: no gossip with others, which would listen on all addresses.
      '--cluster.listen-address=',
    ],
  },
  prometheus: {
    names: ['prometheus'],
    readyPath: '/-/ready',
    args: (folder, address) => [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'prometheus')}`,
      `--web.listen-address=${address}`,
      `--web.external-url=http://${address}`,
      `--web.cors.origin=${LOCAL_ORIGINS}`,
    ],
  },
};
