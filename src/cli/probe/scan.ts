import { type Command, InvalidArgumentError } from 'commander';
import { type ScannedPort, type ScanOptions, type ScanResult, scan } from '../../probe/scan.js';
import {
  type ProbeOptions,
  familyOf,
  integerFrom,
  decimal,
  probeCommand,
  withFamilies,
} from './probe-options.js';
import { type ProbeSession, runProbe } from './probe-session.js';
import { print, printText } from '../terminal.js';

interface Options extends ProbeOptions {
  readonly ports: readonly number[];
  readonly timeout: number;
  readonly parallel: number;
  readonly open?: true;
  readonly authorisation?: string;
}

/** What is tried without `-p`, and the names that IANA gives these ports. */
const services: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  111: 'sunrpc',
  139: 'netbios-ssn',
  143: 'imap',
  389: 'ldap',
  443: 'https',
  445: 'microsoft-ds',
  465: 'submissions',
  587: 'submission',
  993: 'imaps',
  995: 'pop3s',
  3306: 'mysql',
  3389: 'ms-wbt-server',
  5432: 'postgresql',
  8080: 'http-alt',
  9090: 'websm',
};

/** Of so many ports alike, nmap writes the number only. */
const MOST_ALIKE = 25;

/** `sonde scan`: a connect scan, in the layout of `nmap -sT`. */
export function scanCommand(): Command {
  return withFamilies(probeCommand('scan', 'cherche les ports TCP ouverts d’un hôte, comme nmap -sT'))
    .argument('<hôte>', 'nom ou adresse')
    .option('-p, --ports <liste>', 'comme 22,80,8000-8010', portList, Object.keys(services).map(Number))
    .option('--timeout <ms>', 'attente de chaque réponse', decimal, 1000)
    .option('--parallel <nombre>', 'connexions à la fois', integerFrom(1), 64)
    .option('--open', 'n’écrit que les ports ouverts')
    .option('--authorisation <qui>', 'qui a permis de sonder une adresse publique')
    .action((host: string, options: Options) =>
      runProbe(options, (session) => run(session, host, options), 'connections'),
    );
}

/** @returns 0, as nmap, whatever was found */
async function run({ network, signal }: ProbeSession, host: string, options: Options): Promise<number> {
  const { ports, timeout, parallel, authorisation } = options;
  const permission = authorisation === undefined ? {} : { authorisation };
  const scanOptions: ScanOptions = { timeoutMs: timeout, parallel, signal, ...permission };
  const address = await network.resolve(host, familyOf(options).version);
  const result = { ...(await scan(network, address, ports, scanOptions)), host };
  if (options.json) printText(JSON.stringify(result, null, 2));
  else print(...scanReport(result, options.open === true));
  return 0;
}

/** Reads `22,80,8000-8010`. */
function portList(text: string): readonly number[] {
  const ports = text.split(',').flatMap(portRange);
  if (ports.length > 0) return [...new Set(ports)].sort((a, b) => a - b);
  throw new InvalidArgumentError('une liste de ports est attendue.');
}

function portRange(text: string): number[] {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last ?? first)];
  if (!(from >= 1 && from <= to && to <= 65_535))
    throw new InvalidArgumentError(`« ${text} » n’est ni un port ni un intervalle comme 8000-8010.`);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function scanReport({ host, address, ports, elapsedMs }: ScanResult, openOnly: boolean): readonly string[] {
  const shown = ports.filter((port) => isShown(port, ports, openOnly));
  const hidden = ports.length - shown.length;
  const width = Math.max(4, ...shown.map(({ port }) => `${port}/tcp`.length));
  const rows = shown.map(
    (port) => `${`${port.port}/tcp`.padEnd(width)} ${stateOf(port).padEnd(8)} ${serviceOf(port)}`,
  );
  return [
    `Scan report for ${host === address ? host : `${host} (${address})`}`,
    latencyLine(ports),
    ...(hidden > 0 ? [`Not shown: ${hidden} ports`] : []),
    '',
    ...(rows.length > 0 ? [`${'PORT'.padEnd(width)} STATE    SERVICE`, ...rows, ''] : []),
    `Scan done: ${ports.length} ports scanned in ${(elapsedMs / 1000).toFixed(2)} seconds`,
  ];
}

function isShown(port: ScannedPort, all: readonly ScannedPort[], openOnly: boolean): boolean {
  if (port.kind === 'open') return true;
  return !openOnly && all.filter(({ kind }) => kind === port.kind).length <= MOST_ALIKE;
}

function latencyLine(ports: readonly ScannedPort[]): string {
  const rttsMs = ports.flatMap(({ kind, rttMs }) =>
    kind === 'open' || kind === 'closed' ? (rttMs ?? []) : [],
  );
  if (rttsMs.length === 0) return 'No port answered: the host may be down, or filtered.';
  return `Host is up (${Number((Math.min(...rttsMs) / 1000).toPrecision(2))}s latency).`;
}

/** nmap calls filtered whatever an ICMP error refuses. */
function stateOf({ kind }: ScannedPort): string {
  return kind === 'unreachable' ? 'filtered' : kind;
}

function serviceOf({ port }: ScannedPort): string {
  return services[port] ?? 'unknown';
}
