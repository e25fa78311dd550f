import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { ConnectOptions, ConnectOutcome } from './network.js';

/**
 * Opens a TCP connection through the system's own sockets and closes it at once.
 *
 * @see connect(2)
 */
export function kernelConnect(
  address: string,
  port: number,
  { timeoutMs, signal }: ConnectOptions,
): Promise<ConnectOutcome> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    const socket = connect({ host: address, port });
    const finish = (outcome: ConnectOutcome): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(outcome);
    };
    const giveUp = (): void => {
      finish({ kind: 'filtered' });
    };
    const rttMs = (): number => Math.trunc((performance.now() - startMs) * 1000) / 1000;
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp);
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
