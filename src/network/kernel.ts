import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { onAbort } from './abort.js';
import { Inbox } from './inbox.js';
import { kernelResolve, kernelSource } from './kernel-names.js';
import {
  type ConnectOptions,
  type ConnectOutcome,
  type Network,
  NoPrivilegeError,
  type ReceivedPacket,
} from './network.js';

/**
 * Opens the real network without raw sockets: connections can be opened, packets can neither be sent nor received.
 *
 * @param reason why it was chosen, in French
 */
export function openKernel(reason: string): Network {
  return new KernelNetwork(reason);
}

/** Odd, so that all numbers come before one comes again; wide, for a probe of many flows goes on counting from its own. */
const IDENTIFIER_STEP = 0x101;
/** Identifiers follow each other from a random one: no two probes of this process have the same. */
let lastIdentifier = randomInt(0x10000);

/** What the system gives to any user; raw sockets add the packets. */
export class KernelNetwork implements Network {
  readonly origin = 'live';
  readonly epochMs = performance.timeOrigin;
  readonly maxConnections = Infinity;
  /** Without raw sockets nothing ever arrives; waiting for it is how time passes. */
  protected readonly inbox = new Inbox();
  readonly #zones = new Map<string, string>();

  constructor(readonly reason: string) {}

  now(): number {
    return performance.now();
  }

  identifier(): number {
    lastIdentifier = (lastIdentifier + IDENTIFIER_STEP) % 0x10000;
    return lastIdentifier;
  }

  resolve(host: string, version?: 4 | 6): Promise<string> {
    return kernelResolve(host, version);
  }

  async sourceFor(destination: string): Promise<string> {
    const [address = '', zone] = destination.split('%');
    if (zone !== undefined) this.#zones.set(address, zone);
    return (await kernelSource(destination)).split('%', 1)[0] ?? '';
  }

  /** An address of a packet with the zone in which {@link sourceFor} was asked for it: packets have no room for one. */
  protected zoned(address: string): string {
    const zone = this.#zones.get(address);
    return zone === undefined ? address : `${address}%${zone}`;
  }

  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- an adapter with raw sockets takes it
  send(_packet: Uint8Array, _uncut?: boolean): Promise<number> {
    return Promise.reject(new NoPrivilegeError());
  }

  receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined> {
    return this.inbox.take(deadlineMs - performance.now(), signal);
  }

  async connect(address: string, port: number, options: ConnectOptions): Promise<ConnectOutcome> {
    this.inbox.refuseWhenClosed();
    return kernelConnect(address, port, options);
  }

  close(): void {
    this.inbox.close();
  }
}

/**
 * Opens a TCP connection through the system's own sockets and closes it at once.
 *
 * @see connect(2)
 */
function kernelConnect(
  address: string,
  port: number,
  { timeoutMs, signal }: ConnectOptions,
): Promise<ConnectOutcome> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const socket = connect({ host: address, port });
    const finish = (outcome: ConnectOutcome): void => {
      clearTimeout(timer);
      forget();
      socket.destroy();
      resolve(outcome);
    };
    const giveUp = (): void => {
      finish({ kind: 'filtered' });
    };
    const rttMs = (): number => Math.trunc((performance.now() - startMs) * 1000) / 1000;
    const timer = setTimeout(giveUp, timeoutMs);
    const forget = onAbort(signal, giveUp);
    socket.once('connect', () => {
      finish({ kind: 'open', rttMs: rttMs() });
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      finish(refusal(error.code ?? 'EUNKNOWN', rttMs()));
    });
    if (signal?.aborted) giveUp();
  });
}

function refusal(code: string, rttMs: number): ConnectOutcome {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return { kind: 'closed', rttMs };
  if (code === 'ETIMEDOUT') return { kind: 'filtered' };
  return { kind: 'unreachable', rttMs, code };
}
