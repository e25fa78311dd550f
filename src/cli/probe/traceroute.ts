import { InvalidArgumentError, Option, type Command } from 'commander';
import { InvalidOptionError } from '../../option.js';
import {
  type TraceHop,
  type TracerouteOptions,
  type TracerouteResult,
  tracing,
} from '../../probe/traceroute.js';
import { traceHopLine, tracerouteHeading } from '../../tools/traceroute/traceroute-report.js';
import {
  type ProbeOptions,
  decimal,
  familyOf,
  integerFrom,
  probeCommand,
  secondsAsMs,
  withFamilies,
} from './probe-options.js';
import { type ProbeSession, runProbe } from './probe-session.js';
import { print, printText } from '../terminal.js';

interface Options extends ProbeOptions {
  readonly icmp?: true;
  readonly tcp?: true;
  readonly paris?: true;
  readonly udp?: true;
  readonly port?: number;
  readonly first: number;
  readonly maxHops: number;
  readonly queries: number;
  readonly wait: Pick<TracerouteOptions, 'timeoutMs' | 'waitFactors'>;
  readonly simQueries?: number;
}

/** `sonde traceroute`: the options and the layout of traceroute(8). */
export function tracerouteCommand(): Command {
  return withFamilies(probeCommand('traceroute', 'montre les routeurs du chemin, comme traceroute'))
    .argument('<hôte>', 'nom ou adresse')
    .argument('[longueur]', 'octets de chaque paquet, en-tête IP compris', integerFrom(1))
    .addOption(new Option('-I, --icmp', 'sondes ICMP').conflicts(['tcp', 'udp']))
    .addOption(new Option('-T, --tcp', 'sondes TCP SYN, vers le port 80').conflicts(['icmp', 'udp']))
    .addOption(new Option('-U, --udp', 'sondes UDP vers un seul port, le 53').conflicts(['icmp', 'tcp']))
    .option('--paris', 'garde le même flux, pour suivre un seul chemin')
    .option('-p, --port <port>', 'port de destination', integerFrom(1))
    .option('-f, --first <ttl>', 'premier TTL', integerFrom(1), 1)
    .option('-m, --max-hops <ttl>', 'dernier TTL', integerFrom(1), 30)
    .option('-q, --queries <nombre>', 'sondes par saut', integerFrom(1), 3)
    .option(
      '-w, --wait <max[,ici,près]>',
      'attente : secondes, fois le même saut, fois le suivant',
      patience,
      {
        timeoutMs: 5000,
      },
    )
    .option('-N, --sim-queries <nombre>', 'sondes en vol à la fois (toutes par défaut)', integerFrom(1))
    .action((host: string, length: number | undefined, options: Options) =>
      runProbe(options, (session) => run(session, host, length, options)),
    );
}

/** @returns 0, as traceroute, whether the destination was reached or not */
async function run(
  { network, signal, book }: ProbeSession,
  host: string,
  length: number | undefined,
  options: Options,
): Promise<number> {
  const run = await tracing(network, host, { ...optionsOf(options, length), ...familyOf(options), signal });
  const hops: TraceHop[] = [];
  if (!options.json) print(tracerouteHeading(run));
  for await (const hop of run) {
    hops.push(hop);
    if (!options.json) print(traceHopLine(hop, await namesFor(hop, book)));
  }
  const { origin, address, protocol, maxTtl, packetLength } = run;
  const reached = hops.some(({ probes }) => probes.some((probe) => probe.kind === 'answer' && probe.reached));
  const path = { origin, host, address, protocol, maxTtl, packetLength, hops, reached };
  const result: TracerouteResult = { ...path, interrupted: signal.aborted };
  if (options.json) printText(JSON.stringify(result, null, 2));
  return 0;
}

/** With `-n`, none at all: the report then writes addresses alone. */
async function namesFor({ probes }: TraceHop, book: ProbeSession['book']) {
  if (book.numeric) return undefined;
  return book.look(probes.flatMap((probe) => (probe.kind === 'answer' ? [probe.from] : [])));
}

function optionsOf(options: Options, length: number | undefined): TracerouteOptions {
  const { icmp, tcp, udp, paris, first, maxHops, queries, wait, simQueries = Infinity } = options;
  const protocol = icmp ? 'icmp' : tcp ? 'tcp' : 'udp';
  const port = options.port ?? (udp ? 53 : undefined);
  return {
    protocol,
    // A single port for all probes is what Paris traceroute keeps too.
    paris: (paris ?? udp) === true,
    ...(port !== undefined && { port }),
    ...(length !== undefined && { size: dataSize(length, options.ipv6 ? 48 : 28) }),
    firstTtl: first,
    maxTtl: maxHops,
    queries,
    ...wait,
    inFlight: simQueries,
  };
}

/** Bytes of data in a packet of that length. */
function dataSize(length: number, headers: number): number {
  if (length < headers + 2) throw new InvalidOptionError('length', length, `at least ${headers + 2} bytes`);
  return length - headers;
}

/** Reads traceroute's `MAX,HERE,NEAR`, of which the last two may be left out. */
function patience(text: string): Options['wait'] {
  const [max = '', here = '3', near = '10', ...rest] = text.split(',');
  if (rest.length > 0) throw new InvalidArgumentError('trois nombres au plus sont attendus, comme 5,3,10.');
  return { timeoutMs: secondsAsMs(max), waitFactors: { here: decimal(here), near: decimal(near) } };
}
