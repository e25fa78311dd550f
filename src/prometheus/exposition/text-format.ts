import { MAX_SAMPLES, type MetricFamily, type MetricType } from './family.js';
import { FamilyDrafts } from './family-drafts.js';
import { ExpositionScanner } from './scanner.js';

const types: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'unknown',
};

/** Samples whose names end so belong to the family without the suffix. */
const suffixes = {
  summary: ['_count', '_sum'],
  histogram: ['_count', '_sum', '_bucket'],
} as const;

/**
 * Reads metrics in Prometheus' text format, 0.0.4 and 1.0.0: takes what a scrape of Prometheus 3 takes, which is more than
 * `promtool check metrics` does (a second TYPE, no comma between labels) and less (capitals or blanks in a type, a blank
 * before a name).
 *
 * @param text timestamps in milliseconds
 * @returns the families in the order of the text; a counter keeps the `_total` of its name
 * @throws {@link ExpositionError} with line and column
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/, model/textparse/promlex.l and promparse.go
 * @example
 * ```ts
 * import { parseExposition } from 'sonde/prometheus';
 *
 * const [rtt] = parseExposition(`# HELP rtt_seconds Aller-retour.
 * # TYPE rtt_seconds gauge
 * rtt_seconds{target="www.exemple.fr"} 0.012
 * `);
 * console.log(rtt?.type, rtt?.samples[0]?.labels.target, rtt?.samples[0]?.value); // → gauge www.exemple.fr 0.012
 * ```
 */
export function parseExposition(text: string): readonly MetricFamily[] {
  const scanner = new ExpositionScanner(text);
  const drafts = new FamilyDrafts(suffixes);
  for (let samples = 0; ;) {
    const start = scanner.at;
    scanner.skipBlanks();
    if (scanner.ended) return drafts.families();
    if (scanner.skip('#')) readComment(scanner, drafts);
    else if (scanner.here !== '\n' && scanner.here !== '') {
      if (++samples > MAX_SAMPLES) throw scanner.fault(`more than ${MAX_SAMPLES} samples`, start);
      readSample(scanner, drafts, start);
    }
    if (scanner.here !== '') scanner.expect('\n', 'at the end of the line');
  }
  return drafts.families();
}

/** TYPE or HELP; anything else after `#` is for people. */
function readComment(scanner: ExpositionScanner, drafts: FamilyDrafts): void {
  const isSpaced = /[ \t]/.test(scanner.here);
  scanner.skipBlanks();
  const keyword = scanner.word();
  const isMetadata = isSpaced && (keyword === 'HELP' || keyword === 'TYPE') && /[ \t]/.test(scanner.here);
  if (!isMetadata) {
    scanner.restOfLine();
    return;
  }
  scanner.skipBlanks();
  const family = drafts.named(scanner.familyName(keyword));
  const start = scanner.at + 1;
  const text = scanner.restOfLine().slice(1);
  if (keyword === 'HELP') family.help = unescapedHelp(text);
  else {
    const type = Object.hasOwn(types, text) ? types[text] : undefined;
    if (type === undefined)
      throw scanner.fault(`unknown metric type ${JSON.stringify(text.slice(0, 40))}`, start);
    family.type = type;
  }
}

function readSample(scanner: ExpositionScanner, drafts: FamilyDrafts, start: number): void {
  // For Prometheus 3 the blank would be a part of the name, for Prometheus 2 the name is none.
  if (scanner.at > start && scanner.here !== '{')
    throw scanner.fault('a sample starts at the start of its line: remove the blanks before it', start);
  const { name, labels } = scanner.series({ loose: true });
  scanner.skipBlanks();
  const value = scanner.number('a number as value');
  scanner.skipBlanks();
  if (scanner.ended || scanner.here === '\n') {
    drafts.add({ name, labels, value });
    return;
  }
  const timestampMs = readTimestamp(scanner);
  scanner.skipBlanks();
  drafts.add({ name, labels, value, timestampMs });
}

const MAX_INT64 = 2n ** 63n - 1n;

function readTimestamp(scanner: ExpositionScanner): number {
  const start = scanner.at;
  const word = scanner.word();
  if (/^\d{1,40}$/.test(word) && BigInt(word) <= MAX_INT64) return Number(word);
  throw scanner.fault(
    `expected whole milliseconds since 1970 as timestamp, got ${JSON.stringify(word.slice(0, 40))}`,
    start,
  );
}

/** A quote is not escaped in a HELP. */
function unescapedHelp(raw: string): string {
  return raw.replace(/\\([\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
