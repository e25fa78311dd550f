/** What the worker asks of its page: files of the site, which a worker of a page opened from a disk cannot load, and the journal. */
import type { WorkerMessage } from './protocol.js';

interface Request<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

const scope = globalThis as unknown as { postMessage(message: WorkerMessage): void };

const assets = new Map<string, Promise<unknown>>();
const assetRequests = new Map<string, Request<unknown>>();

/**
 * What a file of `assets/` holds; it is asked for once.
 *
 * @param name such as `data-captures`
 * @throws Error when the page cannot load it
 */
export function asset(name: string): Promise<unknown> {
  const known = assets.get(name);
  if (known) return known;
  const value = new Promise<unknown>((resolve, reject) => {
    assetRequests.set(name, { resolve, reject });
  });
  assets.set(name, value);
  scope.postMessage({ kind: 'asset', name });
  return value;
}

/** The page's answer. */
export function receiveAsset(name: string, value: unknown, fault: string | undefined): void {
  const { resolve, reject } = assetRequests.get(name) ?? {};
  assetRequests.delete(name);
  if (fault === undefined) resolve?.(value);
  else {
    assets.delete(name);
    reject?.(new Error(fault));
  }
}

const journalRequests = new Map<number, Request<string>>();
let lastJournalRequest = 0;

/**
 * The text of the student's journal, which the page keeps: a worker has no storage of its own.
 *
 * @param line added to it first
 * @throws Error when the browser keeps nothing
 */
export function journalText(line = ''): Promise<string> {
  const ask = ++lastJournalRequest;
  return new Promise((resolve, reject) => {
    journalRequests.set(ask, { resolve, reject });
    scope.postMessage({ kind: 'journal', ask, line });
  });
}

/** The page's answer. */
export function receiveJournal(ask: number, text: string | undefined): void {
  const { resolve, reject } = journalRequests.get(ask) ?? {};
  journalRequests.delete(ask);
  if (text === undefined)
    reject?.(new Error('ce navigateur ne garde pas votre progression (mémoire pleine ou interdite)'));
  else resolve?.(text);
}
