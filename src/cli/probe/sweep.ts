import type { Command } from 'commander';
import {
  type SweepOptions,
  type SweptHost,
  addressesOf,
  byAddress,
  isGroup,
  sweeping,
} from '../../probe/sweep.js';
import { type ProbeOptions, integerFrom, decimal, probeCommand } from './probe-options.js';
import { type ProbeSession, runProbe } from './probe-session.js';
import { print, printError, printText } from '../terminal.js';

interface Options extends ProbeOptions {
  readonly alive?: true;
  readonly unreach?: true;
  readonly elapsed?: true;
  readonly interval: number;
  readonly timeout: number;
  readonly retry: number;
  readonly stats?: true;
  readonly authorisation?: string;
}

/** `sonde sweep`: the options and the layout of `fping -g`. */
export function sweepCommand(): Command {
  return probeCommand('sweep', 'cherche qui répond dans un préfixe, comme fping -g')
    .argument(
      '<préfixe>',
      'comme 192.168.1.0/24 ou 2001:db8::/120, ou le groupe d’un lien, comme ff02::1%eth0',
    )
    .option('-g, --generate', 'accepté comme dans fping : un préfixe est toujours attendu')
    .option('-a, --alive', 'n’écrit que les adresses qui répondent')
    .option('-u, --unreach', 'n’écrit que les adresses qui se taisent')
    .option('-e, --elapsed', 'écrit le temps d’aller-retour')
    .option('-i, --interval <ms>', 'temps entre deux paquets', decimal, 0)
    .option('-t, --timeout <ms>', 'attente des dernières réponses', decimal, 500)
    .option('-r, --retry <nombre>', 'nouveaux essais', integerFrom(0), 1)
    .option('-s, --stats', 'écrit le bilan à la fin, sur la sortie d’erreur')
    .option('--authorisation <qui>', 'qui a permis de sonder des adresses publiques')
    .action((prefix: string, options: Options) =>
      runProbe(options, (session) => run(session, prefix, options)),
    );
}

/** @returns 0 when all answered, otherwise 1, as fping */
async function run({ network, signal }: ProbeSession, prefix: string, options: Options): Promise<number> {
  const startMs = network.now();
  const found = new Map<string, SweptHost>();
  for await (const host of sweeping(network, prefix, { ...optionsOf(options), signal })) {
    found.set(host.address, host);
    if (!options.json && !options.unreach) print(aliveLine(host, options));
  }
  const addresses = addressesOf(prefix);
  // A group is silent where no member answers.
  const silent = addresses.filter((address) => !found.has(address) && !(isGroup(address) && found.size > 0));
  const elapsedMs = network.now() - startMs;
  if (options.json) {
    const hosts = [...found.values()].sort(byAddress);
    const { origin } = network;
    printText(JSON.stringify({ origin, prefix, probed: addresses.length, hosts, elapsedMs }, null, 2));
  } else if (!options.alive) {
    for (const address of silent) print(options.unreach ? address : `${address} is unreachable`);
  }
  if (options.stats) printError(...statistics(addresses.length, silent.length, found.size, elapsedMs));
  return silent.length === 0 ? 0 : 1;
}

function optionsOf({ interval, timeout, retry, authorisation }: Options): SweepOptions {
  const permission = authorisation === undefined ? {} : { authorisation };
  return { tries: retry + 1, timeoutMs: timeout, intervalMs: interval, ...permission };
}

function aliveLine({ address, rttMs }: SweptHost, { alive, elapsed }: Options): string {
  const time = elapsed ? ` (${rttMs.toPrecision(3)} ms)` : '';
  return alive ? `${address}${time}` : `${address} is alive${time}`;
}

function statistics(targets: number, silent: number, alive: number, elapsedMs: number): readonly string[] {
  const line = (count: number, what: string): string => `${String(count).padStart(8)} ${what}`;
  const seconds = (elapsedMs / 1000).toFixed(3);
  return [
    '',
    line(targets, 'targets'),
    line(alive, 'alive'),
    line(silent, 'unreachable'),
    '',
    `${seconds.padStart(13)} sec (elapsed time)`,
    '',
  ];
}
