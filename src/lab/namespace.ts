import { readdir, stat } from 'node:fs/promises';
import { isCommandFailure, LabError } from './lab-error.js';
import { type LabNamespace, readNamespace } from './lab-name.js';
import { runTool } from './tool.js';

/** Where iproute2 keeps the names of namespaces (ip-netns(8)). */
const FOLDER = '/var/run/netns';
/** Alias of the loopback interface in each namespace of ours, which tells it from another's with the same name. */
export const MARK = 'made by sonde lab';

/** The namespaces of the machine whose names are those of labs. */
export async function listNamespaces(): Promise<readonly LabNamespace[]> {
  const names = await readdir(FOLDER).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return names.sort().flatMap((name) => readNamespace(name) ?? []);
}

/** Whether a namespace has our mark. */
async function isMarked(namespace: string): Promise<boolean> {
  try {
    return (await runTool('ip', ['-n', namespace, 'link', 'show', 'dev', 'lo'])).includes(`alias ${MARK}`);
  } catch (error) {
    // A namespace whose making was interrupted has a name, and nothing behind it.
    if (isCommandFailure(error)) return false;
    throw error;
  }
}

/**
 * Ends the processes in a namespace of ours and removes it, with its interfaces and routes.
 *
 * @param recorded whether the lab's own file names it: one whose making was interrupted has no mark yet
 * @throws {@link LabError} `foreign` for one that we did not make
 */
export async function removeNamespace(namespace: string, recorded: boolean): Promise<void> {
  if (!recorded && !(await isMarked(namespace))) {
    const left = `it is left alone (ip netns delete ${namespace})`;
    throw new LabError('foreign', `the network namespace ${namespace} was not made by sonde: ${left}`);
  }
  await endProcesses(namespace);
  await runTool('ip', ['netns', 'delete', namespace]);
}

/** Whether this very process is in the namespace. */
export async function isInside(namespace: string): Promise<boolean> {
  return isProcessIn(process.pid, await inodeOf(`${FOLDER}/${namespace}`));
}

/** How long a program may take to end by itself. */
const GRACE_MS = 1000;
const LOOK_EVERY_MS = 20;

async function endProcesses(namespace: string): Promise<void> {
  const inode = await inodeOf(`${FOLDER}/${namespace}`);
  const ids = await processesIn(namespace);
  await signalAll(ids, inode, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (Date.now() < deadline && (await anyLeft(ids, inode))) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  await signalAll(ids, inode, 'SIGKILL');
}

async function processesIn(namespace: string): Promise<readonly number[]> {
  try {
    const output = await runTool('ip', ['netns', 'pids', namespace]);
    return output.split(/\s+/).filter(Boolean).map(Number);
  } catch (error) {
    if (isCommandFailure(error)) return [];
    throw error;
  }
}

async function signalAll(
  ids: readonly number[],
  inode: number | undefined,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> {
  for (const id of ids) {
    // The id may have been given to another process since.
    if (!(await isProcessIn(id, inode))) continue;
    try {
      process.kill(id, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function anyLeft(ids: readonly number[], inode: number | undefined): Promise<boolean> {
  for (const id of ids) if (await isProcessIn(id, inode)) return true;
  return false;
}

async function isProcessIn(id: number, inode: number | undefined): Promise<boolean> {
  return inode !== undefined && (await inodeOf(`/proc/${id}/ns/net`)) === inode;
}

/** The number by which the kernel knows a namespace, whatever its names; `undefined` when the file is gone. */
async function inodeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ ino }) => ino,
    () => undefined,
  );
}
