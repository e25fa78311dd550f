import type { SocketAddress, SocketTimer } from '../kernel/socket-columns.js';
import type { SocketProcess } from './socket-process.js';
import type { SocketState } from '../kernel/socket-state.js';

/** A socket as ss shows it. */
export interface SocketEntry {
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
  /** Absent when no timer runs. */
  readonly timer?: SocketTimer;
  /** Empty when they were not asked for, or may not be seen. */
  readonly processes: readonly SocketProcess[];
}
