import { ParseError } from '../../parse-error.js';
import { type SocketState, socketStates } from '../kernel/socket-state.js';
import {
  type FilterWord,
  type FilteredSocket,
  type HostSyntax,
  hostCondition,
  portOfEnd,
  portOperand,
} from './ss-host.js';

/** A filter, ready to choose sockets. */
export interface SocketFilter {
  /** The states that it names; absent when it names none: then the options of the table decide. */
  readonly states?: readonly SocketState[];
  /**
   * Whether the rest of it chooses a socket; its state is not looked at.
   *
   * @throws RangeError where the answer hangs on what is not known: a printed table may name a host or a service
   */
  matches(socket: FilteredSocket): boolean;
}

type Predicate = (socket: FilteredSocket) => boolean;
type Comparison = (port: number, than: number) => boolean;

const MAX_LENGTH = 10_000;
const MAX_DEPTH = 100;

const equal: Comparison = (port, than) => port === than;
const unequal: Comparison = (port, than) => port !== than;
const above: Comparison = (port, than) => port > than;
const below: Comparison = (port, than) => port < than;
const notBelow: Comparison = (port, than) => port >= than;
const notAbove: Comparison = (port, than) => port <= than;
const comparisons: Readonly<Record<string, Comparison>> = {
  ...{ '=': equal, '==': equal, eq: equal, '!=': unequal, ne: unequal, neq: unequal },
  ...{ '>': above, gt: above, '<': below, lt: below },
  ...{ '>=': notBelow, ge: notBelow, geq: notBelow, '<=': notAbove, le: notAbove, leq: notAbove },
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
    return negated ? (socket) => !predicate(socket) : predicate;
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
    if (comparison !== equal) {
      this.#at -= 1;
      throw this.#fault('only = goes with an address: write not before the condition');
    }
    const condition = hostCondition(this.#next('an address'), this.syntax);
    return (socket) => condition(socket[end], socket);
  }

  #port(end: 'local' | 'peer'): Predicate {
    const comparison = this.#comparison();
    const word = this.#next('a port');
    const port = portOperand(word, this.syntax);
    const { services } = this.syntax;
    if (port !== undefined) return (socket) => comparison(portOfEnd(socket[end], socket, services), port);
    if (comparison === equal) return () => true;
    if (comparison === unequal) return () => false;
    throw new ParseError('a port to compare with expected', word.offset);
  }

  /** `=` may be left out. */
  #comparison(): Comparison {
    const word = this.words[this.#at]?.text ?? '';
    if (!Object.hasOwn(comparisons, word)) return equal;
    this.#at += 1;
    return comparisons[word] ?? equal;
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
  return either ? (socket) => left(socket) || right(socket) : (socket) => left(socket) && right(socket);
}

const allBut = (...left: readonly SocketState[]): readonly SocketState[] =>
  socketStates.filter((state) => !left.includes(state));

/** The words of STATE-FILTER in ss(8), as scan_state of ss.c understands them. */
const stateWords: Readonly<Record<string, readonly SocketState[]>> = {
  established: ['ESTAB'],
  'syn-sent': ['SYN-SENT'],
  'syn-recv': ['SYN-RECV'],
  'syn-rcv': ['SYN-RECV'],
  'fin-wait-1': ['FIN-WAIT-1'],
  'fin-wait-2': ['FIN-WAIT-2'],
  'time-wait': ['TIME-WAIT'],
  unconnected: ['UNCONN'],
  closed: ['UNCONN'],
  close: ['UNCONN'],
  'close-wait': ['CLOSE-WAIT'],
  'last-ack': ['LAST-ACK'],
  listening: ['LISTEN'],
  closing: ['CLOSING'],
  all: socketStates,
  connected: allBut('UNCONN', 'LISTEN'),
  synchronized: allBut('UNCONN', 'LISTEN', 'SYN-SENT'),
  bucket: ['SYN-RECV', 'TIME-WAIT'],
  big: allBut('SYN-RECV', 'TIME-WAIT'),
};

/**
 * Reads the `state` and `exclude` that come before everything else.
 *
 * @returns the states chosen, `undefined` when the filter names none, and the words that follow
 * @throws ParseError for an unknown state, or when none is left
 */
function readStates(filter: readonly FilterWord[]): {
  readonly states: readonly SocketState[] | undefined;
  readonly rest: readonly FilterWord[];
} {
  let states: readonly SocketState[] | undefined;
  let at = 0;
  for (; ['state', 'exclude', 'excl'].includes(filter[at]?.text ?? ''); at += 2) {
    const named = statesOf(filter[at], filter[at + 1]);
    const before: readonly SocketState[] = states ?? (filter[at]?.text === 'state' ? [] : socketStates);
    states = socketStates.filter((state) =>
      filter[at]?.text === 'state'
        ? before.includes(state) || named.includes(state)
        : before.includes(state) && !named.includes(state),
    );
  }
  if (states?.length === 0) throw new ParseError('no state is left', filter[at - 1]?.offset ?? 0);
  return { states, rest: filter.slice(at) };
}

function statesOf(keyword: FilterWord | undefined, word: FilterWord | undefined): readonly SocketState[] {
  const end = (keyword?.offset ?? 0) + (keyword?.text.length ?? 0);
  const name = word?.text.toLowerCase() ?? '';
  if (Object.hasOwn(stateWords, name)) return stateWords[name] ?? [];
  throw new ParseError(`a state expected: ${Object.keys(stateWords).join(', ')}`, word?.offset ?? end);
}
