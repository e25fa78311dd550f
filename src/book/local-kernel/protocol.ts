/** What a page and the server that runs its cells say to each other: JSON texts over a WebSocket. */
import * as v from 'valibot';
import { pathAndProblem, type Wording } from '../../document/document.js';
import { parseJson } from '../../document/json.js';
import type { CellOutput } from '../cell-protocol.js';

/** Longest message of a page, in bytes: a cell of a megabyte is no cell. */
export const maxRequestBytes = 1_000_000;

/** A number that a page counts: cells, runs. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const pageRequest = v.variant('kind', [
  v.strictObject({ kind: v.literal('run'), run: count, cell: count, source: v.string() }),
  /** Stops what runs, and forgets what waits. */
  v.strictObject({ kind: v.literal('interrupt') }),
  /** A new tslab in the place of this one: variables are lost. */
  v.strictObject({ kind: v.literal('restart') }),
]);

/** From the page. `run` tells two runs of a cell apart, `cell` is its number in the page. */
export type PageRequest = v.InferOutput<typeof pageRequest>;

/** From the server. */
export type ServerMessage = KernelState | ({ readonly run: number } & RunEvent);

/** Whether tslab may run cells. */
type KernelState =
  | { readonly kind: 'state'; readonly state: 'starting' | 'ready' }
  | { readonly kind: 'state'; readonly state: 'failed'; readonly reason: string };

/** What a run does. */
export type RunEvent = CellOutput | { readonly kind: 'ended'; readonly how: RunEnd };

/** `stopped` keeps the variables; `interrupted` has lost them, tslab being another one now. */
export type RunEnd = 'done' | 'failed' | 'stopped' | 'interrupted';

/**
 * Reads a message of a page.
 *
 * @param text what came over the WebSocket
 * @throws ParseError when it is no JSON, or not what a page says
 *
 * @example
 * ```ts
 * readRequest('{"kind":"interrupt"}').kind; // 'interrupt'
 * ```
 */
export function readRequest(text: string): PageRequest {
  const wording: Wording = (fault) => `a page's message: ${pathAndProblem(fault)}`;
  return parseJson(text, { maxCharacters: maxRequestBytes, wording }).read(pageRequest);
}
