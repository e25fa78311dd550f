import { formatGeneral, readValue } from '../go-float.js';
import { parseDuration } from '../promql/syntax/duration.js';
import type { Labels } from '../series/labels.js';
import { quote } from './printf.js';
import { TemplateError } from './syntax.js';
import {
  type TemplateValue,
  bool,
  display,
  displayTime,
  fieldOf,
  float,
  int,
  labelMap,
  list,
  text,
} from './value.js';

/** What the functions of a template need beside their arguments. */
export interface TemplateWorld {
  /** Answers the function `query`. */
  readonly query: (
    expression: string,
  ) => Promise<readonly { readonly labels: Labels; readonly value: number }[]>;
  /** Address at which people reach Prometheus (`--web.external-url`). */
  readonly externalUrl: string;
  /** Replaces all matches of an RE2 expression; throws where it is wrong. */
  readonly replaceAll: (pattern: string, replacement: string, subject: string) => string;
  /** Whether an RE2 expression matches somewhere. */
  readonly matches: (pattern: string, subject: string) => boolean;
}

/** A function of Prometheus, which has a fixed number of arguments. */
interface TemplateFunction {
  readonly arguments: number;
  readonly run: (
    args: readonly TemplateValue[],
    world: TemplateWorld,
  ) => TemplateValue | Promise<TemplateValue>;
}

const onText = (run: (value: string) => TemplateValue): TemplateFunction => ({
  arguments: 1,
  run: ([value]) => run(string(value)),
});
const onNumber = (run: (value: number) => string): TemplateFunction => ({
  arguments: 1,
  run: ([value]) => text(run(number(value))),
});

/** The functions of Prometheus 2.42 (template/template.go); `args` is among the builtins. */
export const prometheusFunctions: Readonly<Record<string, TemplateFunction>> = {
  query: { arguments: 1, run: runQuery },
  first: {
    arguments: 1,
    run: ([samples]) => {
      const [first] = items(samples);
      if (first === undefined) throw new TemplateError('first() called on vector with no elements');
      return first;
    },
  },
  label: {
    arguments: 2,
    run: ([name, sample]) => fieldOf(fieldOf(sampleOf(sample), 'Labels'), string(name)),
  },
  value: { arguments: 1, run: ([sample]) => fieldOf(sampleOf(sample), 'Value') },
  strvalue: { arguments: 1, run: ([sample]) => fieldOf(fieldOf(sampleOf(sample), 'Labels'), '__value__') },
  sortByLabel: { arguments: 2, run: ([name, samples]) => sortByLabel(string(name), items(samples)) },
  reReplaceAll: {
    arguments: 3,
    run: ([pattern, replacement, subject], world) =>
      text(world.replaceAll(string(pattern), string(replacement), string(subject))),
  },
  match: {
    arguments: 2,
    run: ([pattern, subject], world) => bool(world.matches(string(pattern), string(subject))),
  },
  // The result is plain text and never markup: there is nothing to mark as safe.
  safeHtml: onText(text),
  title: onText((value) =>
    text(
      value.replace(
        /(^|[\0-/:-@[-^`{-\x7f\s])(\p{L})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      ),
    ),
  ),
  toUpper: onText((value) => text(value.toUpperCase())),
  toLower: onText((value) => text(value.toLowerCase())),
  graphLink: onText((expression) => text(`/graph?g0.expr=${queryEscape(expression)}&g0.tab=0`)),
  tableLink: onText((expression) => text(`/graph?g0.expr=${queryEscape(expression)}&g0.tab=1`)),
  stripPort: onText((value) => text(hostOf(value))),
  stripDomain: onText((value) => text(stripDomain(value))),
  humanize: onNumber(humanize),
  humanize1024: onNumber(humanize1024),
  humanizeDuration: onNumber(humanizeDuration),
  humanizePercentage: onNumber(humanizePercentage),
  humanizeTimestamp: onNumber((value) =>
    Number.isFinite(value) ? displayTime(millisecondsOf(value)) : formatGeneral(value, 4),
  ),
  toTime: {
    arguments: 1,
    run: ([value]) => {
      const seconds = number(value);
      if (!Number.isFinite(seconds)) throw new TemplateError('invalid time');
      return { type: 'time', timeMs: millisecondsOf(seconds) };
    },
  },
  parseDuration: onText((value) => {
    const duration = parseDuration(value);
    if (typeof duration !== 'number') throw new TemplateError(duration.fault);
    return float(duration / 1000);
  }),
  externalURL: { arguments: 0, run: (_, world) => text(world.externalUrl) },
  pathPrefix: { arguments: 0, run: (_, { externalUrl }) => text(pathOf(externalUrl)) },
};

/** The path of an address, or of a text that is none. */
function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}

function millisecondsOf(seconds: number): number {
  return Math.trunc(seconds * 1000);
}

async function runQuery(
  [expression]: readonly TemplateValue[],
  world: TemplateWorld,
): Promise<TemplateValue> {
  const samples = await world.query(string(expression));
  return list(
    samples.map(({ labels, value }) => ({
      type: 'struct',
      fields: { Labels: labelMap(labels), Value: float(value) },
    })),
  );
}

function sortByLabel(name: string, samples: readonly TemplateValue[]): TemplateValue {
  const key = (sample: TemplateValue): string => display(fieldOf(fieldOf(sample, 'Labels'), name));
  return list([...samples].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)));
}

function sampleOf(value: TemplateValue | undefined): TemplateValue {
  if (value?.type !== 'struct' || value.fields['Labels'] === undefined)
    throw wrong(value, '*template.sample');
  return value;
}

function items(value: TemplateValue | undefined): readonly TemplateValue[] {
  if (value?.type !== 'list') throw wrong(value, 'template.queryResult');
  return value.items;
}

/** The text of an argument that must be one. */
export function string(value: TemplateValue | undefined): string {
  if (value?.type !== 'string') throw wrong(value, 'string');
  return value.value;
}

function wrong(value: TemplateValue | undefined, expected: string): TemplateError {
  return new TemplateError(`wrong type for value; expected ${expected}; got ${value?.type ?? 'nil'}`);
}

/** Numbers may come as texts, from a label. */
function number(value: TemplateValue | undefined): number {
  if (value?.type === 'float64' || value?.type === 'int') return value.value;
  if (value?.type !== 'string') throw new TemplateError(`can't convert ${value?.type ?? 'nil'} to float`);
  const read = readValue(value.value);
  if (read === undefined)
    throw new TemplateError(`strconv.ParseFloat: parsing ${quote(value.value)}: invalid syntax`);
  return read;
}

/** `host:port` without the port, brackets of IPv6 taken away; other texts as they are (net.SplitHostPort). */
function hostOf(value: string): string {
  const [, six, four] = /^(?:\[([^\[\]]*)\]|([^:\[\]]*)):[^:\[\]]*$/.exec(value) ?? [];
  return six ?? four ?? value;
}

function stripDomain(value: string): string {
  const [, host = value, port = ''] = /^([^:]*)(:[^:]*)?$/.exec(value) ?? [];
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(host) || value.split(':').length > 2;
  return isAddress ? value : (host.split('.')[0] ?? host) + port;
}

/** Go's url.QueryEscape. */
export function queryEscape(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** The length of a text, in bytes, of a list or of a map. */
export function lengthOf(value: TemplateValue | undefined): TemplateValue {
  if (value?.type === 'string') return int(new TextEncoder().encode(value.value).length);
  if (value?.type === 'list') return int(value.items.length);
  if (value?.type === 'map') return int(value.entries.size);
  throw new TemplateError(`len of type ${value?.type ?? 'nil'}`);
}

const four = (value: number): string => formatGeneral(value, 4);

/** With metric prefixes: `1.5k`, `20m`. */
function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return four(value);
  return Math.abs(value) >= 1
    ? divided(value, 1000, ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'])
    : multiplied(value);
}

/** With binary prefixes: `1.5ki`. */
function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return four(value);
  return divided(value, 1024, ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']);
}

function divided(value: number, by: number, prefixes: readonly string[]): string {
  let rest = value;
  let prefix = '';
  for (const each of prefixes) {
    if (Math.abs(rest) < by) break;
    prefix = each;
    rest /= by;
  }
  return four(rest) + prefix;
}

function multiplied(value: number): string {
  let rest = value;
  let prefix = '';
  for (const each of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
    if (Math.abs(rest) >= 1) break;
    prefix = each;
    rest *= 1000;
  }
  return four(rest) + prefix;
}

/** Seconds as `1h 2m 3s`, or with a prefix under one second. */
function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return four(seconds);
  if (seconds === 0) return `${four(seconds)}s`;
  if (Math.abs(seconds) < 1) return `${multiplied(seconds)}s`;
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  const rest = whole % 60;
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${rest}s`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${rest}s`;
  if (minutes > 0) return `${sign}${minutes}m ${rest}s`;
  return `${sign}${four(Math.abs(seconds))}s`;
}

/** A ratio as a percentage. */
function humanizePercentage(ratio: number): string {
  return `${four(ratio * 100)}%`;
}
