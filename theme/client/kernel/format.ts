import { inspect } from './inspect.js';

/**
 * The words of `console.log` as one text, as Node's `util.format` makes it: strings as they are, other values inspected,
 * and the `%s %d %i %f %j %o %O %c %%` of a first string filled in.
 *
 * @param words what was given to `console.log`
 */
export function formatWords(words: readonly unknown[]): string {
  const [first, ...rest] = words;
  if (typeof first !== 'string') return words.map(word).join(' ');
  if (rest.length === 0) return first;
  let used = 0;
  const text = first.replace(/%[sdifjoOc%]/g, (mark) => {
    if (mark === '%%') return '%';
    if (used === rest.length) return mark;
    return filled(mark, rest[used++]);
  });
  return [text, ...rest.slice(used).map(word)].join(' ');
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}

function filled(mark: string, value: unknown): string {
  switch (mark) {
    case '%s':
      return asString(value);
    case '%d':
      return typeof value === 'bigint'
        ? `${value}n`
        : numberText(typeof value === 'object' ? NaN : Number(value));
    case '%i':
      return typeof value === 'bigint' ? `${value}n` : numberText(parseInt(textOf(value)));
    case '%f':
      return numberText(parseFloat(textOf(value)));
    case '%j':
      return jsonText(value);
    case '%c':
      return '';
    default:
      return inspect(value, 4);
  }
}

/** What a number may be read in; nothing for what is no number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : '';
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function asString(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'object' && value !== null ? inspect(value, 0) : String(value);
}

function jsonText(value: unknown): string {
  try {
    // What has no JSON, such as a function, has none to write.
    const json: unknown = JSON.stringify(value);
    return String(json);
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('circular')) return '[Circular]';
    throw error;
  }
}
