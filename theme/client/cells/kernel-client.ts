/// <reference lib="dom" />
/** What runs the cells of a page: tslab where the reader has asked for it, else a worker, which an interruption ends. */
import { pageAsset } from '../classic-script.js';
import type { CellEvent, PageMessage, WorkerMessage } from '../kernel/protocol.js';

/** A kernel, as a page sees it. */
export interface CellKernel {
  /** Where cells run, as the end of a sentence. */
  readonly place: string;
  /**
   * Runs a cell after those that were asked for before it.
   *
   * @param cell its number in the page
   * @param source TypeScript
   * @param listener told of everything the cell does, even after its end
   */
  run(cell: number, source: string, listener: (event: CellEvent) => void): Promise<RunEnd>;
  /** Stops all that runs or waits. */
  interrupt(): void;
}

/** Filled by the script that `npm start` adds to the pages it serves (`local-kernel/offer.ts`). */
export interface LocalKernelHolder {
  /** Nothing while the reader has not turned it on. */
  sondeLocalKernel?: () => CellKernel | undefined;
}

const pageKernel: CellKernel = { place: 'dans cette page', run: runInWorker, interrupt };

/** The kernel that runs the next cell. */
export function cellKernel(): CellKernel {
  return (globalThis as LocalKernelHolder).sondeLocalKernel?.() ?? pageKernel;
}

/**
 * How a run came to its end; `absent` where it needed a machine. What is `interrupted` has lost the variables, what is
 * `stopped` has not.
 */
export type RunEnd = 'done' | 'failed' | 'interrupted' | 'stopped' | 'absent';

interface Run {
  isAbsence: boolean;
  readonly listener: (event: CellEvent) => void;
  readonly end: (how: RunEnd) => void;
}

/** Started when a cell first runs. */
let worker: Promise<Worker> | undefined;
let lastRun = 0;
/** Those that were not ended; what an ended run leaves behind may still print until the next run of its cell. */
const runs = new Map<number, Run>();

/**
 * Runs a cell after those that were asked for before it.
 *
 * @param cell its number in the page
 * @param source TypeScript
 * @param listener told of everything the cell does, even after its end
 * @returns how it ended
 * @throws Error when the kernel cannot be loaded
 */
async function runInWorker(
  cell: number,
  source: string,
  listener: (event: CellEvent) => void,
): Promise<RunEnd> {
  const run = ++lastRun;
  const ended = new Promise<RunEnd>((resolve) => {
    runs.set(run, { listener, end: resolve, isAbsence: false });
  });
  const mine = (worker ??= started());
  try {
    const running = await mine;
    // Interrupted while it was loading.
    if (runs.has(run)) post(running, { kind: 'run', run, cell, source });
  } catch (error) {
    if (worker === mine) worker = undefined;
    runs.delete(run);
    throw error;
  }
  return ended;
}

/** Ends the worker, and with it all that runs or waits and every variable: nothing else stops an endless loop. */
function interrupt(): void {
  const ending = worker;
  worker = undefined;
  void ending?.then(
    (running) => {
      running.terminate();
    },
    () => undefined,
  );
  for (const { end } of runs.values()) end('interrupted');
  runs.clear();
}

/** The worker itself is broken: what cells do wrong does not come here. */
function fail(message: string): void {
  const text = `Le noyau de la page s’est arrêté\u202f: ${message}`;
  for (const { listener } of runs.values()) listener({ kind: 'notice', text });
  interrupt();
}

async function started(): Promise<Worker> {
  const source = (await pageAsset('kernel')) as string;
  // A page opened from a disk may not start a worker from a file, but may from its own memory.
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const created = new Worker(url);
  URL.revokeObjectURL(url);
  created.addEventListener('error', (event) => {
    event.preventDefault();
    fail(event.message);
  });
  created.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
    receive(created, data);
  });
  return created;
}

function post(to: Worker, message: PageMessage): void {
  to.postMessage(message);
}

function receive(from: Worker, message: WorkerMessage): void {
  if (message.kind === 'asset') {
    const { name } = message;
    pageAsset(name).then(
      (value) => {
        post(from, { kind: 'asset', name, value });
      },
      (error: unknown) => {
        post(from, { kind: 'asset', name, fault: String(error) });
      },
    );
    return;
  }
  if (message.kind === 'journal') {
    const { ask, line } = message;
    const text = journalWith(line, () => localStorage);
    post(from, { kind: 'journal', ask, ...(text !== undefined && { text }) });
    return;
  }
  const run = runs.get(message.run);
  if (!run) return;
  run.listener(message);
  if (message.kind === 'error') run.isAbsence = message.why === 'absence';
  if (message.kind === 'ended') run.end(message.failed ? (run.isAbsence ? 'absent' : 'failed') : 'done');
}

/** Where the browser keeps the journal of the exercises, one for the whole book. */
const journalKey = 'sonde-journal';

/**
 * The journal with a line more.
 *
 * @param line empty to read it as it is
 * @param storage `localStorage`, which a browser may forbid to look at
 * @returns `undefined` where the browser refuses
 */
function journalWith(line: string, storage: () => Storage): string | undefined {
  try {
    const text = (storage().getItem(journalKey) ?? '') + line;
    if (line !== '') storage().setItem(journalKey, text);
    return text;
  } catch {
    return undefined;
  }
}
