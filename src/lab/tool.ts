import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { LabCommandError, LabToolError } from './lab-error.js';

/** How a program of the system is run. */
export interface ToolOptions {
  /** Written to its standard input. */
  readonly input?: string;
  /** Kills it when aborted. */
  readonly signal?: AbortSignal;
}

/** Where system programs are, even for a user whose PATH leaves them out. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/**
 * Runs a program of the system, without a shell, in English, and waits for its end.
 *
 * @returns what it printed
 * @throws LabToolError when it is not installed; LabCommandError when it fails; the signal's reason when aborted
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { input = '', signal }: ToolOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const env = { ...process.env, PATH, LC_ALL: 'C' };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env, ...(signal && { signal }) });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  // A program that fails at once reads nothing: what it says and its exit code tell why.
  child.stdin.on('error', () => undefined).end(input);
  try {
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) throw new LabCommandError([program, ...args].join(' '), explained(stderr, input));
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new LabToolError(program);
    throw error;
  }
}

/**
 * Runs the lines of a batch in a namespace; the first one that fails ends it.
 *
 * @param program `ip`, `tc` or `bridge`
 */
export async function runBatch(
  program: 'ip' | 'tc',
  namespace: string,
  lines: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (lines.length === 0) return;
  const input = `${lines.join('\n')}\n`;
  await runTool(program, ['-n', namespace, '-batch', '-'], { input, ...(signal && { signal }) });
}

/** « Command failed -:3 » says which line; its text says more. */
function explained(stderr: string, input: string): string {
  const [, line] = /^Command failed -:(\d+)/m.exec(stderr) ?? [];
  return line === undefined ? stderr : `${stderr.trim()} (${input.split('\n')[Number(line) - 1] ?? ''})`;
}
