import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { BookServer } from '../book/serve.js';
import { print, printError } from './terminal.js';

interface Options {
  readonly port: number;
  readonly open: boolean;
}

/**
 * `sonde start [--port 8000] [--no-open]`
 *
 * @example
 * ```ts
 * program.addCommand(startCommand());
 * ```
 */
export function startCommand(): Command {
  return new Command('start')
    .description('construit ce qui manque, puis ouvre le cours dans le navigateur')
    .option('--port <numéro>', 'premier port essayé sur 127.0.0.1', parsePort, 8000)
    .option('--no-open', 'n’ouvre pas le navigateur')
    .action(async (options: Options) => {
      const { interruptible } = await import('./interruption.js');
      await interruptible((signal) => start(options, signal));
    });
}

async function start({ port, open }: Options, signal: AbortSignal): Promise<void> {
  const { courseBookFolder, isCourseBookStale, tidyBuildFolder } = await import('../book/course-book.js');
  await tidyBuildFolder();
  if ((await isCourseBookStale()) && !(await makeCourseBook(signal))) {
    process.exitCode = 1;
    return;
  }
  const { serveBook } = await import('../book/serve.js');
  const { canRunTslab } = await import('../book/local-kernel/local-kernels.js');
  const { notebooksFolder } = await import('../notebook/course-notebooks.js');
  const cells = (await canRunTslab()) ? { cells: notebooksFolder } : {};
  const server = await serveBook({ directory: courseBookFolder, port, ...cells });
  let close = (): void => undefined;
  try {
    await announce(server);
    if (open) close = await openBook(server);
    await untilAborted(signal);
  } finally {
    close();
    await server.close();
  }
}

/** @returns what removes all that the browser needed to find the book */
async function openBook({ url, privateUrl }: BookServer): Promise<() => void> {
  const { openBrowser } = await import('../book/browser.js');
  if (privateUrl === undefined) {
    openBrowser(url);
    return () => undefined;
  }
  const { courseRoot } = await import('../book/course-book.js');
  const { writeTokenPage } = await import('../book/local-kernel/access.js');
  const tokenPage = await writeTokenPage(privateUrl, path.join(courseRoot, '_build'));
  openBrowser(tokenPage.url);
  return tokenPage.remove;
}

/** @returns whether there is a book to serve, were it an older one */
async function makeCourseBook(signal: AbortSignal): Promise<boolean> {
  const { makeBook } = await import('./book.js');
  if (await makeBook({ baseUrl: '', execute: true, signal })) return true;
  const { hasCourseBook } = await import('../book/course-book.js');
  if (!(await hasCourseBook())) return false;
  printError('Le livre précédent reste en place : c’est lui que vous allez lire.');
  return true;
}

async function announce(server: BookServer): Promise<void> {
  const { describeMachine } = await import('./doctor.js');
  print('', `Le cours est ouvert : ${server.url}`, '');
  if (server.privateUrl !== undefined) {
    print('Pour que ses pages puissent aussi exécuter leurs cellules dans tslab, avec de vraies sondes,');
    print(`ouvrez-le par cette adresse, qui est à vous seul : ${server.privateUrl}`, '');
  }
  for (const line of await describeMachine()) print(line);
  print('', 'Ctrl-C pour fermer.');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('un numéro de port (0 à 65535) est attendu.');
}
