import { connect } from 'node:net';

/**
 * Calls back when nobody listens at an address any more. `myst` exits without waiting for the end of the theme
 * that it started; the theme ends itself, then, when the content server is gone.
 *
 * @param host where the server is
 * @param port its port
 * @param onGone called once
 *
 * @example
 * ```ts
 * whenGone('localhost', 3100, () => process.exit(0));
 * ```
 */
export function whenGone(host: string, port: number, onGone: () => void): void {
  const line = connect({ host, port });
  // An idle line may be cut by a server that is well: only a refusal tells that it is gone.
  let connected = false;
  line.on('connect', () => {
    connected = true;
  });
  line.on('error', () => undefined);
  line.on('close', () => {
    if (connected) whenGone(host, port, onGone);
    else onGone();
  });
  line.resume();
}
