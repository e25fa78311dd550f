import { ParseError } from '../../parse-error.js';
import { unquote } from '../promql/syntax/string-literal.js';
import type { Labels } from '../series/labels.js';

const word = /\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*/y;
const literal = /\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)\s*/y;

/**
 * A series as PromQL writes it, `up{job="a"}`, read into its labels (parser.ParseMetric).
 *
 * @throws {ParseError} with the offset of what is wrong
 */
export function parseMetric(text: string): Labels {
  let at = 0;
  const take = (pattern: RegExp, expected: string): string => {
    pattern.lastIndex = at;
    const [whole, found] = pattern.exec(text) ?? [];
    if (whole === undefined || found === undefined)
      throw new ParseError(`unexpected ${rest(text, at)}, expected ${expected}`, at);
    at += whole.length;
    return found;
  };
  const labels = new Map<string, string>();
  if (!/^\s*(?:\{|$)/.test(text)) labels.set('__name__', take(word, 'metric name'));
  while (/\s/.test(text[at] ?? '')) at++;
  if (at === text.length) return Object.fromEntries(labels);
  if (text[at] !== '{') throw new ParseError(`unexpected ${rest(text, at)}, expected "{"`, at);
  at++;
  while (/\s/.test(text[at] ?? '')) at++;
  while (text[at] !== '}') {
    const name = take(word, 'label name');
    if (name.includes(':'))
      throw new ParseError(`unexpected ${JSON.stringify(name)}, expected label name`, at);
    if (text[at] !== '=') throw new ParseError(`unexpected ${rest(text, at)}, expected "="`, at);
    at++;
    const value = unquote(take(literal, 'string'));
    if (value === undefined) throw new ParseError('invalid escape in string', at);
    labels.set(name, value);
    if (text[at] !== ',' && text[at] !== '}')
      throw new ParseError(`unexpected ${rest(text, at)}, expected "," or "}"`, at);
    if (text[at] === ',') at++;
    while (/\s/.test(text[at] ?? '')) at++;
  }
  if (text.slice(at + 1).trim() !== '') throw new ParseError(`unexpected ${rest(text, at + 1)}`, at + 1);
  return Object.fromEntries([...labels].filter(([, value]) => value !== ''));
}

function rest(text: string, at: number): string {
  return at >= text.length ? 'end of input' : JSON.stringify(text.slice(at, at + 20));
}
