import { Command, InvalidArgumentError } from 'commander';

interface Options {
  readonly baseUrl: string;
  readonly execute: boolean;
}

/**
 * `sonde book [--base-url /x] [--no-execute]`
 *
 * @example
 * ```ts
 * program.addCommand(bookCommand());
 * ```
 */
export function bookCommand(): Command {
  return new Command('book')
    .description('exécute les notebooks et en fait un site statique dans _build/html')
    .option(
      '--base-url <chemin>',
      'chemin sous lequel le site sera publié, par exemple /sonde',
      parseBaseUrl,
      '',
    )
    .option('--no-execute', 'prend les dernières copies exécutées')
    .action(async ({ baseUrl, execute }: Options) => {
      const { interruptible } = await import('./interruption.js');
      const { makeBook } = await import('./make-book.js');
      await interruptible(async (signal) => {
        if (!(await makeBook({ baseUrl, execute, signal }))) process.exitCode = 1;
      });
    });
}

function parseBaseUrl(text: string): string {
  if (text === '' || text === '/') return '';
  if (/^(\/[\w.~-]+)+\/?$/.test(text)) return text.replace(/\/$/, '');
  throw new InvalidArgumentError('un chemin comme /sonde est attendu.');
}
