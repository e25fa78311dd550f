/** Files of the site that the worker asks the page for: a worker of a page opened from a disk can load nothing itself. */
import type { WorkerMessage } from './protocol.js';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

const asked = new Map<string, Promise<unknown>>();
const waiting = new Map<string, Waiting>();
const scope = globalThis as unknown as { postMessage(message: WorkerMessage): void };

/**
 * What a file of `assets/` holds; it is asked for once.
 *
 * @param name such as `data-captures`
 * @throws Error when the page cannot load it
 */
export function asset(name: string): Promise<unknown> {
  const known = asked.get(name);
  if (known) return known;
  const value = new Promise<unknown>((resolve, reject) => {
    waiting.set(name, { resolve, reject });
  });
  asked.set(name, value);
  scope.postMessage({ kind: 'asset', name });
  return value;
}

/** The page's answer. */
export function receiveAsset(name: string, value: unknown, fault: string | undefined): void {
  const { resolve, reject } = waiting.get(name) ?? {};
  waiting.delete(name);
  if (fault === undefined) resolve?.(value);
  else {
    asked.delete(name);
    reject?.(new Error(fault));
  }
}
