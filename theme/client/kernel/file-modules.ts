/** `node:fs`, `node:fs/promises`, `node:os` and `node:path` as cells use them, on the files of the page. */
import { absentModule } from './absence.js';
import { pageFiles, temporaryFolder } from './memory-files.js';
import * as path from './page-path.js';

/** The bytes of a file; Node's would be a Buffer, whose text is asked for in the same way. */
class FileBytes extends Uint8Array<ArrayBuffer> {
  override toString(encoding = 'utf8'): string {
    if (!/^utf-?8$/i.test(encoding)) throw new TypeError(`Unknown encoding: ${encoding}`);
    return new TextDecoder().decode(this);
  }
}

type Encoding = string | { readonly encoding?: string | null } | null;
type Content = string | ArrayBufferView;

function readFile(file: string, options?: Encoding): string | Uint8Array {
  const bytes = new FileBytes(pageFiles.read(file).buffer);
  const encoding = typeof options === 'string' ? options : options?.encoding;
  return encoding == null ? bytes : bytes.toString(encoding);
}

function bytesOf(content: Content): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}

interface RemoveOptions {
  readonly recursive?: boolean;
  readonly force?: boolean;
}

function rm(file: string, { recursive = false, force = false }: RemoveOptions = {}): void {
  if (force && !pageFiles.has(file)) return;
  pageFiles.access(file, 'lstat');
  if (recursive) pageFiles.removeAll(file);
  else pageFiles.removeFile(file, 'rm');
}

/** Six letters, as mkdtemp(3) adds. */
function mkdtemp(prefix: string): string {
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) =>
    String.fromCharCode(97 + (byte % 26)),
  );
  const made = prefix + letters.join('');
  pageFiles.makeFolder(made, 'mkdtemp');
  return made;
}

function stat(file: string): object {
  const { size, isFolder } = pageFiles.size(file);
  return { size, isFile: () => !isFolder, isDirectory: () => isFolder };
}

const calls = {
  readFile,
  writeFile: (file: string, content: Content) => {
    pageFiles.write(file, bytesOf(content));
  },
  appendFile: (file: string, content: Content) => {
    pageFiles.append(file, bytesOf(content));
  },
  access: (file: string) => {
    pageFiles.access(file);
  },
  mkdir: (file: string, { recursive = false }: RemoveOptions = {}) => {
    if (recursive) pageFiles.makeFolders(file);
    else pageFiles.makeFolder(file);
  },
  readdir: (file: string) => pageFiles.list(file),
  unlink: (file: string) => {
    pageFiles.removeFile(file);
  },
  rmdir: (file: string) => {
    pageFiles.removeFolder(file);
  },
  mkdtemp,
  rm,
  stat,
} as const;

type Call = (...values: readonly never[]) => unknown;

const named = Object.entries<Call>(calls);

const promises = absentModule(
  'node:fs/promises',
  Object.fromEntries(
    named.map(([name, call]) => [
      name,
      // A fault of the call is one of the promise.
      (...values: readonly never[]) => Promise.resolve().then(() => call(...values)),
    ]),
  ),
);

/** By name, without `node:`; what they lack says that a page has it not. */
export const fileModules: Readonly<Record<string, object>> = {
  'fs/promises': promises,
  fs: absentModule('node:fs', {
    ...Object.fromEntries(named.map(([name, call]) => [`${name}Sync`, call])),
    existsSync: (file: string) => pageFiles.has(file),
    promises,
  }),
  os: absentModule('node:os', { tmpdir: () => temporaryFolder, EOL: '\n' }),
  path: absentModule('node:path', { ...path }),
};
