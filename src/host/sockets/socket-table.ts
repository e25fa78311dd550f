import type { Origin } from '../../origin.js';
import type { Machine } from '../machine.js';
import { type KernelFile, read, unlessMissing } from '../kernel/kernel-file.js';
import { netRaw, netRaw6, netTcp, netTcp6, netUdp, netUdp6 } from '../kernel/net-tcp.js';
import { type UnixSocket, netUnix } from '../kernel/net-unix.js';
import type { SocketColumns, SocketRow } from '../kernel/socket-columns.js';
import type { SocketEntry } from './socket-entry.js';
import { socketProcesses } from './socket-process.js';
import { type SocketState, socketStates } from '../kernel/socket-state.js';
import type { ServiceNames } from '../services.js';
import { compileSocketFilter } from './ss-filter.js';

/** The kinds of sockets that the table knows. */
export type SocketKind = 'tcp' | 'udp' | 'raw' | 'unix';

/** Which sockets {@link socketTable} gives: the options of ss. */
export interface SocketTableOptions {
  /** TCP sockets (-t). Without any of the four kinds, all four. */
  readonly tcp?: boolean;
  /** UDP sockets (-u). */
  readonly udp?: boolean;
  /** Raw sockets (-w). */
  readonly raw?: boolean;
  /** Unix sockets (-x). */
  readonly unix?: boolean;
  /** Those that listen or are not connected, in place of those that are (-l). */
  readonly listening?: boolean;
  /** In all states (-a); it wins over `listening`. */
  readonly all?: boolean;
  /** IPv4 (-4) or IPv6 (-6) only. */
  readonly version?: 4 | 6;
  /** Looks for the processes that hold them (-p). */
  readonly processes?: boolean;
  /** In ss's language, see `compileSocketFilter`: `state established dport = :443`. */
  readonly filter?: string;
  /** Numbers of the services that the filter names. */
  readonly services?: ServiceNames;
}

/** The sockets of a machine, with what was asked for. */
export interface SocketTable {
  readonly origin: Origin;
  readonly machine: string;
  readonly kinds: readonly SocketKind[];
  readonly states: readonly SocketState[];
  readonly sockets: readonly SocketEntry[];
}

/** SS_CONN of ss.c: what is connected, less the small sockets (TIME-WAIT, SYN-RECV) that ss does not show by itself. */
const shownByDefault: readonly SocketState[] = socketStates.filter(
  (state) => !['LISTEN', 'UNCONN', 'TIME-WAIT', 'SYN-RECV'].includes(state),
);

const kinds: readonly SocketKind[] = ['unix', 'raw', 'udp', 'tcp'];

/**
 * The sockets of a machine, as ss shows them, from /proc/net and in its order.
 *
 * /proc tells less than the netlink socket that ss reads first: not the length of a listener's queue, whether `[::]` is for
 * IPv6 alone, the interface that a socket is bound to, nor the other end of a unix socket.
 *
 * @param machine see `openMachine`
 * @param options see {@link SocketTableOptions}; by default, as ss, connected sockets only
 * @throws ParseError for a filter that ss would refuse too, at its character, and for a kernel file that is not sound
 * @see ss(8), proc(5)
 * @example
 * ```ts
 * import { openMachine, socketTable } from 'sonde';
 *
 * const machine = await openMachine();
 * const { sockets } = await socketTable(machine, { tcp: true, listening: true, filter: 'sport < :1024' });
 * console.log(sockets.every(({ local }) => local.port < 1024)); // → true
 * ```
 */
export async function socketTable(machine: Machine, options: SocketTableOptions = {}): Promise<SocketTable> {
  const asked = kinds.filter((kind) => options[kind]);
  const inet = options.version === undefined ? kinds : kinds.filter((kind) => kind !== 'unix');
  const chosen = asked.length > 0 ? asked.filter((kind) => inet.includes(kind)) : inet;
  const filter = compileSocketFilter(options.filter ?? '', {
    ...(options.services && { services: options.services }),
    hosts: chosen.every((kind) => kind === 'unix') ? 'unix' : 'inet',
  });
  const states = filter.states ?? statesOf(options, chosen);
  const sockets: SocketEntry[] = [];
  for (const kind of chosen) {
    const entries = await entriesOf(machine, kind, { states, version: options.version });
    for (const entry of entries) if (filter.matches(entry)) sockets.push(entry);
  }
  const shown = options.processes ? await withProcesses(machine, sockets) : sockets;
  return { origin: machine.origin, machine: machine.name, kinds: chosen, states, sockets: shown };
}

/** A socket that is closed in between has no process: the kernel numbers the next one differently. */
async function withProcesses(
  machine: Machine,
  sockets: readonly SocketEntry[],
): Promise<readonly SocketEntry[]> {
  // 0 is the inode of those that no process holds.
  const wanted = new Set(sockets.map(({ inode }) => inode).filter((inode) => inode > 0));
  const holders = await socketProcesses(machine, wanted);
  return sockets.map((socket) => ({ ...socket, processes: holders.get(socket.inode) ?? [] }));
}

function statesOf(
  { all, listening }: SocketTableOptions,
  chosen: readonly SocketKind[],
): readonly SocketState[] {
  if (all) return socketStates;
  if (listening) return ['UNCONN', 'LISTEN'];
  // A datagram or raw socket that is not connected has no other state.
  return chosen.every((kind) => kind === 'udp' || kind === 'raw') ? ['ESTAB'] : shownByDefault;
}

interface Wanted {
  readonly states: readonly SocketState[];
  readonly version: 4 | 6 | undefined;
}

async function entriesOf(
  machine: Machine,
  kind: SocketKind,
  wanted: Wanted,
): Promise<readonly SocketEntry[]> {
  if (kind === 'unix') return unixEntries(machine, wanted);
  const [ipv4, ipv6] = files[kind];
  const first = wanted.version === 6 ? [] : await inetEntries(machine, ipv4, kind, wanted);
  const second = wanted.version === 4 ? [] : await inetEntries(machine, ipv6, kind, wanted);
  return [...first, ...second];
}

/** Those of IPv4, then of IPv6. */
const files = { tcp: [netTcp, netTcp6], udp: [netUdp, netUdp6], raw: [netRaw, netRaw6] } as const;

async function inetEntries(
  machine: Machine,
  file: KernelFile<SocketColumns>,
  netid: 'tcp' | 'udp' | 'raw',
  { states }: Wanted,
): Promise<readonly SocketEntry[]> {
  const data = (await unlessMissing(read(machine, file)))?.data;
  const entries: SocketEntry[] = [];
  for (let row = 0; data && row < data.length; row++) {
    if (states.includes(data.stateOf(row)))
      entries.push(inetEntry(data.row(row), netid, data.family === 4 ? 'inet' : 'inet6'));
  }
  return entries;
}

function inetEntry(row: SocketRow, netid: 'tcp' | 'udp' | 'raw', family: 'inet' | 'inet6'): SocketEntry {
  const { state, local, remote: peer, uid, inode, timer } = row;
  return {
    ...{ netid, family, state, recvQueue: row.rxQueueBytes, sendQueue: row.txQueueBytes },
    ...{ local, peer, uid, inode, ...(timer && { timer }) },
    processes: [],
  };
}

const unixNetids = { stream: 'u_str', dgram: 'u_dgr', seqpacket: 'u_seq' } as const;

async function unixEntries(machine: Machine, { states }: Wanted): Promise<readonly SocketEntry[]> {
  const sockets = (await unlessMissing(read(machine, netUnix)))?.data ?? [];
  return sockets.filter(({ state }) => states.includes(state)).map(unixEntry);
}

function unixEntry({ type, state, inode = 0, path = '' }: UnixSocket): SocketEntry {
  return {
    ...{ netid: unixNetids[type], family: 'unix', state, recvQueue: 0, sendQueue: 0 },
    ...{ local: { address: path, port: inode }, peer: { address: '', port: 0 }, inode },
    processes: [],
  };
}
