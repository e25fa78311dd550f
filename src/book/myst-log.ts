import { stripVTControlCharacters } from 'node:util';

/** A fault that MyST reports in the book's sources. */
export interface BookFault {
  readonly severity: 'error' | 'warning';
  /** What is wrong, in MyST's words. */
  readonly message: string;
  /** Source file, relative to the book's folder; absent for a fault of no file. */
  readonly file?: string;
  /** Line in the file, or in the cell for a notebook, counted from 1. */
  readonly line?: number;
}

const severityOfSign: Readonly<Record<string, BookFault['severity']>> = { '⛔': 'error', '⚠': 'warning' };

/** How the line begins in which our theme says why it cannot start: MyST would wait for it for ever. */
export const themeFault = '⛔ the theme cannot start: ';

/** The lines of the log that report a fault: a sign, an optional `file:line`, a message. */
const faultLine = /^(⛔|⚠)\ufe0f?\s+(?:([^\s:]+\.(?:md|ipynb|yml|bib))(?::(\d+))?(?::\d+)?\s+)?(.*)$/u;

/**
 * Reads what MyST complains of in its log.
 *
 * @param log all that `myst build` printed
 *
 * @example
 * ```ts
 * faultsInLog('⛔️ index.md:12 unknown directive: x'); // [{ severity: 'error', file: 'index.md', line: 12, … }]
 * ```
 */
export function faultsInLog(log: string): BookFault[] {
  // MyST reports some faults each time it meets them again.
  const lines = new Set(
    stripVTControlCharacters(log)
      .split('\n')
      .map((text) => text.trim()),
  );
  return [...lines].flatMap((text) => faultInLine(text) ?? []);
}

function faultInLine(text: string): BookFault | undefined {
  const [, sign = '', file, line, message = ''] = faultLine.exec(text) ?? [];
  const severity = severityOfSign[sign];
  if (severity === undefined) return undefined;
  return {
    severity,
    message,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
  };
}

/**
 * The fault as one line of text, its place first.
 *
 * @example
 * ```ts
 * faultsInLog(log).map(describeFault); // ['index.md:12 unknown directive: x']
 * ```
 */
export function describeFault(fault: BookFault): string {
  const place = [fault.file, fault.line].filter((part) => part !== undefined).join(':');
  return place === '' ? fault.message : `${place} ${fault.message}`;
}
