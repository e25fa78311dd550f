import { UnknownNameError } from '../unknown-name.js';
import { Command, InvalidArgumentError, Option } from 'commander';
import { originLabel } from '../origin.js';
import { ParseError } from '../parse-error.js';
import { InvalidOptionError } from '../option.js';
import type { Prometheus } from '../prometheus/prometheus.js';
import type { OpenPrometheusOptions } from '../prometheus/open-prometheus.js';
import { parseDuration } from '../prometheus/promql/syntax/duration.js';
import type { ExpressionError } from '../prometheus/promql/query-error.js';
import type { QueryRange } from '../prometheus/promql/query-range.js';
import type { QueryResult } from '../prometheus/promql/result.js';
import { interruptible } from './interruption.js';
import { decimal, secondsAsMs } from './probe/probe-options.js';
import { printError, printText } from './terminal.js';

interface Options {
  readonly time?: number;
  readonly range?: number;
  readonly step?: number;
  readonly source: 'auto' | 'server' | 'embedded';
  readonly url?: string;
  readonly timeout?: number;
  readonly scenario?: string;
  readonly minutes?: number;
  readonly json?: true;
  readonly prometheus?: '2' | '3';
}

/** `sonde promql`: a query, to the server of PROMETHEUS_URL or to the embedded engine. */
export function promqlCommand(): Command {
  return new Command('promql')
    .description('pose une requête PromQL à un serveur Prometheus, ou au moteur embarqué')
    .helpOption('-h, --help', 'affiche cette aide')
    .argument('<expression>', 'requête PromQL')
    .option('--time <moment>', 'secondes Unix ou date RFC 3339 (maintenant par défaut)', momentMs)
    .option('--range <durée>', 'toutes les valeurs jusqu’à ce moment, sur une durée comme 5m', durationMs)
    .option('--step <durée>', 'temps entre deux valeurs (un soixantième de --range par défaut)', durationMs)
    .addOption(
      new Option('--source <source>', 'le serveur s’il y en a un qui répond (auto), lui seul, ou le moteur')
        .choices(['auto', 'server', 'embedded'])
        .default('auto'),
    )
    .option('--url <adresse>', 'adresse du serveur, au lieu de PROMETHEUS_URL')
    .option('--timeout <secondes>', 'attente de la réponse', secondsAsMs)
    .addOption(
      new Option('--scenario <nom>', 'ce que lit le moteur : un scénario du cours, observé').conflicts('url'),
    )
    .addOption(
      new Option('--minutes <nombre>', 'durée de cette observation').argParser(decimal).conflicts('url'),
    )
    .addOption(
      new Option(
        '--prometheus <version>',
        'intervalles du moteur embarqué : ouverts à gauche (3) ou fermés (2)',
      )
        .choices(['2', '3'])
        .conflicts('url'),
    )
    .option('--json', 'écrit le résultat pour un programme')
    .action((expression: string, options: Options) =>
      interruptible(async (signal) => {
        process.exitCode = await run(expression, options, signal);
      }),
    );
}

/** @returns 0 with an answer, were it empty, 2 without */
async function run(expression: string, options: Options, signal: AbortSignal): Promise<number> {
  try {
    const prometheus = await open(options, signal);
    if (!options.json) printError(`[${originLabel[prometheus.origin]} — ${prometheus.reason}]`);
    const answer = await ask(prometheus, expression, options, signal);
    const { answerJson, answerText } = await import('./promql-text.js');
    printText(options.json ? answerJson(prometheus, answer) : answerText(answer));
    return 0;
  } catch (error) {
    if (signal.aborted || !isExpected(error)) throw error;
    printError(`sonde : ${error.message}`);
    if (error.name === 'ExpressionError') printError(...pointer(expression, error as Error & Place));
    return 2;
  }
}

async function open(options: Options, signal: AbortSignal): Promise<Prometheus> {
  const { openPrometheus } = await import('../prometheus/open-prometheus.js');
  const { source, url, timeout: timeoutMs } = options;
  const common: OpenPrometheusOptions = {
    signal,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(options.prometheus && { prometheus: options.prometheus === '2' ? 2 : 3 }),
  };
  const { scenario, minutes } = options;
  if (scenario === undefined && minutes === undefined)
    return openPrometheus({ ...common, source, ...(url !== undefined && { url }) });
  if (source === 'server')
    throw new InvalidOptionError('--source', source, 'auto or embedded with --scenario or --minutes');
  // A scenario that is named is the one to query, even where there is a server.
  const { monitorScenario } = await import('../prometheus/monitored-scenario.js');
  const duration = minutes === undefined ? {} : { minutes };
  const series = await monitorScenario(scenario ?? 'congestion', { signal, ...duration });
  return openPrometheus({ ...common, source: 'embedded', series });
}

function ask(
  prometheus: Prometheus,
  expression: string,
  options: Options,
  signal: AbortSignal,
): Promise<QueryResult> {
  const { time = prometheus.now() } = options;
  const range = rangeOf(time, options);
  return range === undefined
    ? prometheus.query(expression, time, { signal })
    : prometheus.queryRange(expression, range, { signal });
}

function rangeOf(endMs: number, { range, step }: Options): QueryRange | undefined {
  if (range === undefined && step !== undefined)
    throw new InvalidOptionError('--step', `${step} ms`, 'left out without --range');
  if (range === undefined) return undefined;
  return { startMs: endMs - range, endMs, stepMs: step ?? Math.max(1000, Math.ceil(range / 60_000) * 1000) };
}

type Place = Pick<ExpressionError, 'line' | 'column'>;

/** The line that is wrong, and under it a caret at the fault. */
function pointer(expression: string, { line = 1, column }: Place): readonly string[] {
  const text = (expression.split('\n')[line - 1] ?? '').replace(/\p{Cc}/gu, ' ');
  return [text, `${' '.repeat(Math.min(text.length, column - 1))}^`];
}

/** What a person, a server or a file can be told of; anything else is a bug, and is thrown. */
function isExpected(error: unknown): error is Error {
  const named = ['QueryError', 'PrometheusServerError', 'UnknownHostError'];
  return (
    error instanceof ParseError ||
    error instanceof InvalidOptionError ||
    error instanceof UnknownNameError ||
    (error instanceof Error && named.includes(error.name))
  );
}

function durationMs(text: string): number {
  const duration = parseDuration(text);
  if (typeof duration === 'number') return duration;
  throw new InvalidArgumentError('une durée de Prometheus est attendue, comme 30s ou 1h30m.');
}

function momentMs(text: string): number {
  const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = /^-?\d{1,12}(\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * 1000) : NaN;
  const moment = isDate ? Date.parse(text) : ms;
  if (Number.isSafeInteger(moment)) return moment;
  throw new InvalidArgumentError('des secondes Unix ou une date comme 2026-01-31T08:00:00Z sont attendues.');
}
