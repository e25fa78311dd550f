import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** The library as it is published: what another process can require. */
export const DIST = path.join(import.meta.dirname, '../../dist/index.js');

/** The door of a room, as another process can require it. */
export const doorOf = (room: string): string => path.join(path.dirname(DIST), room, 'index.js');

/** What a program printed, and how it ended. */
export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/**
 * Runs a program in a process of its own and waits for its end.
 *
 * @param command program and arguments
 * @param timeoutMs after which it is killed, with a `code` of `null`
 */
export async function run(command: readonly string[], timeoutMs = 55_000): Promise<Finished> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code };
}

/**
 * Runs the body of an async function that knows `sonde` in a fresh Node.
 *
 * @param body source, CommonJS
 * @param before what stands before the program's name: options of Node, or another program that starts Node
 * @param door which of the library's doors is `sonde`
 */
export function runScript(
  body: string,
  before: readonly string[] = [process.execPath],
  door: string = DIST,
): Promise<Finished> {
  const program = `const sonde = require(${JSON.stringify(door)}); (async () => { ${body} })();`;
  return run([...before, '-e', program]);
}
