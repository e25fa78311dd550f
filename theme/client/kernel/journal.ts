/** The student's journal, which the page keeps: a worker has no storage of its own. */
import type { WorkerMessage } from './protocol.js';

interface Waiting {
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
const scope = globalThis as unknown as { postMessage(message: WorkerMessage): void };
let lastAsk = 0;

/**
 * The text of the journal.
 *
 * @param line added to it first
 * @throws Error when the browser keeps nothing
 */
export function journalText(line = ''): Promise<string> {
  const ask = ++lastAsk;
  return new Promise((resolve, reject) => {
    waiting.set(ask, { resolve, reject });
    scope.postMessage({ kind: 'journal', ask, line });
  });
}

/** The page's answer. */
export function receiveJournal(ask: number, text: string | undefined): void {
  const { resolve, reject } = waiting.get(ask) ?? {};
  waiting.delete(ask);
  if (text === undefined)
    reject?.(new Error('ce navigateur ne garde pas votre progression (mémoire pleine ou interdite)'));
  else resolve?.(text);
}
