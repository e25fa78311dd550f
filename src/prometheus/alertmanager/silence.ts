import { ParseError } from '../../parse-error.js';
import { regexCompiler } from '../series/regex.js';
import { MatcherFault, parseMatchers } from './matcher.js';
import type { AlertmanagerSilence } from './muting.js';

/** Characters of matchers, at most: the page of Alertmanager writes a few. */
const maxLength = 10_000;

/**
 * Reads a silence: alerts of which no notification is sent, for a while.
 *
 * @param matchers which ones, as Alertmanager writes them: `{instance="box", alertname=~"Latence.*"}`
 * @param span from when to when, in milliseconds of Unix time
 * @returns what `simulateNotifications` takes
 * @throws ParseError for matchers that cannot be read, or none: that would silence everything
 * @throws RangeError for an end that is not after its start
 * @see https://prometheus.io/docs/alerting/0.25/alertmanager/#silences
 * @example
 * ```ts
 * import { readSilence } from 'sonde/prometheus';
 *
 * const { matchers } = await readSilence('{instance="box"}', { startsMs: 0, endsMs: 3_600_000 });
 * console.log(matchers[0]?.name, matchers[0]?.value); // → instance box
 * ```
 */
export async function readSilence(
  matchers: string,
  { startsMs, endsMs }: { readonly startsMs: number; readonly endsMs: number },
): Promise<AlertmanagerSilence> {
  if (!(endsMs > startsMs))
    throw new RangeError(`a silence ends after its start, got ${startsMs} to ${endsMs}`);
  if (matchers.length > maxLength)
    throw new ParseError(`more than ${maxLength} characters of matchers`, maxLength);
  const read = parsed(matchers, await regexCompiler());
  if (read.length === 0) throw new ParseError('a silence needs one matcher or more', 0);
  return { matchers: read, startsMs, endsMs };
}

function parsed(
  text: string,
  compile: Awaited<ReturnType<typeof regexCompiler>>,
): AlertmanagerSilence['matchers'] {
  try {
    return parseMatchers(text, compile);
  } catch (error) {
    if (error instanceof MatcherFault) throw new ParseError(error.message, 0);
    throw error;
  }
}
