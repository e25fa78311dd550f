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
  /** In the words of ss, see {@link SocketState}; there, `UNKNOWN` and `NEW-SYN-RECV` are two more. */
  readonly state?: string;
  /** Bytes not read yet; connections not accepted yet for a TCP listener. */
  readonly recvQueue: number;
  /** Bytes not acknowledged yet; how many connections may wait for a TCP listener. */
  readonly sendQueue: number;
  /** For unix: its path or abstract name (`''` when it has none), and its inode as the port, as ss does. */
  readonly local: SocketEnd;
  /** For unix: the other end's inode is the port. */
  readonly peer: SocketEnd;
  /** Takes no IPv4 connection, which ss shows by `[::]` in the place of `*`; absent where it is not known. */
  readonly v6only?: boolean;
  /** Number of its owner. */
  readonly uid?: number;
  /** 0 when no process holds it. */
  readonly inode?: number;
  /** Absent when no timer runs, or none was asked for. */
  readonly timer?: SocketTimer;
  /** Empty when they were not asked for, or may not be seen. */
  readonly processes: readonly SocketProcess[];
}

/** A socket as /proc/net tells it. */
export interface SocketEntry extends SocketLine {
  /** What ss writes in the column Netid. */
  readonly netid: 'tcp' | 'udp' | 'raw' | 'u_str' | 'u_dgr' | 'u_seq';
  readonly family: 'inet' | 'inet6' | 'unix';
  readonly state: SocketState;
  /** Bytes not read yet; connections not accepted yet for a TCP listener; always 0 for unix. */
  readonly recvQueue: number;
  /** Bytes not acknowledged yet; 0 for a listener (ss gets the length of its queue from netlink) and for unix. */
  readonly sendQueue: number;
  /** For unix: its path or abstract name (`''` when it has none), and its inode as the port, as ss does. */
  readonly local: SocketAddress;
  /** For unix: `''` and 0, /proc does not tell the other end. */
  readonly peer: SocketAddress;
  /** Owner; absent for unix. */
  readonly uid?: number;
  /** 0 when no process holds it. */
  readonly inode: number;
}
