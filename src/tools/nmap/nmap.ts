import { linesOf, startTool } from '../../run/run.js';
import { succeeded } from '../../run/tool-run.js';
import { Catalogue } from '../../catalogue.js';
import { type ToolSource, chooseSource } from '../tool-source.js';
import { portArgument, scriptArgument, targetArguments } from './nmap-arguments.js';
import type { NmapRun } from './nmap-run.js';
import { readNmap } from './read-nmap.js';

/**
 * What to find out: the hosts that are up (-sn), the ports that are open (-sT), the versions of services (-sV), the
 * operating systems (-O, as root).
 */
export type NmapMode = 'hosts' | 'connect' | 'versions' | 'os';

/** What {@link nmap} and {@link nmapping} accept. */
export interface NmapOptions {
  /** `connect` by default. */
  readonly mode?: NmapMode;
  /** Numbers, or a text such as `22,80,8000-8010`; nmap's thousand most common ports by default. */
  readonly ports?: string | readonly number[];
  /** Names or categories of NSE scripts, e.g. `http-title`. */
  readonly scripts?: readonly string[];
  /** Whether the system's DNS is asked for the names of hosts; not by default. */
  readonly names?: boolean;
  /** `auto` by default: nmap if it is installed, otherwise a recorded run. */
  readonly source?: ToolSource;
  /** Who allowed the scan of an address that is not private, or scripts that may harm, in words. */
  readonly authorisation?: string;
  /** What to run nmap through, e.g. `['ip', 'netns', 'exec', 'lab-pc']`. */
  readonly prefix?: readonly string[];
  /** nmap is ended after that; 15 minutes by default. */
  readonly timeLimitMs?: number;
  /** Ends nmap when aborted. */
  readonly signal?: AbortSignal;
}

/** A run of nmap, and where it comes from. */
export interface NmapResult extends NmapRun {
  readonly origin: 'live' | 'recorded';
  /** Why it is a recording; empty when it is not, or was asked for. */
  readonly reason: string;
  /** As it was asked; a recording is of another network. */
  readonly target: string;
  /** File of `data/nmap`. */
  readonly recording?: string;
}

/** How far nmap is with one of its tasks. */
export interface NmapProgress {
  readonly kind: 'progress';
  /** In nmap's words, e.g. `Connect Scan`. */
  readonly task: string;
  readonly percent: number;
  /** What nmap thinks is left of this task. */
  readonly remainingS?: number;
}

/** What comes of a scan: progress, then the result. */
export type NmapEvent = NmapProgress | { readonly kind: 'result'; readonly result: NmapResult };

const recordings = new Catalogue('recording of nmap', 'nmap', '.xml');

/** What each mode asks of nmap. */
const modes: Readonly<Record<NmapMode, readonly string[]>> = {
  hosts: ['-sn'],
  connect: ['-sT'],
  versions: ['-sT', '-sV'],
  os: ['-O'],
};

/** How long a scan may last unless said otherwise: a /24 with versions takes minutes. */
const TIME_LIMIT_MS = 15 * 60_000;

/**
 * Scans with nmap where it is installed, and waits for the end; elsewhere gives the recorded scan of a small company's
 * network, whatever the target.
 *
 * @param target address, IPv4 prefix, range of a last number (192.168.1.10-20) or name
 * @param options see {@link NmapOptions}
 * @throws NotAuthorisedError for a public address, `RefusedScriptError` for a script that harms, without an
 *   authorisation; InvalidOptionError; UnknownHostError; ToolMissingError; ToolFailedError; ToolTimeoutError; the reason
 *   of the signal when aborted
 * @see nmap(1)
 * @example
 * ```ts
 * import { nmap } from 'sonde/tools';
 *
 * const { origin, hosts } = await nmap('192.168.10.0/24', { mode: 'hosts', source: 'recorded' });
 * console.log(origin, hosts.length); // → recorded 6
 * ```
 */
export async function nmap(target: string, options: NmapOptions = {}): Promise<NmapResult> {
  for await (const event of nmapping(target, options)) if (event.kind === 'result') return event.result;
  throw new Error('nmap ended without a result');
}

/**
 * Scans with nmap, and tells how far it is.
 *
 * @param target address, IPv4 prefix, range of a last number (192.168.1.10-20) or name
 * @param options see {@link NmapOptions}
 * @returns progress, twice a second, and the result at last; leaving the loop ends nmap
 * @throws as {@link nmap}
 * @example
 * ```ts
 * import { nmapping } from 'sonde/tools';
 *
 * for await (const event of nmapping('192.168.10.0/24', { mode: 'versions', source: 'recorded' })) {
 *   if (event.kind === 'result') console.log(event.result.hosts[0]?.ports[1]?.service?.product); // → Dropbear sshd
 * }
 * ```
 */
export async function* nmapping(target: string, options: NmapOptions = {}): AsyncGenerator<NmapEvent> {
  const { mode = 'connect', source = 'auto', scripts } = options;
  const lack = mode === 'os' && !isRoot() ? 'nmap -O demande les droits de root' : undefined;
  const { origin, reason } = await chooseSource('nmap', source, lack);
  if (origin === 'recorded') {
    const name = scripts === undefined ? mode : 'scripts';
    const run = readNmap(await recordings.text(name));
    yield { kind: 'result', result: { origin, reason, target, recording: `${name}.xml`, ...run } };
    return;
  }
  const args = await nmapArguments(target, mode, options);
  for await (const event of running(args, options)) {
    yield 'kind' in event ? event : { kind: 'result', result: { origin, reason, target, ...event } };
  }
}

async function nmapArguments(
  target: string,
  mode: NmapMode,
  options: NmapOptions,
): Promise<readonly string[]> {
  const { ports, scripts, authorisation, names = false } = options;
  return [
    ...modes[mode],
    ...(ports === undefined || mode === 'hosts' ? [] : ['-p', portArgument(ports)]),
    names ? '--system-dns' : '-n',
    ...['--stats-every', '500ms', '-oX', '-'],
    // The target is judged before the scripts are: nmap is run for those.
    ...(await targetArguments(target, authorisation)),
    ...(scripts === undefined ? [] : ['--script', await scriptArgument(scripts, authorisation)]),
  ];
}

async function* running(
  args: readonly string[],
  { signal, prefix, timeLimitMs = TIME_LIMIT_MS }: NmapOptions,
): AsyncGenerator<NmapEvent | NmapRun> {
  const tool = await startTool('nmap', args, {
    timeLimitMs,
    ...(signal && { signal }),
    ...(prefix && { prefix }),
  });
  const lines: string[] = [];
  try {
    for await (const line of linesOf(tool.stdout)) {
      lines.push(line);
      const progress = progressOf(line);
      if (progress) yield progress;
    }
    succeeded(await tool.ended);
    yield readNmap(lines.join('\n'));
  } finally {
    await tool.stop().catch(() => undefined);
  }
}

/** Absent on Windows, where nmap needs Npcap instead. */
function isRoot(): boolean {
  return process.getuid === undefined || process.getuid() === 0;
}

/** How far nmap is (`--stats-every`), where a line says so. */
function progressOf(line: string): NmapProgress | undefined {
  if (!line.startsWith('<taskprogress ')) return undefined;
  const value = (name: string): string | undefined => new RegExp(` ${name}="([^"]{0,200})"`).exec(line)?.[1];
  const [task, percent, remaining] = [value('task'), Number(value('percent')), value('remaining')];
  if (task === undefined || !Number.isFinite(percent)) return undefined;
  const remainingS = Number(remaining);
  const left = remaining !== undefined && Number.isFinite(remainingS) ? { remainingS } : {};
  return { kind: 'progress', task, percent, ...left };
}
