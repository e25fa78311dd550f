/**
 * Where a kernel listens: five sockets and the key that signs its messages, told to it in a file.
 *
 * The sockets are files of a private folder where the system has such: they need no network, not even a loopback
 * interface, and nobody else of the machine can reach them. Elsewhere they are ports of 127.0.0.1.
 *
 * Source: https://jupyter-client.readthedocs.io/en/latest/kernels.html#connection-files
 */
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Dealer, Subscriber } from 'zeromq';
import { makeProcessFolder } from '../run/process-folder.js';

interface Connection {
  readonly transport: 'ipc' | 'tcp';
  /** An address; for `ipc`, what the sockets' paths begin with, before a colon and a number. */
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: 'hmac-sha256';
}

/** A connection, written where the kernel will read it. */
interface WrittenConnection {
  readonly connection: Connection;
  /** Path of the file. Only this user can read it: it holds the key. */
  readonly file: string;
  /** Removes the file and its folder, sockets included; those that are joined already live on. */
  readonly remove: () => Promise<void>;
}

/** The kernel keeps `sockaddr_un.sun_path` in 104 bytes on macOS and in 108 on Linux (unix(7)), a final zero included. */
const longestSocketPath = 103;

/**
 * Chooses where a kernel will listen, and a random key; writes both in a folder of their own.
 *
 * Ports, where there must be some, are free at the moment of the call only: whoever starts a kernel on them must be
 * ready to choose again.
 *
 * @throws the file system's error when the temporary folder cannot be written
 */
export async function writeConnection(): Promise<WrittenConnection> {
  const folder = makeProcessFolder(os.tmpdir(), 'sonde-kernel');
  const file = path.join(folder, 'connection.json');
  const key = randomBytes(32).toString('hex');
  const connection: Connection = { ...(await chooseSockets(folder)), key, signature_scheme: 'hmac-sha256' };
  await writeFile(file, JSON.stringify(connection), { mode: 0o600 });
  return { connection, file, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function chooseSockets(folder: string): Promise<Omit<Connection, 'key' | 'signature_scheme'>> {
  const start = path.join(folder, 'socket');
  const named = process.platform !== 'win32' && Buffer.byteLength(`${start}:5`) <= longestSocketPath;
  const numbers = named ? [1, 2, 3, 4, 5] : await freePorts(5);
  const [shell_port = 0, iopub_port = 0, stdin_port = 0, control_port = 0, hb_port = 0] = numbers;
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
  return named ? { transport: 'ipc', ip: start, ...ports } : { transport: 'tcp', ip: '127.0.0.1', ...ports };
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
 */
export async function openSockets(connection: Connection): Promise<ClientSockets> {
  const zeromq = await import('zeromq');
  // The kernel listens some time after it starts: try often. Nothing unsent is worth waiting for at the end.
  const options = { reconnectInterval: 20, linger: 0 };
  const shell = new zeromq.Dealer(options);
  const control = new zeromq.Dealer(options);
  const iopub = new zeromq.Subscriber(options);
  iopub.subscribe();
  // As tslab writes them; Jupyter would have a dash in the paths of ipc.
  const address = (port: number): string => `${connection.transport}://${connection.ip}:${port}`;
  shell.connect(address(connection.shell_port));
  control.connect(address(connection.control_port));
  iopub.connect(address(connection.iopub_port));
  return { shell, control, iopub };
}

/** Free ports of 127.0.0.1. All are held open until the last one is found, so that no two are the same. */
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
