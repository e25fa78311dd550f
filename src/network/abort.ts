import { setMaxListeners } from 'node:events';

/**
 * Does something when a signal is aborted.
 *
 * @returns forgets it again; to be called in any case
 */
export function onAbort(signal: AbortSignal | undefined, action: () => void): () => void {
  if (!signal) return () => undefined;
  // One signal may stop a whole scan, or hundreds of pings: Node would take its many listeners for a leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', action);
  return () => {
    signal.removeEventListener('abort', action);
  };
}
