import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** Where system tools are when a student's PATH leaves them out. */
const systemFolders = ['/usr/sbin', '/sbin', '/usr/local/sbin'];

/**
 * The path of an installed program, as a shell would find it.
 *
 * @param name without a folder
 */
export function findProgram(name: string): string | undefined {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...systemFolders];
  return folders
    .filter((folder) => folder !== '')
    .flatMap((folder) => extensions.map((extension) => path.join(folder, name + extension)))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
