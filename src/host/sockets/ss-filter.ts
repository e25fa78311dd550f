import { ParseError } from '../../parse-error.js';
import type { SocketState } from '../kernel/socket-state.js';
import type { SocketEntry } from './socket-entry.js';
import type { FilterWord, HostSyntax } from './ss-host.js';
import { hostCondition, portOperand } from './ss-host.js';
import { readStates } from './ss-states.js';

/** A filter, ready to choose sockets. */
export interface SocketFilter {
  /** The states that it names; absent when it names none: then the options of the table decide. */
  readonly states?: readonly SocketState[];
  /** Whether the rest of it chooses a socket; its state is not looked at. */
  matches(entry: SocketEntry): boolean;
}

type Predicate = (entry: SocketEntry) => boolean;
type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

const MAX_LENGTH = 10_000;
const MAX_DEPTH = 100;

const comparisons: Readonly<Record<string, Comparison>> = {
  ...{ '=': '=', '==': '=', eq: '=', '!=': '!=', ne: '!=', neq: '!=', '>': '>', gt: '>', '<': '<', lt: '<' },
  ...{ '>=': '>=', ge: '>=', geq: '>=', '<=': '<=', le: '<=', leq: '<=' },
};
const negations = ['!', 'not'];
const conjunctions = ['&', '&&', 'and'];
const disjunctions = ['|', '||', 'or'];
/** What /proc/net does not tell of a socket, and why. */
const unknowable: Readonly<Record<string, string>> = {
  dev: 'the interface that a socket is bound to',
  fwmark: 'the mark of a socket',
  cgroup: 'the cgroup of a socket',
  autobound: 'whether the kernel chose the port',
};

/**
 * Reads a filter in ss's own language: `state established ( dport = :443 or src 10.0.0.0/8 )`.
 *
 * Words stand between spaces, parentheses too. As ss really does it, `and` and `or` count the same and are read from the
 * left (its manual says otherwise), and conditions side by side are joined by `and`. Host names are not looked up. An
 * IPv4 address chooses the IPv6 sockets that speak IPv4 as well.
 *
 * @param text the filter; empty chooses every socket
 * @param syntax `hosts`: what `src` and `dst` are followed by when they name no family, `inet` by default, `unix` when only
 *   unix sockets are asked for; `services`: names that may stand for a port, none by default
 * @throws ParseError whose offset is the character that is wrong
 * @see ss(8), EXPRESSION and HOST SYNTAX; misc/ssfilter.y of iproute2
 * @example
 * ```ts
 * import { compileSocketFilter } from 'sonde/host';
 *
 * const { states } = compileSocketFilter('state bucket sport gt :1024');
 * console.log(states); // → [ 'SYN-RECV', 'TIME-WAIT' ]
 * ```
 */
export function compileSocketFilter(text: string, syntax: Partial<HostSyntax> = {}): SocketFilter {
  if (text.length > MAX_LENGTH) throw new ParseError(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  const { states, rest } = readStates(wordsOf(text));
  const reader = new ExpressionReader(rest, text.length, { hosts: 'inet', ...syntax });
  const matches = reader.whole();
  return { ...(states && { states }), matches };
}

function wordsOf(text: string): readonly FilterWord[] {
  let offset = 0;
  const words: FilterWord[] = [];
  // The separators are kept, so that each word knows its place.
  for (const piece of text.split(/(\s+)/)) {
    if (/^\S/.test(piece)) words.push({ text: piece, offset });
    offset += piece.length;
  }
  return words;
}

class ExpressionReader {
  #at = 0;

  constructor(
    readonly words: readonly FilterWord[],
    readonly end: number,
    readonly syntax: HostSyntax,
  ) {}

  whole(): Predicate {
    if (this.words.length === 0) return () => true;
    const predicate = this.#list(0);
    if (this.#at < this.words.length) throw this.#fault('this closes nothing');
    return predicate;
  }

  /** Conditions up to a closing parenthesis, or the end. */
  #list(depth: number): Predicate {
    let left = this.#condition(depth);
    for (;;) {
      const word = this.words[this.#at]?.text ?? ')';
      if (word === ')') return left;
      const either = disjunctions.includes(word);
      if (either || conjunctions.includes(word)) this.#at += 1;
      left = joined(left, this.#condition(depth), either);
    }
  }

  #condition(depth: number): Predicate {
    let negated = false;
    for (; negations.includes(this.words[this.#at]?.text ?? ''); this.#at++) negated = !negated;
    const predicate = this.#simple(depth);
    return negated ? (entry) => !predicate(entry) : predicate;
  }

  #simple(depth: number): Predicate {
    const word = this.#next('a condition');
    if (word.text === '(') return this.#inParentheses(depth + 1);
    if (word.text === 'src' || word.text === 'dst') return this.#host(word.text === 'src' ? 'local' : 'peer');
    if (word.text === 'sport' || word.text === 'dport')
      return this.#port(word.text === 'sport' ? 'local' : 'peer');
    this.#at -= 1;
    if (Object.hasOwn(unknowable, word.text))
      throw this.#fault(`/proc/net does not tell ${unknowable[word.text] ?? ''}`);
    if (word.text.startsWith('(')) throw this.#fault('put a space after (');
    throw this.#fault('src, dst, sport, dport, not or ( expected');
  }

  #inParentheses(depth: number): Predicate {
    if (depth > MAX_DEPTH) throw this.#fault(`more than ${MAX_DEPTH} parentheses in each other`);
    const predicate = this.#list(depth);
    this.#next(')');
    return predicate;
  }

  #host(end: 'local' | 'peer'): Predicate {
    const comparison = this.#comparison();
    if (comparison !== '=') {
      this.#at -= 1;
      throw this.#fault('only = goes with an address: write not before the condition');
    }
    const condition = hostCondition(this.#next('an address'), this.syntax);
    return (entry) => condition(entry[end], entry.family);
  }

  #port(end: 'local' | 'peer'): Predicate {
    const comparison = this.#comparison();
    const word = this.#next('a port');
    const port = portOperand(word, this.syntax);
    if (port !== undefined) return (entry) => holds(comparison, entry[end].port, port);
    if (comparison === '=') return () => true;
    if (comparison === '!=') return () => false;
    throw new ParseError('a port to compare with expected', word.offset);
  }

  /** `=` may be left out. */
  #comparison(): Comparison {
    const word = this.words[this.#at]?.text ?? '';
    if (!Object.hasOwn(comparisons, word)) return '=';
    this.#at += 1;
    return comparisons[word] ?? '=';
  }

  #next(what: string): FilterWord {
    const word = this.words[this.#at];
    if (!word) throw new ParseError(`${what} expected`, this.end);
    this.#at += 1;
    return word;
  }

  #fault(message: string): ParseError {
    const word = this.words[this.#at];
    return new ParseError(
      word ? `${message}, found ${JSON.stringify(word.text)}` : message,
      word?.offset ?? this.end,
    );
  }
}

function joined(left: Predicate, right: Predicate, either: boolean): Predicate {
  return either ? (entry) => left(entry) || right(entry) : (entry) => left(entry) && right(entry);
}

function holds(comparison: Comparison, value: number, than: number): boolean {
  switch (comparison) {
    case '=':
      return value === than;
    case '!=':
      return value !== than;
    case '<':
      return value < than;
    case '<=':
      return value <= than;
    case '>':
      return value > than;
    case '>=':
      return value >= than;
  }
}
