/** Paths as `node:path` makes them under Linux: the files of a page have such names. */

/** As `path.normalize`: no `.`, no `..` but at the front of a relative path, one slash between names. */
export function normalize(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push(part);
  }
  const end = kept.length > 0 && path.endsWith('/') ? '/' : '';
  const text = `${isRooted ? '/' : ''}${kept.join('/')}${end}`;
  return text === '' ? './'.slice(0, path.endsWith('/') ? 2 : 1) : text;
}

export function join(...parts: readonly string[]): string {
  return normalize(parts.filter((part) => part !== '').join('/'));
}

/** Where relative paths begin: the folder of the course, as in Jupyter. */
export const workingFolder = '/cours';

export function resolve(...parts: readonly string[]): string {
  const from = parts.map(isAbsolute).lastIndexOf(true);
  const path = normalize([...(from < 0 ? [workingFolder] : []), ...parts.slice(Math.max(from, 0))].join('/'));
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

export function basename(path: string, suffix = ''): string {
  if (path === suffix) return '';
  const name = trimmed(path).split('/').at(-1) ?? '';
  return suffix !== name && name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name;
}

/** As Node: of two slashes in a row, the last alone goes. */
export function dirname(path: string): string {
  const text = trimmed(path);
  const slash = text.lastIndexOf('/');
  if (slash < 0) return path.startsWith('/') ? '/' : '.';
  if (slash === 0) return '/';
  return slash === 1 && text.startsWith('/') ? '//' : text.slice(0, slash);
}

export function extname(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 || name === '..' ? '' : name.slice(dot);
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

export const sep = '/';

/** Without the slashes at its end; not a regular expression, which a long row of them would slow. */
function trimmed(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
