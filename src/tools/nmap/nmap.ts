import type { NmapEvent, NmapMode, NmapOptions, NmapResult } from './nmap-options.js';
import { NmapProgressReader } from './nmap-progress.js';
import type { NmapRun } from './nmap-run.js';
import { scriptArgument } from './nmap-script.js';
import { portArgument, targetArguments } from './nmap-target.js';
import { readNmap } from './read-nmap.js';
import { recordedOutput } from '../recorded-run.js';
import { startTool, succeeded } from '../../run/run.js';
import { chooseSource } from '../tool-source.js';

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
 * @throws NotAuthorisedError for a public address, {@link RefusedScriptError} for a script that harms, without an
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
    const recording = scripts === undefined ? `${mode}.xml` : 'scripts.xml';
    const run = readNmap(await recordedOutput('nmap', recording));
    yield { kind: 'result', result: { origin, reason, target, recording, ...run } };
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
  const reader = new NmapProgressReader();
  try {
    for await (const bytes of tool.stdout) yield* reader.read(bytes);
    succeeded(await tool.ended);
    yield readNmap(reader.end());
  } finally {
    await tool.stop().catch(() => undefined);
  }
}

/** Absent on Windows, where nmap needs Npcap instead. */
function isRoot(): boolean {
  return process.getuid === undefined || process.getuid() === 0;
}
