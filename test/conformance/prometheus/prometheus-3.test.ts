import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import type { QueryResult } from '../../../src/prometheus/promql/result.js';
import { sortedByLabels } from '../../../src/prometheus/series/labels.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { expressions, refused, startMs, tableSeries } from './promql-cases.js';
import { difference, fromAnswer, plain, type PlainAnswer } from './promql-answer.js';
import { expressions3, refused3, utf8Series } from './prometheus-3-cases.js';
import { randomQuery } from './promql-random-query.js';
import { randomSeries } from './promql-random-series.js';
import { type Answer, fill, type MadeSeries, PromqlServer } from './promql-server.js';

/*
 * The answers of Prometheus 3.16.0, which Debian does not have, are recorded. To record them again:
 *
 *   GOBIN=/tmp/prometheus go install github.com/prometheus/prometheus/cmd/prometheus@v0.316.0
 *   SONDE_PROMETHEUS_3=/tmp/prometheus/prometheus npx vitest run test/conformance/prometheus/prometheus-3.test.ts
 */
const recordedFile = 'test/conformance/prometheus/recorded/prometheus-3.json';
const command = process.env.SONDE_PROMETHEUS_3;

const features = ['experimental-functions', 'delayed-name-removal', 'binop-fill-modifiers'];
const flags = [`--enable-feature=${features.map((name) => `promql-${name}`).join(',')}`];

/** A query: at one moment, or at several with the time between two. */
interface Query {
  readonly expression: string;
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

const at = (expression: string): readonly Query[] => [
  { expression, startMs: startMs + 2_345_678, stepMs: 1000, steps: 1 },
  // Full minutes, at which many samples stand: the very ends of ranges show.
  { expression, startMs: startMs + 1_800_000, stepMs: 300_000, steps: 7 },
];
const written = [...expressions, ...expressions3].flatMap(at);
const wrong = [...refused, ...refused3].flatMap((expression) => at(expression).slice(0, 1));
const random = fc.sample(randomQuery, { numRuns: 400, seed: 3 });

const suites: Readonly<Record<string, { series: readonly MadeSeries[]; queries: readonly Query[] }>> = {
  written: { series: inOrder([...tableSeries(), ...utf8Series()]), queries: [...written, ...wrong] },
  random: { series: inOrder(randomSeries(3)), queries: random },
};

/** Prometheus 3 gives series in the order in which they came; ours has them by their labels. */
function inOrder(series: readonly MadeSeries[]): readonly MadeSeries[] {
  return sortedByLabels(series, ({ labels }) => labels);
}

type Recorded = Readonly<Record<string, Answer>>;

function keyOf({ expression, startMs: from, stepMs, steps }: Query): string {
  return steps === 1 ? `${expression} @${from}` : `${expression} @${from}+${stepMs}x${steps - 1}`;
}

async function asked(server: PromqlServer, query: Query): Promise<Answer> {
  const { expression, stepMs, steps } = query;
  if (steps === 1) return server.ask('query', { query: expression, time: String(query.startMs / 1000) });
  const start = String(query.startMs / 1000);
  const end = String((query.startMs + (steps - 1) * stepMs) / 1000);
  return server.ask('query_range', { query: expression, start, end, step: String(stepMs / 1000) });
}

async function record(program: string): Promise<void> {
  const all: Record<string, Record<string, Answer>> = {};
  for (const [name, { series, queries }] of Object.entries(suites)) {
    const server = await PromqlServer.start(series, flags, undefined, program);
    const answers: Record<string, Answer> = {};
    for (const query of queries) {
      const { status, data, error } = await asked(server, query);
      answers[keyOf(query)] = { status, ...(data && { data }), ...(error !== undefined && { error }) };
    }
    await server.close();
    all[name] = answers;
  }
  mkdirSync(path.dirname(recordedFile), { recursive: true });
  const lines = Object.entries(all).map(([name, answers]) => {
    const rows = Object.entries(answers).map(
      ([key, answer]) => `${JSON.stringify(key)}:${JSON.stringify(answer)}`,
    );
    return `${JSON.stringify(name)}:{\n${rows.join(',\n')}\n}`;
  });
  writeFileSync(recordedFile, `{\n${lines.join(',\n')}\n}\n`);
}

async function ours(engine: PromEngine, query: Query): Promise<PlainAnswer> {
  const { expression, startMs: from, stepMs, steps } = query;
  const found: Promise<QueryResult> =
    steps === 1
      ? engine.query(expression, from)
      : engine.queryRange(expression, { startMs: from, stepMs, endMs: from + (steps - 1) * stepMs });
  return found.then(
    (answer) => plain(answer, expression),
    (error: unknown) => ({ error: (error as Error).message.replace(/^invalid parameter "query": /, '') }),
  );
}

/** Without the names of metrics. */
function nameless(answer: PlainAnswer): PlainAnswer {
  if ('error' in answer) return answer;
  const rows = answer.rows.map((row) => ({
    ...row,
    metric: row.metric.replace(/\["__name__","[^"]*"\],?/, '').replace(/,\]$/, ']'),
  }));
  return { ...answer, rows };
}

/** The same series in the opposite order. */
class TurnedStore extends SeriesStore {
  override select(...given: Parameters<SeriesStore['select']>): ReturnType<SeriesStore['select']> {
    return [...super.select(...given)].reverse();
  }
}

describe('PromQL as Prometheus 3.16 evaluates it', () => {
  const recorded: Record<string, Recorded> = {};

  beforeAll(async () => {
    if (command !== undefined) await record(command);
    if (!existsSync(recordedFile)) throw new Error(`${recordedFile} is missing`);
    Object.assign(recorded, JSON.parse(readFileSync(recordedFile, 'utf8')));
  }, 600_000);

  const engine = new PromEngine(fill(new SeriesStore(), suites.written?.series ?? []));

  test.each([...new Set(written.map(({ expression }) => expression))])('%s', async (expression) => {
    for (const query of at(expression)) {
      const theirs = recorded.written?.[keyOf(query)] as Answer;
      expect(await ours(engine, query), keyOf(query)).toBeLike(fromAnswer(theirs, expression));
    }
  });

  test.each([...new Set(wrong.map(({ expression }) => expression))])('refused: %s', async (expression) => {
    const query = at(expression)[0] as Query;
    const theirs = recorded.written?.[keyOf(query)] as Answer;
    expect(await ours(engine, query)).toBeLike(fromAnswer(theirs, expression));
  });

  test('random queries', async () => {
    const series = suites.random?.series ?? [];
    const own = new PromEngine(fill(new SeriesStore(), series));
    const turned = new PromEngine(fill(new TurnedStore(), series));
    let unsure = 0;
    for (const query of random) {
      const theirs = fromAnswer(recorded.random?.[keyOf(query)] as Answer, query.expression);
      const found = await ours(own, query);
      const fault = difference(found, theirs);
      if (fault === undefined) continue;
      // Where rounding decides the answer, it depends on the order in which series are added up.
      const depends = difference(await ours(turned, query), found) !== undefined;
      // A comparison between vectors gives back a name that was to be removed at the end; without the feature it does not.
      const named =
        /[=<>]/.test(query.expression) && difference(nameless(found), nameless(theirs)) === undefined;
      if (!depends && !named) throw new Error(`${keyOf(query)}\n${fault}`);
      unsure++;
    }
    expect(unsure).toBeLessThan(random.length / 20);
  }, 60_000);
});
