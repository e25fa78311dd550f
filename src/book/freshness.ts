import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Says whether a built thing is missing, or older than what it is built from.
 *
 * @param target file that the build writes last
 * @param sources files and folders that it is built from; missing ones count for nothing
 *
 * @example
 * ```ts
 * await isStale('_build/html/index.html', ['notebooks', 'theme']);
 * ```
 */
export async function isStale(target: string, sources: readonly string[]): Promise<boolean> {
  const built = await modifiedMs(target);
  if (built === undefined) return true;
  const changes = await Promise.all(sources.map(newestMs));
  return changes.some((changed) => changed > built);
}

/** When the newest file at or under a path was changed, in milliseconds since 1970; 0 for nothing there. */
async function newestMs(source: string): Promise<number> {
  const own = await stat(source).catch(() => undefined);
  if (!own) return 0;
  if (!own.isDirectory()) return own.mtimeMs;
  const names = await readdir(source, { recursive: true });
  const times = await Promise.all(names.map((name) => modifiedMs(path.join(source, name))));
  return Math.max(own.mtimeMs, ...times.map((time) => time ?? 0));
}

async function modifiedMs(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mtimeMs;
}
