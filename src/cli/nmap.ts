import { Command, Option } from 'commander';
import { type NmapMode, type NmapOptions, type NmapResult, nmapping } from '../tools/nmap/nmap.js';
import type { NmapHost, NmapPort } from '../tools/nmap/nmap-run.js';
import { reportWithOrigin } from '../origin.js';
import { interruptible } from './interruption.js';
import { printReport, showProgress } from './terminal.js';

interface Options {
  readonly mode: NmapMode;
  readonly ports?: string;
  readonly script?: string;
  readonly source: NonNullable<NmapOptions['source']>;
  readonly authorisation?: string;
  readonly json?: true;
}

/** `sonde nmap`: the installed nmap with our rules, or a recorded run. */
export function nmapCommand(): Command {
  return new Command('nmap')
    .description('inventorie un réseau avec nmap, ou montre un inventaire enregistré')
    .argument('<cible>', 'adresse, préfixe (192.168.1.0/24), intervalle (192.168.1.10-20) ou nom')
    .addOption(
      new Option('-m, --mode <mode>', 'hôtes, ports, versions ou systèmes')
        .choices(['hosts', 'connect', 'versions', 'os'])
        .default('connect'),
    )
    .option('-p, --ports <liste>', 'comme 22,80,8000-8010')
    .option('--script <noms>', 'scripts NSE, comme http-title,banner')
    .addOption(
      new Option('--source <source>', 'd’où vient le résultat')
        .choices(['auto', 'live', 'recorded'])
        .default('auto'),
    )
    .option('--authorisation <qui>', 'qui a permis de sonder une adresse publique')
    .option('--json', 'écrit le résultat en JSON')
    .action((target: string, options: Options) => interruptible((signal) => run(target, options, signal)));
}

async function run(target: string, options: Options, signal: AbortSignal): Promise<void> {
  const { mode, ports, script, source, authorisation, json } = options;
  const events = nmapping(target, {
    ...{ mode, source, signal },
    ...(ports !== undefined && { ports }),
    ...(script !== undefined && { scripts: script.split(',') }),
    ...(authorisation !== undefined && { authorisation }),
  });
  for await (const event of events) {
    if (event.kind === 'result')
      printReport(json ? JSON.stringify(event.result, null, 2) : report(event.result));
    else showProgress(`${event.task} : ${event.percent.toFixed(0)} %`);
  }
}

function report({ origin, reason, hosts, end }: NmapResult): string {
  const up = end ? [`${end.hostsUp} hôte(s) actif(s) sur ${end.hostsTotal}`] : ['Inventaire interrompu'];
  const lines = [...(reason === '' ? [] : [reason]), ...hosts.flatMap(hostLines), ...up];
  return reportWithOrigin(lines, origin);
}

function hostLines({ addresses, hostnames, ports, osMatches, state }: NmapHost): readonly string[] {
  const places = addresses.map(({ address, vendor }) =>
    vendor === undefined ? address : `${address} (${vendor})`,
  );
  const [system] = osMatches;
  return [
    [...hostnames.map(({ name }) => name), ...places, state].join('  '),
    ...ports.filter((port) => port.state !== 'closed').map(portLine),
    ...(system ? [`  système : ${system.name} (${system.accuracyPercent} %)`] : []),
    '',
  ];
}

function portLine({ port, protocol, state, service }: NmapPort): string {
  const words = [service?.name, service?.product, service?.version].filter((word) => word !== undefined);
  return `  ${`${port}/${protocol}`.padEnd(10)} ${state.padEnd(9)} ${words.join(' ')}`.trimEnd();
}
