import { ParseError } from '../../parse-error.js';
import type { SocketState } from '../kernel/socket-state.js';
import { socketStates } from '../kernel/socket-state.js';
import type { FilterWord } from './ss-host.js';

const allBut = (...left: readonly SocketState[]): readonly SocketState[] =>
  socketStates.filter((state) => !left.includes(state));

/** The words of STATE-FILTER in ss(8), as scan_state of ss.c understands them. */
const words: Readonly<Record<string, readonly SocketState[]>> = {
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
export function readStates(filter: readonly FilterWord[]): {
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
  if (Object.hasOwn(words, name)) return words[name] ?? [];
  throw new ParseError(`a state expected: ${Object.keys(words).join(', ')}`, word?.offset ?? end);
}
