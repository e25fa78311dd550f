/**
 * The one place where text leaves for a terminal. Names, labels, payloads and errors come from strangers: a terminal
 * would obey what controls it, and a bidirectional control shows a line in another order than it is read.
 */

/** All that a terminal obeys or that is not seen; the end of a line and the tab are what reports are made of. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** In a name, the end of a line is no more than another character: it would add lines of its own to a report. */
const obeyedInLine = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text whose controls are shown as the escapes of JSON, so that what was JSON still is, and still says the same. */
export function harmless(text: string): string {
  return text.replace(obeyed, shown);
}

/** What came from outside and must stay on its line: a name, a title, a line that could not be read. */
export function inLine(text: string): string {
  return text.replace(obeyedInLine, shown);
}

function shown(character: string): string {
  return Array.from({ length: character.length }, (_, i) => escapeOf(character.charCodeAt(i))).join('');
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** Writes one or more lines of the result. */
export function print(text = ''): void {
  process.stdout.write(`${harmless(text)}\n`);
}

/** Writes one or more lines beside the result: a fault, where answers come from. */
export function printError(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
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
