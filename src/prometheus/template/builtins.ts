import { lengthOf, prometheusFunctions, queryEscape, string } from './functions.js';
import { sprintf } from './printf.js';
import { TemplateError } from './syntax.js';
import { bool, display, isTrue, nil, text, type TemplateValue } from './value.js';

type Arguments = readonly TemplateValue[];

/** Go's own functions of text/template. `and` and `or` are not among them: they do not evaluate all their arguments. */
export const builtins: Readonly<Record<string, (args: Arguments) => TemplateValue>> = {
  not: (args) => bool(!isTrue(only(args, 'not'))),
  len: (args) => lengthOf(only(args, 'len')),
  index,
  slice,
  print: (args) => text(print(args)),
  println: (args) => text(`${args.map(display).join(' ')}\n`),
  printf: ([format, ...values]) => text(sprintf(string(format), values)),
  html: (args) => text(print(args).replace(/["'&<>\0]/g, (c) => htmlEntities[c] ?? c)),
  js: (args) => text(print(args).replace(/[\\'"<>&=\u0000-\u001f]/g, jsEscape)),
  urlquery: (args) => text(queryEscape(print(args))),
  call: () => {
    throw new TemplateError('call of non-function');
  },
  args: (args) => ({
    type: 'map',
    entries: new Map(args.map((value, i) => [`arg${i}`, value])),
    missing: text('<no value>'),
  }),
  eq: ([first, ...others]) => {
    if (first === undefined || others.length === 0)
      throw new TemplateError('missing argument for comparison');
    return bool(others.some((other) => equal(first, other)));
  },
  ne: (args) => bool(!equal(...pair(args, 'ne'))),
  lt: (args) => bool(less(...pair(args, 'lt'))),
  le: (args) => bool(lessOrEqual(...pair(args, 'le'))),
  gt: (args) => bool(!lessOrEqual(...pair(args, 'gt'))),
  ge: (args) => bool(!less(...pair(args, 'ge'))),
};

/** The functions that a template may call: Go's own, and those of Prometheus. */
export const functionNames: ReadonlySet<string> = new Set([
  'and',
  'or',
  ...Object.keys(builtins),
  ...Object.keys(prometheusFunctions),
]);

const htmlEntities: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
};

function jsEscape(character: string): string {
  const simple = '\\\'"'.includes(character);
  return simple
    ? `\\${character}`
    : `\\u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function only(args: Arguments, name: string): TemplateValue {
  const [value] = args;
  if (value === undefined || args.length !== 1) throw wrongCount(name, 1, args.length);
  return value;
}

function pair(args: Arguments, name: string): [TemplateValue, TemplateValue] {
  const [a, b] = args;
  if (a === undefined || b === undefined || args.length !== 2) throw wrongCount(name, 2, args.length);
  return [a, b];
}

/** The error of a call with too many or too few arguments. */
export function wrongCount(name: string, want: number, got: number): TemplateError {
  return new TemplateError(`wrong number of args for ${name}: want ${want} got ${got}`);
}

/** Values one after the other, with a space between two of which neither is a text (fmt.Sprint). */
function print(args: Arguments): string {
  return args
    .map((value, i) => {
      const before = args[i - 1];
      return (
        (before !== undefined && before.type !== 'string' && value.type !== 'string' ? ' ' : '') +
        display(value)
      );
    })
    .join('');
}

function index([start, ...keys]: Arguments): TemplateValue {
  if (start === undefined) throw wrongCount('index', 1, 0);
  return keys.reduce((value, key) => {
    if (value.type === 'map') return value.entries.get(string(key)) ?? value.missing;
    if (value.type !== 'list') throw new TemplateError(`can't index item of type ${value.type}`);
    if (key.type !== 'int') throw new TemplateError(`cannot index slice/array with type ${key.type}`);
    const item = value.items[key.value];
    if (item === undefined) throw new TemplateError(`index out of range: ${key.value}`);
    return item;
  }, start);
}

function slice([value, ...bounds]: Arguments): TemplateValue {
  const size =
    value?.type === 'string' ? value.value.length : value?.type === 'list' ? value.items.length : undefined;
  if (size === undefined || value === undefined)
    throw new TemplateError(`can't slice item of type ${value?.type ?? 'nil'}`);
  const [from = 0, to = size] = bounds.map((bound) => {
    if (bound.type !== 'int') throw new TemplateError(`cannot index slice/array with type ${bound.type}`);
    if (bound.value < 0 || bound.value > size) throw new TemplateError(`index out of range: ${bound.value}`);
    return bound.value;
  });
  if (from > to) throw new TemplateError(`invalid slice index: ${from} > ${to}`);
  if (value.type === 'string') return text(value.value.slice(from, to));
  return value.type === 'list' ? { type: 'list', items: value.items.slice(from, to) } : nil;
}

function equal(a: TemplateValue, b: TemplateValue): boolean {
  const basic = ['string', 'float64', 'int', 'bool'];
  if (!basic.includes(a.type) || !basic.includes(b.type)) {
    if (a.type === 'nil' || b.type === 'nil') return a.type === b.type;
    throw new TemplateError('non-comparable type');
  }
  if (a.type !== b.type) throw new TemplateError('incompatible types for comparison');
  return display(a) === display(b) && !(a.type === 'float64' && Number.isNaN(a.value));
}

function less(a: TemplateValue, b: TemplateValue): boolean {
  if (a.type !== b.type) throw new TemplateError('incompatible types for comparison');
  if ((a.type === 'float64' || a.type === 'int') && 'value' in b) return a.value < (b.value as number);
  if (a.type === 'string' && b.type === 'string') return a.value < b.value;
  throw new TemplateError('invalid type for comparison');
}

function lessOrEqual(a: TemplateValue, b: TemplateValue): boolean {
  return less(a, b) || equal(a, b);
}
