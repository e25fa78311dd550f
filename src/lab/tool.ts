import { runTool as run } from '../run/run.js';
import { ToolMissingError } from '../run/tool-run.js';
import { LabError } from './lab-error.js';

/** How a program of the system is run. */
export interface ToolOptions {
  /** Written to its standard input. */
  readonly input?: string;
  /** Kills it when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program that must succeed.
 *
 * @returns what it printed
 * @throws {@link LabError} `tool` when it is not installed, `command` when it fails; the reason of the signal when aborted
 */
export async function runTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  try {
    const { code, stdout, stderr } = await run(program, args, options);
    if (code !== 0) throw commandFailed([program, ...args].join(' '), explained(stderr, options.input ?? ''));
    return stdout;
  } catch (error) {
    if (error instanceof ToolMissingError) throw notInstalled(program);
    throw error;
  }
}

/**
 * Runs the lines of a batch in a namespace; the first one that fails ends it.
 *
 * @param program `ip` or `tc`
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

/** The error of a program that labs are made with, and that is not installed. */
export function notInstalled(program: string): LabError {
  const remedy = 'install iproute2 and procps (Debian: apt install iproute2 procps)';
  return new LabError('tool', `${program} is not installed: ${remedy}`);
}

function commandFailed(command: string, output: string): LabError {
  return new LabError('command', `${command}: ${output.trim() || 'failed without a word'}`, output);
}

/** What a batch printed, with the text of the line whose number it tells (`Command failed -:3`). */
function explained(stderr: string, input: string): string {
  const [, line] = /^Command failed -:(\d+)/m.exec(stderr) ?? [];
  return line === undefined ? stderr : `${stderr.trim()} (${input.split('\n')[Number(line) - 1] ?? ''})`;
}

/** @throws {@link LabError} `privilege` for a user who may not make namespaces */
export function checkPrivilege(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  const remedy = 'run it with sudo, or use the simulated network';
  throw new LabError('privilege', `a lab of network namespaces needs root on Linux: ${remedy}`);
}
