import type { Exemplar, MetricSample } from './family.js';
import { readValue } from './exposition-number.js';
import { type ExpositionScanner, LabelDraft } from './scanner.js';
import type { Labels } from '../series/labels.js';

/** Reads the lines of OpenMetrics, where every space is the one that the grammar says (section "ABNF"). */
export function readSampleLine(scanner: ExpositionScanner): MetricSample {
  const name = requiredName(scanner, 'a metric name');
  const labels = scanner.text[scanner.at] === '{' ? labelsIn(scanner, name) : {};
  scanner.expect(' ', 'before the value');
  const value = numberWord(scanner, 'a number as value', readValue);
  const timestampMs = optionalTimestamp(scanner);
  const exemplar = scanner.skip(' # ') ? exemplarOf(scanner, name) : undefined;
  return {
    ...{ name, labels, value },
    ...(timestampMs !== undefined && { timestampMs }),
    ...(exemplar !== undefined && { exemplar }),
  };
}

/** @throws ExpositionError where there is no name */
export function requiredName(scanner: ExpositionScanner, what: string): string {
  const name = scanner.metricName();
  if (name === '') throw scanner.fault(`expected ${what}, found ${scanner.found}`);
  return name;
}

/** A text after HELP, to the end of the line. */
export function readHelp(scanner: ExpositionScanner): string {
  const start = scanner.at;
  scanner.restOfLine();
  return scanner.unescaped(start, scanner.at, unescape);
}

function labelsIn(scanner: ExpositionScanner, metric: string): Labels {
  scanner.expect('{', 'before labels');
  const draft = new LabelDraft();
  if (scanner.skip('}')) return draft.labels;
  do {
    const start = scanner.at;
    const name = scanner.labelName();
    if (name === '') throw scanner.fault(`invalid label name for ${metric}, found ${scanner.found}`);
    if (name === '__name__') throw scanner.fault('the label name "__name__" is reserved', start);
    if (draft.has(name)) throw scanner.fault(`the label ${name} comes twice`, start);
    scanner.expect('=', 'after a label name');
    draft.set(name, scanner.quoted(unescape));
  } while (scanner.skip(','));
  scanner.expect('}', 'after the labels');
  return draft.labels;
}

function optionalTimestamp(scanner: ExpositionScanner): number | undefined {
  if (scanner.text[scanner.at] !== ' ' || scanner.text.startsWith(' # ', scanner.at)) return undefined;
  scanner.skip(' ');
  const seconds = numberWord(scanner, 'seconds as timestamp', (word) => {
    const value = readValue(word);
    return value !== undefined && Number.isSafeInteger(Math.trunc(value * 1000)) ? value : undefined;
  });
  // Seconds in decimals: their thousandth part is what was meant, to the nanosecond.
  return Number((seconds * 1000).toFixed(6));
}

function exemplarOf(scanner: ExpositionScanner, metric: string): Exemplar {
  const labels = labelsIn(scanner, metric);
  scanner.expect(' ', 'before the value of an exemplar');
  const value = numberWord(scanner, 'a number as value of an exemplar', readValue);
  const timestampMs = optionalTimestamp(scanner);
  return { labels, value, ...(timestampMs !== undefined && { timestampMs }) };
}

function numberWord(
  scanner: ExpositionScanner,
  what: string,
  read: (word: string) => number | undefined,
): number {
  const start = scanner.at;
  const word = scanner.word();
  const value = read(word);
  if (value === undefined)
    throw scanner.fault(`expected ${what}, got ${JSON.stringify(word.slice(0, 40))}`, start);
  return value;
}

/** A backslash before another character stands for itself. */
function unescape(escaped: string): string | undefined {
  if (escaped === 'n') return '\n';
  if (escaped === '"' || escaped === '\\') return escaped;
  return escaped === '' || escaped === '\n' ? undefined : `\\${escaped}`;
}
