import type { SocketAddress, SocketTimer } from '../kernel/socket-columns.js';
import type { SocketState } from '../kernel/socket-state.js';
import type { SocketProcess } from './socket-process.js';

/** One end of a socket in a table that somebody printed. */
export interface SocketEnd {
  /** An address; `*` for any, of a family that was not said; a host's name where names were asked for. */
  readonly address: string;
  /** 0 for any; absent where the table has the name of a service in its place, or nothing. */
  readonly port?: number;
  /** Name of a service, in the place of the port. */
  readonly service?: string;
  /** Interface that the socket is bound to, or zone of a link-local address. */
  readonly device?: string;
}

/** A socket of a table. What a printed table leaves out is absent; {@link SocketEntry} is one of which all is known. */
export interface SocketLine {
  /** What ss writes in the column Netid: `tcp`, `udp`, `u_str`, `nl` … */
  readonly netid?: string;
  /** Absent where neither end tells it, and for families that /proc/net does not show. */
  readonly family?: 'inet' | 'inet6' | 'unix';
  /** In the words of ss: a {@link SocketState}, `UNKNOWN` or `NEW-SYN-RECV`. */
  readonly state?: string;
  /** Bytes not read yet; connections not accepted yet for a TCP listener; 0 for unix in /proc/net. */
  readonly recvQueue: number;
  /** Bytes not acknowledged yet; how many connections may wait for a TCP listener, which /proc/net does not tell (0). */
  readonly sendQueue: number;
  /** For unix: its path or abstract name (`''` when it has none), and its inode as the port, as ss does. */
  readonly local: SocketEnd;
  /** For unix: the other end, which /proc/net does not tell (`''` and 0). */
  readonly peer: SocketEnd;
  /** Takes no IPv4 connection, which ss shows by `[::]` in the place of `*`; absent where it is not known. */
  readonly v6only?: boolean;
  /** Number of its owner; absent for unix. */
  readonly uid?: number;
  /** 0 when no process holds it. */
  readonly inode?: number;
  /** Absent when no timer runs, or none was asked for. */
  readonly timer?: SocketTimer;
  /** Empty when they were not asked for, or may not be seen. */
  readonly processes: readonly SocketProcess[];
}

/** A socket as /proc/net tells it: what a printed table may leave out is there. */
export interface SocketEntry extends SocketLine {
  readonly netid: 'tcp' | 'udp' | 'raw' | 'u_str' | 'u_dgr' | 'u_seq';
  readonly family: 'inet' | 'inet6' | 'unix';
  readonly state: SocketState;
  readonly local: SocketAddress;
  readonly peer: SocketAddress;
  readonly inode: number;
}
