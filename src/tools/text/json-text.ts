import { ParseError } from '../../parse-error.js';

/** An hour of iperf3 with a hundred streams is shorter. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * Reads a text of JSON that a tool printed.
 *
 * @throws {@link ParseError} with the line and the offset, which JSON.parse tells for some faults only
 */
export function parseJsonText(text: string): unknown {
  if (text.length > MAX_CHARACTERS)
    throw new ParseError(`longer than ${MAX_CHARACTERS} characters`, MAX_CHARACTERS);
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const body = text.slice(start);
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = faultOffset(body);
    const found = at < body.length ? JSON.stringify(body.slice(at, at + 20)) : 'the end of the text';
    throw new ParseError(`not JSON: unexpected ${found}`, start + at, body.slice(0, at).split('\n').length);
  }
}

/** RFC 8259, section 2: a structural character, a string, or another literal. */
const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'next' | 'nothing';

/** Where a text that is not JSON stops being it. */
function faultOffset(text: string): number {
  const token = new RegExp(TOKEN);
  const open: string[] = [];
  let expected: Expected = 'value';
  for (;;) {
    const start = token.lastIndex;
    const found = token.exec(text);
    if (found === null) return afterBlanks(text, start);
    const [whole, mark, string] = found;
    const next = follow(expected, mark, string !== undefined, open);
    if (next === undefined) return start + whole.length - whole.trimStart().length;
    expected = next;
  }
}

function afterBlanks(text: string, start: number): number {
  const blanks = /[ \t\r\n]*/y;
  blanks.lastIndex = start;
  return start + (blanks.exec(text)?.[0].length ?? 0);
}

/** What may come after a token; `undefined` when the token may not come. */
function follow(
  expected: Expected,
  mark: string | undefined,
  isString: boolean,
  open: string[],
): Expected | undefined {
  const isValue = expected === 'value' || expected === 'first value';
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'next');
  if (mark === undefined) {
    if (isValue) return afterValue();
    return isString && (expected === 'key' || expected === 'first key') ? 'colon' : undefined;
  }
  if (mark === '{' || mark === '[') {
    if (!isValue) return undefined;
    open.push(mark);
    return mark === '{' ? 'first key' : 'first value';
  }
  if (mark === ':') return expected === 'colon' ? 'value' : undefined;
  if (mark === ',') return expected !== 'next' ? undefined : open.at(-1) === '{' ? 'key' : 'value';
  const isEmpty = expected === (mark === '}' ? 'first key' : 'first value');
  if (!isEmpty && expected !== 'next') return undefined;
  return open.pop() === (mark === '}' ? '{' : '[') ? afterValue() : undefined;
}
