import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Which theme makes the pages: the one of this repository, or one that MyST downloads. */
export type SiteTheme = 'ours' | 'foreign';

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
