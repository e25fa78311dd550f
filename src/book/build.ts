import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFigureFiles, writeNotebookDownloads, writeSearchFile } from './site-files.js';
import { type BookFault, describeFault, faultsInLog } from './myst-log.js';
import { runMyst, siteTheme } from './myst-process.js';
import { exists, recoverFolder, replaceFolder } from './site-folder.js';
import { stageBook } from './stage.js';

/** What a book is built from, and where to. */
interface BookOptions {
  /** Folder of `jupyter_book.yml`, `notebooks/` and `theme/`. */
  readonly root: string;
  /** Folder of the executed notebooks. */
  readonly executed: string;
  /** Folder of the site; an old one is replaced when the new one is whole. */
  readonly output: string;
  /** Base path under which the site will be published, e.g. `/sonde`. Our theme's addresses are relative and need none. */
  readonly baseUrl?: string;
  /** Told once, when another process of this user builds a book, and its end is waited for. */
  readonly onWait?: (pid: number) => void;
  /** Ends the build; the old site stays. */
  readonly signal?: AbortSignal;
}

/** A built book. */
interface BuiltBook {
  /** Folder of the site. */
  readonly directory: string;
  /** What MyST finds doubtful, such as a reference to nothing. */
  readonly warnings: readonly BookFault[];
}

/** The book's sources hold faults; no site was written. */
export class BookError extends Error {
  override readonly name = 'BookError';

  /**
   * @param faults what MyST reported, with files and lines
   * @param log all that MyST printed
   */
  constructor(
    readonly faults: readonly BookFault[],
    readonly log: string,
  ) {
    const details = faults.length > 0 ? faults.map(describeFault).join('\n') : log.trim();
    super(`the book cannot be built:\n${details}`);
  }
}

/**
 * Builds the book: executed notebooks and text pages into a static site that works offline, under any base path
 * and from file://.
 *
 * @param options what it is built from, and where to
 * @throws BookError when a source has faults, with file and line
 * @throws the file system's error when a source is missing or the site cannot be written
 */
export async function buildBook(options: BookOptions): Promise<BuiltBook> {
  await recoverFolder(options.output);
  const stage = await stageBook(options);
  try {
    const theme = await siteTheme(stage);
    const { exitCode, log } = await runMyst(
      stage,
      { theme, baseUrl: options.baseUrl ?? '', ...(options.onWait && { onWait: options.onWait }) },
      options.signal,
    );
    const faults = faultsInLog(log);
    const errors = faults.filter(({ severity }) => severity === 'error');
    const site = path.join(stage, '_build/html');
    if (exitCode !== 0 || errors.length > 0 || !(await exists(path.join(site, 'index.html')))) {
      throw new BookError(errors, log);
    }
    if (theme === 'ours') {
      await writeSearchFile(site);
      await writeNotebookDownloads(stage, site);
      await writeFigureFiles(site);
    }
    await replaceFolder(site, options.output);
    return { directory: options.output, warnings: faults };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}
