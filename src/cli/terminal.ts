import { harmless, oneLine } from '../harmless.js';
import { originOfLine } from '../origin.js';

/** The one place where text leaves a command for a terminal. */

/** Writes lines of the result, each on its line: the end of a line inside is that of a name, and is shown as an escape. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.map(oneLine).join('\n')}\n`);
}

/** Writes lines beside the result: a fault, where answers come from. */
export function printError(...lines: readonly string[]): void {
  process.stderr.write(`${lines.map(oneLine).join('\n')}\n`);
}

/** Writes a text that is laid out in lines already, with nothing from outside that could add any: JSON, a report, a help. */
export function printText(text: string): void {
  process.stdout.write(`${harmless(text)}\n`);
}

/** Writes such a text beside the result. */
export function printErrorText(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}

/**
 * Writes a report in the layout of a tool; where it comes from is written beside it, so that what reads the tool reads the
 * report (`sonde ss | sonde parse ss`).
 */
export function printReport(report: string): void {
  const end = report.lastIndexOf('\n');
  const last = report.slice(end + 1);
  if (end < 0 || originOfLine(last) === undefined) printText(report);
  else {
    printError(last);
    printText(report.slice(0, end));
  }
}

/** Writes lines, with their ends, no faster than they are read. */
export async function printAll(text: string, signal: AbortSignal): Promise<void> {
  if (process.stdout.write(harmless(text)) || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      for (const event of ['drain', 'error', 'close']) process.stdout.off(event, go);
      signal.removeEventListener('abort', go);
      resolve();
    };
    for (const event of ['drain', 'error', 'close']) process.stdout.on(event, go);
    signal.addEventListener('abort', go);
  });
}

/** Whether somebody watches what is printed, on a terminal that can be redrawn. */
export function isWatched(): boolean {
  return process.stdout.isTTY;
}

/** Shows a screen in the place of the one before. */
export function redraw(text: string): void {
  process.stdout.write(`\u001b[H\u001b[2J${harmless(text)}\n`);
}

/** Shows how far a work has come, on a line that the next one replaces; nothing where nobody watches. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${harmless(text)}\r`);
}

/**
 * A stream that can take no more is told in a sentence, once, and the command then ends with 1. A reader who has left
 * (`sonde … | head`) is no fault; where not even the sentence can be written, there is nobody to tell.
 */
export function watchStreams(): void {
  let told = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || told) return;
    told = true;
    printError(
      `sonde : ce qui devait être écrit n’a pas pu l’être (${error.message}) : libérez de la place ou écrivez ailleurs`,
    );
    // Last of all: a command that has not noticed says that all went well.
    process.once('exit', () => {
      process.exitCode = 1;
    });
  });
  process.stderr.on('error', () => undefined);
}
