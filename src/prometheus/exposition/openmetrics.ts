import { readValue } from '../go-float.js';
import type { Labels } from '../series/labels.js';
import {
  type Exemplar,
  MAX_SAMPLES,
  type MetricFamily,
  type MetricSample,
  type MetricType,
} from './family.js';
import { familyFault, sampleSuffixes } from './openmetrics-rules.js';
import { ExpositionScanner, LabelDraft } from './scanner.js';

interface Draft {
  readonly name: string;
  readonly offset: number;
  type?: MetricType;
  help?: string;
  unit?: string;
  readonly samples: MetricSample[];
  readonly offsets: number[];
}

/**
 * Reads metrics in OpenMetrics 1.0, and holds them to its rules: names by type, units, buckets, exemplars, order.
 *
 * @param text up to its `# EOF`; timestamps in seconds
 * @returns the families in the order of the text
 * @throws {@link ExpositionError} with line and column
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 * @example
 * ```ts
 * import { parseOpenMetrics } from 'sonde/prometheus';
 *
 * const [probes] = parseOpenMetrics(`# TYPE probes counter
 * # HELP probes Sondes envoyées.
 * probes_total{module="icmp"} 17 1520879607.789
 * # EOF
 * `);
 * console.log(probes?.name, probes?.samples[0]?.name, probes?.samples[0]?.timestampMs); // → probes probes_total 1520879607789
 * ```
 */
export function parseOpenMetrics(text: string): readonly MetricFamily[] {
  return new OpenMetricsReader(text).read();
}

class OpenMetricsReader {
  readonly #scanner: ExpositionScanner;
  readonly #families: MetricFamily[] = [];
  /** The names that each family has taken, its own and those of its samples; and by which family. */
  readonly #taken = new Map<string, string>();
  #current: Draft | undefined;
  #samples = 0;

  constructor(text: string) {
    this.#scanner = new ExpositionScanner(text);
  }

  read(): readonly MetricFamily[] {
    const scanner = this.#scanner;
    for (;;) {
      const start = scanner.at;
      if (scanner.ended) throw scanner.fault('the text does not end with # EOF');
      if (!scanner.skip('# ')) this.#sample();
      else if (this.#metadata(start)) return this.#families;
      if (!scanner.skip('\n')) throw scanner.fault(`expected the end of the line, found ${scanner.found}`);
    }
  }

  /** @returns whether this was the end */
  #metadata(start: number): boolean {
    const scanner = this.#scanner;
    const keyword = scanner.word();
    if (keyword === 'EOF') {
      scanner.skip('\n');
      if (!scanner.ended) throw scanner.fault('something comes after # EOF');
      this.#close();
      return true;
    }
    if (keyword !== 'TYPE' && keyword !== 'HELP' && keyword !== 'UNIT')
      throw scanner.fault(`expected TYPE, HELP, UNIT or EOF after "# "`, start + 2);
    scanner.expect(' ', `after ${keyword}`);
    const family = this.#familyNamed(metricNameIn(scanner), start);
    if (family.samples.length > 0)
      throw scanner.fault(`${keyword} after the samples of ${family.name}`, start);
    scanner.expect(' ', 'after the metric name');
    this.#describe(family, keyword, start);
    return false;
  }

  #describe(family: Draft, keyword: 'TYPE' | 'HELP' | 'UNIT', start: number): void {
    const scanner = this.#scanner;
    const field = keyword === 'TYPE' ? 'type' : keyword === 'HELP' ? 'help' : 'unit';
    if (family[field] !== undefined) throw scanner.fault(`second ${keyword} line for ${family.name}`, start);
    const at = scanner.at;
    if (field === 'help') family.help = readHelp(scanner);
    else if (field === 'type') family.type = typeNamed(scanner.restOfLine(), scanner, at);
    else {
      family.unit = scanner.restOfLine();
      if (!/^[a-zA-Z0-9_:]*$/.test(family.unit)) throw scanner.fault('invalid characters in the unit', at);
    }
  }

  #sample(): void {
    const scanner = this.#scanner;
    const start = scanner.at;
    const sample = readSampleLine(scanner);
    if (++this.#samples > MAX_SAMPLES) throw scanner.fault(`more than ${MAX_SAMPLES} samples`, start);
    const family = this.#familyOfSample(sample.name, start);
    family.samples.push(sample);
    family.offsets.push(start);
  }

  #familyOfSample(name: string, start: number): Draft {
    const current = this.#current;
    const suffixes = current === undefined ? [] : sampleSuffixes[current.type ?? 'unknown'];
    const isOwn = current !== undefined && suffixes.some((suffix) => `${current.name}${suffix}` === name);
    return isOwn ? current : this.#familyNamed(name, start);
  }

  #familyNamed(name: string, offset: number): Draft {
    if (this.#current?.name === name && this.#takesBareName(this.#current)) return this.#current;
    this.#close();
    this.#current = { name, offset, samples: [], offsets: [] };
    return this.#current;
  }

  /** Whether the current family may be continued under its bare name: not once it has samples of a type with suffixes. */
  #takesBareName({ type, samples }: Draft): boolean {
    return samples.length === 0 || type === undefined || sampleSuffixes[type].includes('');
  }

  #close(): void {
    const draft = this.#current;
    if (draft === undefined) return;
    const { name, offset, type = 'unknown', help, unit, samples, offsets } = draft;
    this.#take(draft, type);
    const family: MetricFamily = {
      ...{ name, type },
      ...(help !== undefined && { help }),
      ...(unit !== undefined && { unit }),
      samples,
    };
    const fault = familyFault(family);
    if (fault !== undefined) throw this.#scanner.fault(fault.message, offsets[fault.sample ?? -1] ?? offset);
    this.#families.push(family);
    this.#current = undefined;
  }

  #take({ name, offset }: Draft, type: MetricType): void {
    for (const taken of new Set([name, ...sampleSuffixes[type].map((suffix) => `${name}${suffix}`)])) {
      const owner = this.#taken.get(taken);
      if (owner !== undefined)
        throw this.#scanner.fault(
          owner === name ? `the lines of ${name} must stand together` : `${name} clashes with ${owner}`,
          offset,
        );
      this.#taken.set(taken, name);
    }
  }
}

function typeNamed(word: string, scanner: ExpositionScanner, offset: number): MetricType {
  if (Object.hasOwn(sampleSuffixes, word)) return word as MetricType;
  throw scanner.fault(`unknown metric type ${JSON.stringify(word.slice(0, 40))}`, offset);
}

/** Reads the line of a sample. OpenMetrics has one space where the grammar has one, and no other (section "ABNF"). */
function readSampleLine(scanner: ExpositionScanner): MetricSample {
  const name = metricNameIn(scanner);
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

function metricNameIn(scanner: ExpositionScanner): string {
  const name = scanner.metricName();
  if (name === '') throw scanner.fault(`expected a metric name, found ${scanner.found}`);
  return name;
}

/** The text after HELP, to the end of the line. */
function readHelp(scanner: ExpositionScanner): string {
  const start = scanner.at;
  scanner.restOfLine();
  return scanner.unescaped(start, scanner.at, unescape);
}

function labelsIn(scanner: ExpositionScanner, metric: string): Labels {
  scanner.expect('{', 'before labels');
  const draft = new LabelDraft();
  if (scanner.skip('}')) return draft.labels;
  do {
    const name = scanner.labelName(draft, metric);
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
  // Rounded to the nanosecond: 1.001 s times 1000 is not 1001 in binary.
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
