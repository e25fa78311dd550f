import { runTool as run } from '../run/run.js';
import { ToolMissingError } from '../run/tool-run.js';
import { LabCommandError, LabToolError } from './lab-error.js';

/** How a program of the system is run. */
export interface ToolOptions {
  /** Written to its standard input. */
  readonly input?: string;
  /** Kills it when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program that must succeed, for the lab to be what it should.
 *
 * @returns what it printed
 * @throws LabToolError when it is not installed; LabCommandError when it fails; the signal's reason when aborted
 */
export async function runTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  try {
    const { code, stdout, stderr } = await run(program, args, options);
    if (code !== 0)
      throw new LabCommandError([program, ...args].join(' '), explained(stderr, options.input ?? ''));
    return stdout;
  } catch (error) {
    if (error instanceof ToolMissingError) throw new LabToolError(program);
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
