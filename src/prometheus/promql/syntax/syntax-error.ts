import { ExpressionError } from '../query-error.js';
import { aggregationTable, functionTable } from './function-table.js';
import { type Token, tokenise } from './tokens.js';

const groupingWords = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/**
 * The error of Prometheus for an expression that its grammar refuses.
 *
 * @param text the expression
 * @param faultAt the offset of the first syntax error of a text; `undefined` where there is none
 */
export function syntaxError(text: string, faultAt: (text: string) => number | undefined): ExpressionError {
  const { tokens, fault } = tokenise(text);
  if (text.trim() === '' || tokens[0]?.type === 'end') {
    return new ExpressionError('no expression found in input', text, 0);
  }
  const known = withKnownFunctions(text, tokens);
  const offset = faultAt(known.text);
  if (offset === undefined && fault === undefined && known.unknown !== undefined) {
    const { start, text: name } = known.unknown;
    return new ExpressionError(`unknown function with name ${JSON.stringify(name)}`, text, start);
  }
  const refused = tokens.findIndex(({ start }) => start >= known.original(offset ?? text.length));
  const stray = strayDuration(tokens);
  const wrong = stray >= 0 && (refused < 0 || stray < refused) ? stray : refused;
  const token = tokens[wrong];
  if (fault !== undefined && (token === undefined || fault.start <= token.start)) {
    return new ExpressionError(fault.reason, text, fault.start);
  }
  if (token === undefined) return new ExpressionError('syntax error', text, text.length);
  const { context, expected } = contextOf(tokens, wrong);
  if (context === trailingComma) return new ExpressionError(context, text, tokens[wrong - 1]?.start ?? 0);
  const place = context === '' ? '' : ` in ${context}`;
  const wanted = expected === '' ? '' : `, expected ${expected}`;
  return new ExpressionError(`unexpected ${describeToken(token)}${place}${wanted}`, text, token.start);
}

/**
 * To the grammar functions are keywords, whereas Prometheus reports an unknown one only after its arguments: each unknown
 * name is replaced by `abs` while the rest is checked.
 */
function withKnownFunctions(
  text: string,
  tokens: readonly Token[],
): { text: string; unknown: Token | undefined; original: (offset: number) => number } {
  let known = '';
  let done = 0;
  const shifts: { readonly at: number; readonly by: number }[] = [];
  const unknown = tokens.filter(
    (token, i) =>
      token.type === 'identifier' && tokens[i + 1]?.text === '(' && !functionTable.has(token.text),
  );
  for (const { start, text: name } of unknown) {
    known += text.slice(done, start) + 'abs'.padEnd(name.length);
    if (name.length < 3) shifts.push({ at: known.length, by: 3 - name.length });
    done = start + name.length;
  }
  const original = (offset: number): number =>
    shifts.reduce((sum, { at, by }) => (offset >= at ? sum - by : sum), offset);
  return { text: known + text.slice(done), unknown: unknown.at(-1), original };
}

const trailingComma = 'trailing commas not allowed in function call args';

/** The rule of Prometheus' grammar that meets the fault, and what it expects instead. */
function contextOf(tokens: readonly Token[], wrong: number): { context: string; expected: string } {
  const before = tokens.slice(0, wrong);
  const last = before.at(-1)?.text.toLowerCase() ?? '';
  const open = openBrackets(before);
  const inner = open.at(-1);
  if (inner?.bracket === '{') return { context: 'label matching', expected: wantedInBraces(before) };
  if (inner?.bracket === '[') return bracketContext(before.slice(inner.index + 1));
  if (inner?.bracket === '(' && groupingWords.has(inner.owner)) {
    return { context: 'grouping opts', expected: last === '(' || last === ',' ? 'label' : '"," or ")"' };
  }
  if (last === 'by' || last === 'without' || last === 'on' || last === 'ignoring') {
    return { context: 'grouping opts', expected: '"("' };
  }
  if (last === 'offset') return { context: 'offset', expected: 'duration' };
  if (last === '@') return { context: '@', expected: 'timestamp' };
  if (last === ',' && inner?.bracket === '(') {
    return { context: trailingComma, expected: '' };
  }
  const aggregating =
    aggregationTable.has(last) ||
    afterGrouping(before) ||
    open.some(({ owner }) => aggregationTable.has(owner));
  return { context: aggregating ? 'aggregation' : '', expected: '' };
}

/** A duration where none is allowed. The grammar of lezer, whose words depend on the context, has a number and a name there. */
function strayDuration(tokens: readonly Token[]): number {
  return tokens.findIndex(({ type }, i) => {
    const [previous, before] = [tokens[i - 1]?.text.toLowerCase() ?? '', tokens[i - 2]?.text.toLowerCase()];
    const wanted =
      ['[', ':', 'offset'].includes(previous) || (/^[+-]$/.test(previous) && before === 'offset');
    return type === 'duration' && !wanted;
  });
}

/** Whether the words end after the labels of an aggregation without its argument, `sum by (a)`. */
function afterGrouping(before: readonly Token[]): boolean {
  if (before.at(-1)?.text !== ')') return false;
  const opened = openBrackets(before.slice(0, -1)).at(-1);
  const word = opened === undefined ? undefined : before[opened.index - 2]?.text.toLowerCase();
  return opened !== undefined && groupingWords.has(opened.owner) && aggregationTable.has(word ?? '');
}

interface Open {
  readonly bracket: string;
  readonly index: number;
  /** The word before it: `sum` of `sum(`, or of `sum by (a) (`. */
  readonly owner: string;
}

function openBrackets(tokens: readonly Token[]): readonly Open[] {
  const open: Open[] = [];
  let closed: Open | undefined;
  tokens.forEach(({ text, type }, index) => {
    if (type !== 'sign') return;
    if ('({['.includes(text)) {
      const previous = tokens[index - 1];
      const afterGrouping =
        previous?.text === ')' && closed !== undefined && groupingWords.has(closed.owner)
          ? closed
          : undefined;
      const word = afterGrouping === undefined ? previous : tokens[afterGrouping.index - 2];
      open.push({ bracket: text, index, owner: word?.text.toLowerCase() ?? '' });
    } else if (')}]'.includes(text)) closed = open.pop();
  });
  return open;
}

function wantedInBraces(before: readonly Token[]): string {
  const last = before.at(-1);
  if (last?.type === 'identifier') return 'label matching operator';
  if (last?.type === 'operator') return 'string';
  if (last?.type === 'string') return '"," or "}"';
  return 'identifier or "}"';
}

function bracketContext(inside: readonly Token[]): { context: string; expected: string } {
  if (inside.length === 0) return { context: 'subquery selector', expected: 'duration' };
  if (inside.length === 1) return { context: 'subquery or range', expected: '":" or "]"' };
  return { context: 'subquery selector', expected: inside.length === 2 ? 'duration or "]"' : '"]"' };
}

/** A word as Prometheus names it in an error: `identifier "b"`, `<op:+>`, `<by>`. */
export function describeToken({ type, text }: Token): string {
  const lower = text.toLowerCase();
  if (type === 'end') return 'end of input';
  if (type === 'sign' || (type === 'operator' && text === '=')) return JSON.stringify(text);
  if (type === 'operator') return `<op:${lower}>`;
  if (type === 'keyword') return aggregationTable.has(lower) ? `<aggr:${lower}>` : `<${lower}>`;
  return `${type} ${type === 'identifier' || text.length <= 10 ? quoted(text) : `${quoted(text.slice(0, 10))}...`}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
