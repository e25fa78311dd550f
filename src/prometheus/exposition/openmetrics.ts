import {
  type Exemplar,
  MAX_SAMPLES,
  type MetricFamily,
  type MetricSample,
  type MetricType,
} from './family.js';
import { FamilyDrafts } from './family-drafts.js';
import { sampleSuffixes } from './openmetrics-rules.js';
import { ExpositionScanner, unescaped } from './scanner.js';

/**
 * Reads metrics in OpenMetrics 1.0: takes what a scrape of Prometheus 3 takes. It holds a text to the grammar, and not to
 * what the specification asks of each type: a counter without `_total`, buckets out of order or families in pieces are read.
 *
 * @param text up to its `# EOF`; timestamps in seconds
 * @returns the families in the order of the text
 * @throws {@link ExpositionError} with line and column
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/, model/textparse/openmetricslex.l and openmetricsparse.go
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
  const scanner = new ExpositionScanner(text);
  const drafts = new FamilyDrafts(sampleSuffixes);
  for (let samples = 0; ;) {
    if (scanner.ended) throw scanner.fault('the text does not end with # EOF');
    if (scanner.skip('# ')) {
      if (readMetadata(scanner, drafts)) return drafts.families();
    } else {
      if (++samples > MAX_SAMPLES) throw scanner.fault(`more than ${MAX_SAMPLES} samples`);
      drafts.add(readSample(scanner));
    }
    scanner.expect('\n', 'at the end of the line');
  }
}

/** @returns whether this was the end */
function readMetadata(scanner: ExpositionScanner, drafts: FamilyDrafts): boolean {
  const start = scanner.at;
  if (scanner.skip('EOF')) {
    scanner.skip('\n');
    if (!scanner.ended) throw scanner.fault('something comes after # EOF');
    return true;
  }
  const keyword = scanner.word();
  if (keyword !== 'TYPE' && keyword !== 'HELP' && keyword !== 'UNIT')
    throw scanner.fault('expected TYPE, HELP, UNIT or EOF after "# "', start);
  scanner.expect(' ', `after ${keyword}`);
  const family = drafts.named(scanner.familyName(keyword));
  scanner.expect(' ', 'after the name of the metric');
  const at = scanner.at;
  const text = scanner.restOfLine();
  if (keyword === 'HELP') family.help = unescaped(text);
  else if (keyword === 'TYPE') family.type = typeNamed(text, scanner, at);
  else if (text === '' || family.name.endsWith(`_${text}`)) family.unit = text;
  else throw scanner.fault(`the name ${family.name} does not end with _${text.slice(0, 40)}`, at);
  return false;
}

function typeNamed(word: string, scanner: ExpositionScanner, offset: number): MetricType {
  if (Object.hasOwn(sampleSuffixes, word)) return word as MetricType;
  throw scanner.fault(`unknown metric type ${JSON.stringify(word.slice(0, 40))}`, offset);
}

/** Reads the line of a sample. OpenMetrics has one space where the grammar has one, and no other (section "ABNF"). */
function readSample(scanner: ExpositionScanner): MetricSample {
  const { name, labels } = scanner.series({ loose: false });
  scanner.expect(' ', 'before the value');
  const value = scanner.number('a number as value');
  const timestampMs = readTimestamp(scanner);
  const exemplar = scanner.skip(' # ') ? readExemplar(scanner) : undefined;
  return {
    ...{ name, labels, value },
    ...(timestampMs !== undefined && { timestampMs }),
    ...(exemplar !== undefined && { exemplar }),
  };
}

function readTimestamp(scanner: ExpositionScanner): number | undefined {
  if (scanner.here !== ' ' || scanner.text.startsWith(' # {', scanner.at)) return undefined;
  scanner.skip(' ');
  const start = scanner.at;
  const seconds = scanner.number('seconds as timestamp');
  if (!Number.isFinite(seconds)) throw scanner.fault('a timestamp must be finite', start);
  // Rounded to the nanosecond: 1.001 s times 1000 is not 1001 in binary.
  return Number((seconds * 1000).toFixed(6));
}

function readExemplar(scanner: ExpositionScanner): Exemplar {
  const labels = scanner.exemplarLabels();
  scanner.expect(' ', 'before the value of an exemplar');
  const value = scanner.number('a number as value of an exemplar');
  const timestampMs = readTimestamp(scanner);
  return { labels, value, ...(timestampMs !== undefined && { timestampMs }) };
}
