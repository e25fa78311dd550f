import { spawn } from 'node:child_process';

/** A program and its arguments. */
type CommandLine = readonly [program: string, ...args: string[]];

/**
 * The command that opens an address in the reader's browser, without a shell.
 *
 * @param url the address
 * @param platform as `process.platform` names it
 * @param environment environment variables: on Linux they say whether there is a display
 * @returns `undefined` where there is no display
 *
 * @example
 * ```ts
 * browserCommand('http://127.0.0.1:8000/', 'linux', { DISPLAY: ':0' }); // ['xdg-open', 'http://127.0.0.1:8000/']
 * ```
 */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): CommandLine | undefined {
  if (platform === 'darwin') return ['open', url];
  // `start` belongs to cmd.exe, a shell; this one is a program.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  const hasDisplay = Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']);
  return hasDisplay ? ['xdg-open', url] : undefined;
}

/**
 * Opens an address in the reader's browser, if there is one: its absence is no fault, the address is printed.
 *
 * @param url the address
 */
export function openBrowser(url: string): void {
  const command = browserCommand(url, process.platform, process.env);
  if (!command) return;
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
