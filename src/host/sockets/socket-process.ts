import type { Machine } from '../machine.js';

/** A process that holds a socket open. */
export interface SocketProcess {
  /** Its short name (comm), which any program may choose: 15 bytes at most. */
  readonly name: string;
  /** Its number. */
  readonly pid: number;
  /** Number of the open file in the process. */
  readonly fd: number;
}

/** The processes of each socket, by its inode. */
type SocketProcesses = ReadonlyMap<number, readonly SocketProcess[]>;

/**
 * Who holds sockets, from the links /proc/PID/fd/N to `socket:[INODE]`. Only root sees the processes of others: those
 * that this user may not look into are left out, as is a process that ends while it is read. Threads share the files of
 * their process and are not told apart.
 *
 * @param machine see `openMachine`
 * @param wanted inodes of the sockets; where there are none, no process is looked at
 * @returns in ss's order: the process and the file found last come first
 * @see proc(5), /proc/pid/fd
 */
export async function socketProcesses(
  machine: Machine,
  wanted: ReadonlySet<number>,
): Promise<SocketProcesses> {
  const byInode = new Map<number, SocketProcess[]>();
  if (wanted.size === 0) return byInode;
  const pids = (await machine.list('')).filter(isNumber).map(Number);
  for (const pid of pids.sort((a, b) => a - b)) {
    const held = (await heldBy(machine, pid)).filter(({ inode }) => wanted.has(inode));
    const name = held.length > 0 ? await nameOf(machine, pid) : undefined;
    // It ended in between: the files that it held are not its own any more.
    if (name === undefined) continue;
    for (const { inode, fd } of held) {
      const holders = byInode.get(inode);
      if (holders) holders.unshift({ name, pid, fd });
      else byInode.set(inode, [{ name, pid, fd }]);
    }
  }
  return byInode;
}

interface HeldSocket {
  readonly fd: number;
  readonly inode: number;
}

async function heldBy(machine: Machine, pid: number): Promise<readonly HeldSocket[]> {
  const held: HeldSocket[] = [];
  for (const [fd, target] of await machine.links(`${pid}/fd`)) {
    const inode = /^socket:\[(\d{1,15})\]$/.exec(target)?.[1];
    if (inode !== undefined && isNumber(fd)) held.push({ fd: Number(fd), inode: Number(inode) });
  }
  return held.sort((a, b) => a.fd - b.fd);
}

/** The kernel ends it with a newline; one inside belongs to the name. */
async function nameOf(machine: Machine, pid: number): Promise<string | undefined> {
  return (await machine.read(`${pid}/comm`))?.replace(/\n$/, '');
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}
