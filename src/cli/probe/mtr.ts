import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import { type MtrOptions, type MtrResult, mtring } from '../../probe/mtr.js';
import { mtrReport } from '../../tools/mtr/mtr-report.js';
import {
  type ProbeOptions,
  familyOf,
  integerFrom,
  probeCommand,
  secondsAsMs,
  withFamilies,
} from './probe-options.js';
import { type ProbeSession, runProbe } from './probe-session.js';
import { inRealTime } from './real-time.js';
import { isWatched, print, printReport, printText, redraw } from '../terminal.js';

interface Options extends ProbeOptions {
  readonly reportCycles?: number;
  readonly report?: true;
  readonly interval: number;
  readonly maxTtl: number;
  readonly psize: number;
  readonly udp?: true;
  readonly tcp?: true;
  readonly port?: number;
}

/** `sonde mtr`: the options and the report of mtr(8); in a terminal, figures that are written over and over. */
export function mtrCommand(): Command {
  return withFamilies(probeCommand('mtr', 'surveille chaque saut d’un chemin, comme mtr'))
    .argument('<hôte>', 'nom ou adresse')
    .option('-c, --report-cycles <nombre>', 'tours (10 avec -r, sinon sans fin)', integerFrom(1))
    .option('-r, --report', 'n’écrit que le bilan, à la fin')
    .addOption(new Option('-j', 'comme --json').implies({ json: true }))
    .option('-i, --interval <secondes>', 'temps entre deux tours', secondsAsMs, 1000)
    .option('-m, --max-ttl <ttl>', 'dernier TTL', integerFrom(1), 30)
    .option('-s, --psize <octets>', 'octets de chaque paquet, en-tête IP compris', integerFrom(30), 64)
    .addOption(new Option('-u, --udp', 'sondes UDP au lieu d’ICMP').conflicts('tcp'))
    .addOption(new Option('-T, --tcp', 'sondes TCP au lieu d’ICMP').conflicts('udp'))
    .option('-P, --port <port>', 'port de destination', integerFrom(1))
    .action((host: string, options: Options) => runProbe(options, (session) => run(session, host, options)));
}

/** @returns 0, as mtr */
async function run(session: ProbeSession, host: string, options: Options): Promise<number> {
  const { network, signal } = session;
  const live = !options.report && !options.json && isWatched();
  const cycles = options.reportCycles ?? (live ? Infinity : 10);
  const rounds = mtring(network, host, { ...optionsOf(options), ...familyOf(options), cycles, signal });
  let last: MtrResult | undefined;
  if (!options.json && !live) print(`Start: ${new Date().toISOString()}`);
  for await (const result of live ? inRealTime(network, rounds, signal) : rounds) {
    last = result;
    if (live) redraw(await reportOf(result, session));
  }
  if (options.json) printText(JSON.stringify(last, null, 2));
  else if (last && !live) printReport(await reportOf(last, session));
  return 0;
}

async function reportOf(result: MtrResult, { book }: ProbeSession): Promise<string> {
  const names = await book.look(result.hops.flatMap(({ addresses }) => addresses));
  return mtrReport(result, { title: hostname(), names });
}

function optionsOf({ interval, maxTtl, psize, udp, tcp, port, ipv6 }: Options): MtrOptions {
  const size = psize - (ipv6 ? 48 : 28);
  const protocol = udp ? 'udp' : tcp ? 'tcp' : 'icmp';
  return { protocol, intervalMs: interval, maxTtl, size, ...(port !== undefined && { port }) };
}
