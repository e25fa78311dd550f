/** A student's function, judged by what it gives on cases that the notebook does not show. */
import type { CodeCase, CodeExercise, ValueKind, Verdict } from './exercise.js';
import { seal, unseal } from './seal.js';

/** Calls a function, and stops it where that is possible when it lasts longer than the limit. */
export type LimitedCall = (call: () => unknown, limitMs: number) => unknown;

/** A call was stopped, or came back too late. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError';
  /** @param limitMs what it was given, in milliseconds */
  constructor(readonly limitMs: number) {
    super(`the function did not finish within ${limitMs} ms`);
  }
}

/** What a student's function is given for one case, in milliseconds. */
const LIMIT_MS = 1000;

/** The part of a value that feedback quotes. */
const QUOTED_LENGTH = 120;

type Outcome =
  { readonly kind: 'fault'; readonly says: string } | { readonly kind: 'value'; readonly value: unknown };

/**
 * Judges a function: the first case that it misses is told, with what it was given and what it gave.
 *
 * @param exercise the exercise
 * @param work the student's function; it may give a promise
 * @param limited calls it
 * @returns `undefined` when it gives nothing at all: the student has not written it yet
 */
export async function judgeCode(
  exercise: CodeExercise,
  work: (...inputs: never[]) => unknown,
  limited: LimitedCall,
): Promise<Verdict | undefined> {
  for (const [index, each] of exercise.cases.entries()) {
    const outcome = await outcomeOf(each, work, limited);
    const call = `Avec (${each.given.map(quoted).join(', ')})`;
    if (outcome.kind === 'fault') return { right: false, says: `${call}, ${outcome.says}` };
    if (outcome.value === undefined && index === 0) return undefined;
    const says = await faultOf(outcome.value, each, placeOf(exercise.id, index));
    if (says !== undefined)
      return { right: false, says: `${call}, votre fonction donne ${quoted(outcome.value)}. ${says}` };
  }
  return { right: true, says: exercise.praise };
}

async function outcomeOf(
  { given }: CodeCase,
  work: (...inputs: never[]) => unknown,
  limited: LimitedCall,
): Promise<Outcome> {
  // A copy for each call: a function may change what it is given.
  const inputs = JSON.parse(JSON.stringify(given)) as never[];
  try {
    return { kind: 'value', value: await settled(limited(() => work(...inputs), LIMIT_MS)) };
  } catch (error) {
    return { kind: 'fault', says: exceptionText(error) };
  }
}

async function settled(result: unknown): Promise<unknown> {
  if (!(result instanceof Promise)) return result;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new TooLongError(LIMIT_MS));
    }, LIMIT_MS);
  });
  try {
    return (await Promise.race([result, late])) as unknown;
  } finally {
    clearTimeout(timer);
  }
}

function exceptionText(error: unknown): string {
  if (error instanceof TooLongError)
    return `votre fonction n’a pas fini en ${error.limitMs} ms : une boucle sans fin ?`;
  // What a student's function throws may be anything, even something that cannot be read.
  const message = error instanceof Error ? `${error.name} : ${error.message}` : quoted(error);
  if (error instanceof RangeError && /call stack/.test(error.message))
    return `votre fonction s’appelle elle-même sans fin (${cut(message)}).`;
  return `votre fonction a levé une exception, ${cut(message)}.`;
}

async function faultOf(value: unknown, each: CodeCase, place: string): Promise<string | undefined> {
  const verdict = await unseal(valueText(value), place, each.verdicts);
  if (verdict) return verdict.right ? undefined : verdict.says;
  const kind = kindOf(value);
  return kind === each.gives
    ? 'Ce n’est pas la valeur attendue.'
    : `C’est ${kindNames[kind]} ; on attend ${kindNames[each.gives]}.`;
}

/**
 * Puts under seal what is said of a value that a function gives.
 *
 * @param value right or wrong in a known way
 * @param id of the exercise
 * @param index of the case
 * @param verdict what will be said
 */
export function sealValue(value: unknown, id: string, index: number, verdict: Verdict): Promise<string> {
  return seal(valueText(value), placeOf(id, index), verdict);
}

function placeOf(id: string, index: number): string {
  return `${id}:${index}`;
}

/** The kind of a value, as a student knows them. */
export function kindOf(value: unknown): ValueKind {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'boolean' | 'number';
  return 'object';
}

const kindNames: Readonly<Record<ValueKind, string>> = {
  boolean: 'un booléen',
  list: 'une liste',
  nothing: 'rien',
  number: 'un nombre',
  object: 'un objet',
  text: 'un texte',
};

/** JSON with keys in order and nine digits: two ways of computing the same value give the same text. */
function valueText(value: unknown): string {
  return jsonOf(value, (_key, inner: unknown) => {
    if (typeof inner === 'number')
      return Number.isFinite(inner) ? Number(inner.toPrecision(9)) + 0 : String(inner);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function quoted(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return cut(jsonOf(value));
}

/** Never fails: a value may hold itself, a bigint, or a property that throws. */
function jsonOf(value: unknown, replacer?: (key: string, inner: unknown) => unknown): string {
  try {
    // Undefined and functions have no JSON, whatever the declared type says.
    const text: unknown = JSON.stringify(value, replacer);
    return typeof text === 'string' ? text : typeof value;
  } catch {
    return typeof value;
  }
}

function cut(text: string): string {
  return text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
}
