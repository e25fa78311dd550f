/** What a page and the server that runs its cells say to each other: JSON texts over a WebSocket. */
import * as v from 'valibot';
import { pathAndProblem, type Wording } from '../../document/document.js';
import { parseJson } from '../../document/json.js';
import type { CellOutput } from '../cell-protocol.js';

/** Longest message of a page, in bytes: far more than the source of any cell. */
export const maxRequestBytes = 1_000_000;

/** A number that a page counts: cells, runs. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const pageRequest = v.variant('kind', [
  v.strictObject({ kind: v.literal('run'), run: count, cell: count, source: v.string() }),
  /** Stops the cell that runs, and forgets those that wait. */
  v.strictObject({ kind: v.literal('interrupt') }),
  /** Replaces tslab by a new one: variables are lost. */
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

/** What the server tells of a run: its outputs, then its end. */
export type RunEvent = CellOutput | { readonly kind: 'ended'; readonly how: RunEnd };

/** After `stopped`, tslab still has its variables; after `interrupted` they are lost, because a new tslab replaced it. */
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
