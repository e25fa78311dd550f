import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { takeKernelLock } from '../run/kernel-lock.js';

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
  const release = await waitForLock('myst', signal);
  try {
    return await runMystNow(folder, site, signal);
  } finally {
    release();
  }
}

async function runMystNow(folder: string, site: MystSiteOptions, signal?: AbortSignal): Promise<MystRun> {
  const myst = path.join(path.dirname(require.resolve('mystmd/package.json')), 'dist/myst.cjs');
  const child = spawn(process.execPath, [myst, 'build', '--html', '--ci'], {
    cwd: folder,
    env: environment(site),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  let log = '';
  const keep = (chunk: string) => {
    log += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
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

/**
 * Waits until no other process of this machine holds a lock, and takes it. Where the kernel has no such lock (anywhere but on
 * Linux) nothing is waited for.
 *
 * @param name of the lock
 * @param signal gives up waiting
 * @returns what releases the lock
 */
export async function waitForLock(name: string, signal?: AbortSignal): Promise<() => void> {
  if (process.platform !== 'linux') return () => undefined;
  for (;;) {
    const release = await takeKernelLock(name);
    if (release) return release;
    await setTimeout(lockPollMs, undefined, { signal });
  }
}
