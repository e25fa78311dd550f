/**
 * The states of a socket, in the words of ss, at the number that the kernel writes (include/net/tcp_states.h). Datagram
 * and raw sockets use two of them: `ESTAB` when they are connected, `UNCONN` otherwise.
 */
export const socketStates = [
  'ESTAB',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'UNCONN',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
] as const;

/** A state as ss prints it. */
export type SocketState = (typeof socketStates)[number];

/** A request to connect, which the kernel keeps as a small socket (TCP_NEW_SYN_RECV); for ss it is a SYN-RECV. */
const NEW_SYN_RECV = 12;

/** The state of a number of the kernel, from 1; `undefined` when there is none. */
export function stateOfNumber(number: number): SocketState | undefined {
  return number === NEW_SYN_RECV ? 'SYN-RECV' : socketStates[number - 1];
}
