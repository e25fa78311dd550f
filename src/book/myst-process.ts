import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { themeFault } from './myst-log.js';
import { stateHome, takeLock } from '../run/owner-lock.js';
import { endedWithUs } from '../run/tool-process.js';

/** Which theme makes the pages: the one of this repository, or one that MyST downloads. */
type SiteTheme = 'ours' | 'foreign';

/**
 * Says which theme a book's configuration asks for.
 *
 * @param root folder of `jupyter_book.yml`
 * @throws the file system's error when there is no configuration
 * @throws YAMLParseError when it is no YAML
 *
 * @example
 * ```ts
 * await siteTheme('.'); // 'ours'
 * ```
 */
export async function siteTheme(root: string): Promise<SiteTheme> {
  const { parse } = await import('yaml');
  const configuration = parse(await readFile(path.join(root, 'jupyter_book.yml'), 'utf8')) as {
    readonly site?: { readonly template?: unknown };
  } | null;
  return configuration?.site?.template === './theme' ? 'ours' : 'foreign';
}

/** What a run of MyST needs to know of the site. */
interface MystSiteOptions {
  readonly theme: SiteTheme;
  /** Base path of the site's addresses, e.g. `/sonde`; only foreign themes need it. */
  readonly baseUrl: string;
  /** Told once, when another process of this user builds a book, and its end is waited for. */
  readonly onWait?: (pid: number) => void;
}

/** How a run of MyST ended. */
interface MystRun {
  /** 0 when MyST found no fault; `null` when a signal ended it. */
  readonly exitCode: number | null;
  /** All that it printed. */
  readonly log: string;
}

/**
 * Runs `myst build --html` in a book's folder, with nothing asked of the Internet (`--strict` would visit every
 * link).
 *
 * @param folder the book's folder, which holds `myst.yml`
 * @param site what it needs to know of the site
 * @param signal ends the run
 */
export async function runMyst(folder: string, site: MystSiteOptions, signal?: AbortSignal): Promise<MystRun> {
  // MyST looks for free ports seconds before its servers listen: two runs at once choose the same ones, and wait for ever.
  const release = await waitForLock('myst', { signal, onWait: site.onWait });
  try {
    return await runMystNow(folder, site, signal);
  } finally {
    release();
  }
}

/** It takes seconds; it waits for ever when another user's took the ports that it chose. */
const longestRunMs = 10 * 60_000;

async function runMystNow(folder: string, site: MystSiteOptions, signal?: AbortSignal): Promise<MystRun> {
  const myst = path.join(path.dirname(require.resolve('mystmd/package.json')), 'dist/myst.cjs');
  const [program, ...args] = [
    ...(await endedWithUs('KILL')),
    process.execPath,
    myst,
    'build',
    '--html',
    '--ci',
  ];
  const tooLong = AbortSignal.timeout(longestRunMs);
  const child = spawn(program, args, {
    cwd: folder,
    env: environment(site),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: signal ? AbortSignal.any([signal, tooLong]) : tooLong,
  });
  let log = '';
  const keep = (chunk: string) => {
    log += chunk;
    if (log.includes(themeFault)) child.kill();
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve).on('error', (error) => {
      if (signal?.aborted !== true && tooLong.aborted) log += '\nMyST did not end in time, and was ended\n';
      else reject(error);
    });
  });
  return { exitCode, log };
}

/**
 * At each start MyST asks npm's registry for its newest version, and has no option against it: it is given a
 * registry that refuses at once (the discard port), but for a foreign theme, which installs itself from there.
 * HOST stays unset, for MyST then listens on localhost.
 */
function environment({ theme, baseUrl }: MystSiteOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOST: undefined,
    PORT: undefined,
    NO_COLOR: '1',
    ...(theme === 'ours' && { npm_config_registry: 'http://127.0.0.1:9/' }),
    BASE_URL: baseUrl === '' ? undefined : baseUrl,
  };
}

const lockPollMs = 100;
/** Far longer than a book takes: who holds the lock for so long is stuck. */
const longestWaitMs = 15 * 60_000;

interface Waiting {
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((pid: number) => void) | undefined;
  readonly longestMs?: number;
}

/**
 * Waits until no other process of this user holds a lock, and takes it. Where the user's folder cannot be written nothing is waited for.
 *
 * @param name of the lock
 * @param waiting what gives up waiting, and who is told of it
 * @returns what releases the lock
 * @throws Error when it waits for too long
 */
export async function waitForLock(name: string, waiting: Waiting = {}): Promise<() => void> {
  const { signal, onWait, longestMs = longestWaitMs } = waiting;
  const end = performance.now() + longestMs;
  for (let told = false; ; told = true) {
    const lock = lockOfUser(name);
    if ('release' in lock) return lock.release;
    if (!told) onWait?.(lock.heldBy);
    if (performance.now() >= end) {
      const minutes = Math.round(longestMs / 60_000);
      throw new Error(
        `process ${lock.heldBy} has been building a book for over ${minutes} minutes: end it, then try again`,
      );
    }
    await setTimeout(lockPollMs, undefined, { signal });
  }
}

function lockOfUser(name: string): ReturnType<typeof takeLock> {
  try {
    return takeLock(path.join(stateHome(), 'sonde'), name);
  } catch (error) {
    if (!notWritable.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return { release: () => undefined };
  }
}

/** The user has no folder, or none that can be written. */
const notWritable = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ENOSPC', 'EDQUOT'];
