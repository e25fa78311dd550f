import { type ConnectOutcome, type Network, reserveNetwork } from '../network/network.js';
import type { Origin } from '../origin.js';
import { requireAuthorisation } from './authorisation.js';
import { checkInteger, checkNumber, InvalidOptionError } from '../option.js';

/** What {@link scan} and {@link scanning} accept. */
export interface ScanOptions {
  /** How long to wait for each answer, 1000 ms by default. */
  readonly timeoutMs?: number;
  /** Connections under way at once, 1 to 256; 64 by default, or what the network serves (a simulated one, one). */
  readonly parallel?: number;
  /** Who allowed the scan of an address that is not private, in words. */
  readonly authorisation?: string;
  /** Stops when aborted; what was found is kept. */
  readonly signal?: AbortSignal;
}

/** What was learnt of one port. */
export type ScannedPort = ConnectOutcome & { readonly port: number };

/** A whole scan. */
export interface ScanResult {
  readonly origin: Origin;
  readonly host: string;
  readonly address: string;
  /** In the order of ports. */
  readonly ports: readonly ScannedPort[];
  readonly elapsedMs: number;
}

/**
 * Finds which TCP ports of a host accept connections, by opening and closing one on each (nmap's connect scan, -sT).
 *
 * @param network where to connect, see `open`
 * @param host name or address
 * @param ports ports to try, each once
 * @param options see {@link ScanOptions}
 * @throws NotAuthorisedError for a public address without an authorisation, UnknownHostError, {@link InvalidOptionError},
 *   and NetworkBusyError when another probe has a network that serves one connection at a time
 * @see nmap(1), -sT
 * @example
 * ```ts
 * import { open, scan } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * const { ports } = await scan(network, 'passerelle.lan', [9, 10]);
 * console.log(ports.map(({ port, kind }) => `${port} ${kind}`).join(', ')); // → 9 closed, 10 closed
 * network.close();
 * ```
 */
export async function scan(
  network: Network,
  host: string,
  ports: readonly number[],
  options: ScanOptions = {},
): Promise<ScanResult> {
  const settings = settingsOf(ports, options);
  const startMs = network.now();
  const found: ScannedPort[] = [];
  const release = reserveForConnections(network);
  try {
    const address = await network.resolve(host);
    for await (const port of trying(network, address, settings)) found.push(port);
    found.sort((a, b) => a.port - b.port);
    return { origin: network.origin, host, address, ports: found, elapsedMs: network.now() - startMs };
  } finally {
    release();
  }
}

/**
 * Scans ports and gives each as soon as it is known.
 *
 * @param network where to connect, see `open`
 * @param host name or address
 * @param ports ports to try, each once
 * @param options see {@link ScanOptions}
 * @throws as {@link scan}
 * @example
 * ```ts
 * import { open } from 'sonde';
 * import { scanning } from 'sonde/probe';
 *
 * const network = await open({ network: 'simulated' });
 * for await (const { port, kind } of scanning(network, 'passerelle.lan', [9])) console.log(port, kind); // → 9 closed
 * network.close();
 * ```
 */
export async function* scanning(
  network: Network,
  host: string,
  ports: readonly number[],
  options: ScanOptions = {},
): AsyncGenerator<ScannedPort> {
  const settings = settingsOf(ports, options);
  const release = reserveForConnections(network);
  try {
    yield* trying(network, await network.resolve(host), settings);
  } finally {
    release();
  }
}

/** Where a kernel opens the connections, other probes may go on; elsewhere they are packets, as those of any probe. */
function reserveForConnections(network: Network): () => void {
  return network.maxConnections === 1 ? reserveNetwork(network) : () => undefined;
}

type Settings = ReturnType<typeof settingsOf>;

function settingsOf(ports: readonly number[], options: ScanOptions) {
  const { timeoutMs = 1000, parallel = 64, authorisation, signal } = options;
  checkNumber('timeoutMs', timeoutMs, 1, 0x7fffffff);
  checkInteger('parallel', parallel, 1, 256);
  if (ports.length === 0) throw new InvalidOptionError('ports', ports, 'at least one port');
  for (const port of ports) checkInteger('ports', port, 1, 65535);
  return { ports, timeoutMs, parallel, authorisation, signal };
}

async function* trying(
  network: Network,
  address: string,
  { ports, timeoutMs, parallel, authorisation, signal }: Settings,
): AsyncGenerator<ScannedPort> {
  requireAuthorisation(address, network.origin, authorisation);
  const waiting = [...new Set(ports)];
  const underWay = new Map<number, Promise<ScannedPort>>();
  const attempt = async (port: number): Promise<ScannedPort> => {
    return { port, ...(await network.connect(address, port, { timeoutMs, ...(signal && { signal }) })) };
  };
  const most = Math.min(parallel, network.maxConnections);
  while (!signal?.aborted && waiting.length + underWay.size > 0) {
    for (let port = next(waiting, underWay, most); port !== undefined; port = next(waiting, underWay, most)) {
      underWay.set(port, attempt(port));
    }
    const done = await Promise.race(underWay.values());
    underWay.delete(done.port);
    if (!signal?.aborted) yield done;
  }
  await Promise.allSettled(underWay.values());
}

function next(waiting: number[], underWay: ReadonlyMap<number, unknown>, most: number): number | undefined {
  return underWay.size < most ? waiting.shift() : undefined;
}
