import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { ToolArgumentError } from './tool-error.js';

/** Where system tools are when a student's PATH leaves them out. */
const systemFolders = ['/usr/sbin', '/sbin', '/usr/local/sbin'];

/**
 * Where a tool is installed: in PATH, or in the folders of system tools that a user's PATH often leaves out. Never in
 * the current folder, even when PATH names it.
 *
 * @param name of the tool, without a folder, e.g. `ss`
 * @returns its path; `undefined` when it is not installed
 * @throws {@link ToolArgumentError} when the name is not that of a program
 * @example
 * ```ts
 * import { findTool } from 'sonde/tools';
 *
 * console.log(await findTool('no-such-tool')); // → undefined
 * ```
 */
export async function findTool(name: string): Promise<string | undefined> {
  if (!/^[A-Za-z0-9][\w.+-]{0,63}$/.test(name)) {
    throw new ToolArgumentError(`not the name of a program: ${JSON.stringify(name.slice(0, 64))}`);
  }
  const extensions = process.platform === 'win32' ? ['.exe'] : [''];
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...systemFolders];
  for (const folder of folders.filter((each) => path.isAbsolute(each))) {
    for (const extension of extensions) {
      const file = path.join(folder, name + extension);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
