import { spawn } from 'node:child_process';
import path from 'node:path';
import { vi } from 'vitest';
import { type Command, CommanderError } from 'commander';

/** What a command wrote, and the code it ends with. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/**
 * Runs a subcommand in this process, as `sonde` would.
 *
 * @param make gives the command
 * @param words what follows its name
 */
export async function runCommand(make: () => Command, ...words: string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const log = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  const complain = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  const command = make()
    .exitOverride()
    .configureOutput({ writeErr: (text) => err.push(text), writeOut: (text) => out.push(text) });
  const before = process.exitCode;
  try {
    await command.parseAsync(words, { from: 'user' });
    return { stdout: text(out), stderr: text(err), code: Number(process.exitCode ?? 0) };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { stdout: text(out), stderr: text(err), code: 2 };
  } finally {
    process.exitCode = before;
    log.mockRestore();
    complain.mockRestore();
  }
}

/** What was written, without the end of its last line. */
function text(written: readonly string[]): string {
  return written.join('').replace(/\n$/, '');
}

const MAIN = path.join(import.meta.dirname, '../../dist/cli/main.js');

/**
 * Runs `sonde` in a process of its own.
 *
 * @param words what follows `sonde`
 * @param interruptAfter interrupts it, as Ctrl-C does, once it has written this many lines
 */
export function runSonde(words: readonly string[], interruptAfter = Infinity): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 55_000,
  });
  let [stdout, stderr, interrupted] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (interrupted || stdout.split('\n').length <= interruptAfter) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ stdout, stderr, code });
    });
  });
}
