import { type AddressInfo, createServer, type Server } from 'node:net';
import { MonitoringPortError } from './monitor-error.js';
import { defaultPorts, type MonitoringService, monitoringServices } from './service.js';

/** A port for each service. */
export type ServicePorts = Readonly<Record<MonitoringService, number>>;

/**
 * A port of 127.0.0.1 for each service: the one that was given, else its own when it is free, else any free one. They are
 * free at the moment of the call only.
 *
 * @param given ports that must be these
 * @throws MonitoringPortError when one that was given is not free
 */
export async function choosePorts(given: Partial<ServicePorts>): Promise<ServicePorts> {
  const held: Server[] = [];
  try {
    const chosen: [MonitoringService, number][] = [];
    // Those that were given first: another service must not be luckier. All held until the end, so that none comes twice.
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
  if (!other) throw new MonitoringPortError(service, given ?? 0);
  return other;
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
