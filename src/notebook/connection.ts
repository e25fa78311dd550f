/**
 * Where a kernel listens: five loopback ports and the key that signs its messages, told to it in a file.
 *
 * Source: https://jupyter-client.readthedocs.io/en/latest/kernels.html#connection-files
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Dealer, Subscriber } from 'zeromq';

export interface Connection {
  readonly ip: '127.0.0.1';
  readonly transport: 'tcp';
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: 'hmac-sha256';
}

/**
 * Five free ports of 127.0.0.1 and a random key.
 *
 * The ports are free at the moment of the call only: whoever starts a kernel on them must be ready to choose again.
 *
 * @example
 * ```ts
 * const connection = await chooseConnection();
 * ```
 */
export async function chooseConnection(): Promise<Connection> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5);
  const key = randomBytes(32).toString('hex');
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port } as Pick<Connection, PortName>;
  return { ip: '127.0.0.1', transport: 'tcp', ...ports, key, signature_scheme: 'hmac-sha256' };
}

type PortName = Extract<keyof Connection, `${string}_port`>;

/**
 * Writes a connection file that only this user can read (it holds the key), in a folder of its own.
 *
 * @param connection what the kernel must know
 * @returns the file's path, and what removes it with its folder
 *
 * @example
 * ```ts
 * const file = await writeConnectionFile(await chooseConnection());
 * ```
 */
export async function writeConnectionFile(
  connection: Connection,
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sonde-kernel-'));
  const file = path.join(folder, 'connection.json');
  await writeFile(file, JSON.stringify(connection), { mode: 0o600 });
  return { path: file, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface ClientSockets {
  /** Cells and their replies. */
  readonly shell: Dealer;
  /** Requests that do not wait behind a cell. */
  readonly control: Dealer;
  /** Outputs. */
  readonly iopub: Subscriber;
}

/**
 * The client's end of a connection. Returns at once: the kernel may start to listen later.
 *
 * @param connection where the kernel listens, or will
 *
 * @example
 * ```ts
 * const { shell } = await openSockets(connection);
 * ```
 */
export async function openSockets(connection: Connection): Promise<ClientSockets> {
  const zeromq = await import('zeromq');
  // The kernel listens some time after it starts: try often. Nothing unsent is worth waiting for at the end.
  const options = { reconnectInterval: 20, linger: 0 };
  const shell = new zeromq.Dealer(options);
  const control = new zeromq.Dealer(options);
  const iopub = new zeromq.Subscriber(options);
  iopub.subscribe();
  shell.connect(`tcp://${connection.ip}:${connection.shell_port}`);
  control.connect(`tcp://${connection.ip}:${connection.control_port}`);
  iopub.connect(`tcp://${connection.ip}:${connection.iopub_port}`);
  return { shell, control, iopub };
}

/** Held open together, so that no two are the same. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
