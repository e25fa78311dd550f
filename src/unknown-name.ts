import { distance } from 'fastest-levenshtein';

/**
 * The names that one which does not exist was meant for, the nearest first: at most three, each with a third of its
 * letters wrong at most.
 *
 * @param name as somebody wrote it
 * @param known the names that exist
 */
export function nearestNames(name: string, known: Iterable<string>): readonly string[] {
  // What a person writes is short; a comparison of long texts would take long.
  const written = name.slice(0, 60);
  return [...known]
    .map((each) => ({ each, far: distance(written, each) }))
    .filter(({ far }) => far <= Math.max(2, written.length / 3))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ each }) => each);
}

/** A name that nothing of its kind has: a scenario, a machine, an exercise. The message tells the nearest, and all. */
export class UnknownNameError extends Error {
  override readonly name = 'UnknownNameError';

  /**
   * @param kind what the name should be of, in English: `scenario`
   * @param unknown the name
   * @param known every name that exists
   */
  constructor(
    readonly kind: string,
    readonly unknown: string,
    readonly known: readonly string[],
  ) {
    const [nearest] = nearestNames(unknown, known);
    const meant = nearest === undefined ? '' : `did you mean ${nearest}? `;
    const all = known.length === 0 ? 'there is none' : `there is ${known.join(', ')}`;
    super(`unknown ${kind}: ${JSON.stringify(unknown.slice(0, 60))}; ${meant}${all}`);
  }
}
