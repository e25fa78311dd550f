import { type AddressInfo, type Server, createServer } from 'node:net';
import path from 'node:path';
import { MonitoringError } from './monitor-error.js';

/** What a monitoring stack is made of, in the order in which it starts. */
export const monitoringServices = ['exporter', 'node', 'blackbox', 'alertmanager', 'prometheus'] as const;

/** One of `monitoringServices`; `exporter` is our own. */
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
interface ServiceProgram {
  /** The name that Debian gives it, then that of its authors. */
  readonly names: readonly [string, ...string[]];
  /** Path of the page that answers 200 when it is ready. */
  readonly readyPath: string;
  /** @param folder the state folder; @param address host and port to listen on */
  readonly args: (folder: string, address: string) => readonly string[];
}

/** The origins of the pages that may query Prometheus: this machine alone, where its default is the whole Web. */
const LOCAL_ORIGINS = 'https?://(127\\.0\\.0\\.1|localhost)(:[0-9]+)?';

/** The programs of the stack; all listen on 127.0.0.1 alone. */
export const servicePrograms: Readonly<Record<ProgramService, ServiceProgram>> = {
  node: {
    names: ['prometheus-node-exporter', 'node_exporter'],
    readyPath: '/metrics',
    args: (_, address) => [
      `--web.listen-address=${address}`,
      // Debian leaves lo out, on which a machine without a network has all its traffic.
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
      // Without a cluster, whose gossip would listen on all addresses.
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

/** A port for each service. */
export type ServicePorts = Readonly<Record<MonitoringService, number>>;

/**
 * A port of 127.0.0.1 for each service: the one that was given, else its own when it is free, else any free one. They are
 * free at the moment of the call only.
 *
 * @param given ports that must be these
 * @throws {@link MonitoringError} `port` when one that was given is not free
 */
export async function choosePorts(given: Partial<ServicePorts>): Promise<ServicePorts> {
  const held: Server[] = [];
  try {
    const chosen: [MonitoringService, number][] = [];
    // Those that were given first, before another service takes them. All are held until the end, so that none comes twice.
    const inOrder = [...monitoringServices].sort((a, b) => Number(b in given) - Number(a in given));
    for (const service of inOrder) {
      const server = await holdPort(service, given[service]);
      held.push(server);
      chosen.push([service, (server.address() as AddressInfo).port]);
    }
    return Object.fromEntries(chosen) as Record<MonitoringService, number>;
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

async function holdPort(service: MonitoringService, given: number | undefined): Promise<Server> {
  const wanted = await listening(given ?? defaultPorts[service]);
  if (wanted) return wanted;
  const other = given === undefined ? await listening(0) : undefined;
  if (!other) throw notFree(service, given ?? 0);
  return other;
}

function notFree(service: string, port: number): MonitoringError {
  const why = 'it is taken, or not for this user';
  return new MonitoringError(
    'port',
    `port ${port} of 127.0.0.1, asked for ${service}, cannot be listened on: ${why}`,
  );
}

/** @returns nothing when the port is taken, or is not for this user */
function listening(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
