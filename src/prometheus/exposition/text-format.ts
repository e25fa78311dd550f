import { type MetricFamily, type MetricSample, type MetricType, MAX_SAMPLES } from './family.js';
import { readValue } from '../go-float.js';
import { ExpositionScanner, LabelDraft } from './scanner.js';
import type { Labels } from '../series/labels.js';

const types: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'unknown',
};

/** Samples whose names end so belong to the family without the suffix. */
const suffixes: Readonly<Partial<Record<MetricType, RegExp>>> = {
  summary: /_(?:count|sum)$/,
  histogram: /_(?:count|sum|bucket)$/,
};

/** The label that must be a number in a family of this type. */
const numberLabel: Readonly<Partial<Record<MetricType, string>>> = { summary: 'quantile', histogram: 'le' };

interface Draft {
  readonly name: string;
  type?: MetricType;
  help?: string;
  readonly samples: MetricSample[];
}

/**
 * Reads metrics in Prometheus' text format 0.0.4, as strictly as its own text parser (`promtool check metrics`).
 *
 * @param text each line ended; timestamps in milliseconds
 * @returns the families in the order of the text; a counter keeps the `_total` of its name
 * @throws {@link ExpositionError} with line and column
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/, prometheus/common expfmt/text_parse.go
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
  return new TextReader(text).read();
}

class TextReader {
  readonly #families = new Map<string, Draft>();
  readonly #scanner: ExpositionScanner;
  #samples = 0;

  constructor(text: string) {
    this.#scanner = new ExpositionScanner(text);
  }

  read(): readonly MetricFamily[] {
    const scanner = this.#scanner;
    for (;;) {
      scanner.skipBlanks();
      if (scanner.ended) break;
      if (scanner.skip('#')) this.#comment();
      else if (scanner.text[scanner.at] !== '\n') this.#sample();
      if (!scanner.skip('\n')) throw scanner.fault(`expected the end of the line, found ${scanner.found}`);
    }
    return [...this.#families.values()].map(({ type = 'unknown', ...family }) => ({ type, ...family }));
  }

  #comment(): void {
    const scanner = this.#scanner;
    scanner.skipBlanks();
    const keyword = scanner.word();
    if (keyword !== 'HELP' && keyword !== 'TYPE') {
      scanner.restOfLine();
      return;
    }
    scanner.skipBlanks();
    const name = scanner.metricName();
    if (scanner.text[scanner.at] === '\n') return;
    const afterName = scanner.at;
    scanner.skipBlanks();
    if (scanner.at === afterName) throw scanner.fault(`invalid metric name in ${keyword}`);
    const family = this.#familyOf(name);
    if (scanner.text[scanner.at] === '\n') return;
    if (keyword === 'HELP') this.#help(family);
    else this.#type(family);
  }

  #help(family: Draft): void {
    const scanner = this.#scanner;
    if (family.help !== undefined) throw scanner.fault(`second HELP line for ${family.name}`);
    const start = scanner.at;
    scanner.restOfLine();
    family.help = scanner.unescaped(start, scanner.at, unescapeHelp);
  }

  #type(family: Draft): void {
    const scanner = this.#scanner;
    if (family.type !== undefined)
      throw scanner.fault(`second TYPE line for ${family.name}, or TYPE after its samples`);
    const start = scanner.at;
    const word = scanner.restOfLine().toLowerCase();
    const type = Object.hasOwn(types, word) ? types[word] : undefined;
    if (type === undefined)
      throw scanner.fault(`unknown metric type ${JSON.stringify(word.slice(0, 40))}`, start);
    family.type = type;
  }

  #sample(): void {
    const scanner = this.#scanner;
    const start = scanner.at;
    const name = scanner.metricName();
    if (name === '') throw scanner.fault(`invalid metric name, found ${scanner.found}`);
    if (++this.#samples > MAX_SAMPLES) throw scanner.fault(`more than ${MAX_SAMPLES} samples`, start);
    const family = this.#familyOf(name);
    family.type ??= 'unknown';
    scanner.skipBlanks();
    const labels = scanner.skip('{') ? this.#labels(family, name) : {};
    const value = this.#value();
    const timestampMs = scanner.text[scanner.at] === '\n' ? undefined : this.#timestamp();
    family.samples.push({ name, labels, value, ...(timestampMs !== undefined && { timestampMs }) });
  }

  /** The labels between the braces. */
  #labels(family: Draft, metric: string): Labels {
    const scanner = this.#scanner;
    const draft = new LabelDraft();
    for (;;) {
      scanner.skipBlanks();
      if (scanner.skip('}')) break;
      const name = scanner.labelName(draft, metric);
      scanner.skipBlanks();
      scanner.expect('=', 'after a label name');
      scanner.skipBlanks();
      const valueStart = scanner.at;
      const value = scanner.quoted(unescapeLabel);
      if (name === numberLabel[family.type ?? 'unknown'] && readValue(value) === undefined)
        throw scanner.fault(`expected a number as ${name}`, valueStart);
      draft.set(name, value);
      scanner.skipBlanks();
      if (scanner.skip('}')) break;
      scanner.expect(',', 'after a label');
    }
    scanner.skipBlanks();
    return draft.labels;
  }

  #value(): number {
    const scanner = this.#scanner;
    const start = scanner.at;
    const word = scanner.word();
    const value = readValue(word);
    if (value === undefined)
      throw scanner.fault(`expected a number as value, got ${JSON.stringify(word.slice(0, 40))}`, start);
    return value;
  }

  #timestamp(): number {
    const scanner = this.#scanner;
    scanner.skipBlanks();
    const start = scanner.at;
    const word = scanner.word();
    const timestampMs = /^[+-]?\d+$/.test(word) ? Number(word) : NaN;
    if (!Number.isSafeInteger(timestampMs))
      throw scanner.fault(
        `expected whole milliseconds as timestamp, got ${JSON.stringify(word.slice(0, 40))}`,
        start,
      );
    return timestampMs;
  }

  #familyOf(name: string): Draft {
    const known = this.#families.get(name) ?? this.#familyOfSuffixed(name);
    if (known !== undefined) return known;
    const family: Draft = { name, samples: [] };
    this.#families.set(name, family);
    return family;
  }

  #familyOfSuffixed(name: string): Draft | undefined {
    const base = /^(.+)_(?:count|sum|bucket)$/.exec(name)?.[1];
    const family = base === undefined ? undefined : this.#families.get(base);
    return family?.type !== undefined && suffixes[family.type]?.test(name) ? family : undefined;
  }
}

function unescapeHelp(escaped: string): string | undefined {
  if (escaped === 'n') return '\n';
  return escaped === '\\' ? '\\' : undefined;
}

function unescapeLabel(escaped: string): string | undefined {
  return escaped === '"' ? '"' : unescapeHelp(escaped);
}
