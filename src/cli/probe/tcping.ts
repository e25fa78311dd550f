import type { Command } from 'commander';
import { rttStatistics } from '../../probe/ping-statistics.js';
import { type TcpingAttempt, tcpinging } from '../../probe/tcping.js';
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
import { print } from '../terminal.js';

interface Options extends ProbeOptions {
  readonly count?: number;
  readonly interval: number;
  readonly timeout: number;
}

/** `sonde tcping`: the time of TCP's handshake, in the layout of ping. */
export function tcpingCommand(): Command {
  return withFamilies(
    probeCommand('tcping', 'mesure le temps d’ouverture d’une connexion TCP, sans privilège'),
  )
    .argument('<hôte>', 'nom ou adresse')
    .argument('<port>', 'port TCP', integerFrom(1))
    .option('-c, --count <nombre>', 'connexions à ouvrir (sans fin par défaut)', integerFrom(1))
    .option('-i, --interval <secondes>', 'temps entre deux connexions', secondsAsMs, 1000)
    .option('-W, --timeout <secondes>', 'attente de chaque réponse', secondsAsMs, 2000)
    .action((host: string, port: number, options: Options) =>
      runProbe(options, (session) => run(session, host, port, options), 'connections'),
    );
}

/** @returns 0 when something answered, be it to refuse, otherwise 1 */
async function run(
  { network, signal }: ProbeSession,
  host: string,
  port: number,
  options: Options,
): Promise<number> {
  const { count = Infinity, interval, timeout, json } = options;
  const address = await network.resolve(host, familyOf(options).version);
  const probe = { count, intervalMs: interval, timeoutMs: timeout, signal };
  const attempts = tcpinging(network, address, port, probe);
  const write = (line: object, ...texts: readonly string[]): void => {
    print(...(json ? [JSON.stringify(line)] : texts));
  };
  const { origin, reason } = network;
  write({ kind: 'start', origin, reason, host, address, port }, `TCPING ${host} (${address}) port ${port}.`);
  const tally = new Tally();
  for await (const attempt of count === Infinity ? inRealTime(network, attempts, signal) : attempts) {
    tally.add(attempt);
    write(attempt, attemptLine(attempt, address, port));
  }
  const summary = tally.summary();
  write({ kind: 'statistics', ...summary }, ...summaryLines(host, summary));
  return summary.answered > 0 ? 0 : 1;
}

function attemptLine({ sequence, kind, rttMs, code }: TcpingAttempt, address: string, port: number): string {
  const time = rttMs === undefined ? '' : ` time=${rttMs.toFixed(3)} ms`;
  return `${address} port ${port} ${kind}${code === undefined ? '' : ` (${code})`}: seq=${sequence}${time}`;
}

class Tally {
  readonly #rttsMs: number[] = [];
  #attempts = 0;

  add({ kind, rttMs }: TcpingAttempt): void {
    this.#attempts += 1;
    if ((kind === 'open' || kind === 'closed') && rttMs !== undefined) this.#rttsMs.push(rttMs);
  }

  summary() {
    const [attempts, answered] = [this.#attempts, this.#rttsMs.length];
    const lossPercent = attempts === 0 ? 0 : ((attempts - answered) * 100) / attempts;
    const rtt = rttStatistics(this.#rttsMs);
    return { attempts, answered, lossPercent, ...(rtt && { rtt }) };
  }
}

function summaryLines(
  host: string,
  { attempts, answered, lossPercent, rtt }: ReturnType<Tally['summary']>,
): readonly string[] {
  const loss = Number(lossPercent.toPrecision(6));
  const counts = `${attempts} connections tried, ${answered} answered, ${loss}% loss`;
  const lines = ['', `--- ${host} tcping statistics ---`, counts];
  if (!rtt) return lines;
  const times = [rtt.minMs, rtt.avgMs, rtt.maxMs, rtt.mdevMs].map((ms) => ms.toFixed(3)).join('/');
  return [...lines, `rtt min/avg/max/mdev = ${times} ms`];
}
