/** The course's own book: where its parts are in the repository, and where it goes. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isStale } from './freshness.js';

/** Seen from `src/` (tests) and from `dist/` alike. */
export const courseRoot = path.resolve(__dirname, '../..');

/** Folder of the course's built book. */
export const courseBookFolder = path.join(courseRoot, '_build/html');

/**
 * Whether the course's book was built, were it long ago.
 *
 * @example
 * ```ts
 * if (await hasCourseBook()) console.log(courseBookFolder);
 * ```
 */
export async function hasCourseBook(): Promise<boolean> {
  return (await stat(path.join(courseBookFolder, 'index.html')).catch(() => undefined)) !== undefined;
}

/**
 * Whether the course's book is missing, or older than the course.
 *
 * @example
 * ```ts
 * if (await isCourseBookStale()) console.log('npm run book');
 * ```
 */
export function isCourseBookStale(): Promise<boolean> {
  const sources = ['jupyter_book.yml', 'myst.yml', 'notebooks', 'theme', 'src', 'data', '_static'];
  return isStale(
    path.join(courseBookFolder, 'index.html'),
    sources.map((name) => path.join(courseRoot, name)),
  );
}
