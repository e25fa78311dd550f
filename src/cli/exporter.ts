import { once } from 'node:events';
import { Command, Option } from 'commander';
import { originLabel } from '../origin.js';
import { untilInterrupted } from './interruption.js';
import { integerFrom } from './probe/probe-options.js';
import { print } from './terminal.js';

interface Options {
  readonly port: number;
  readonly listen: string;
  readonly target: readonly string[];
  readonly name: readonly string[];
  readonly network: 'auto' | 'simulated';
  readonly scenario?: string;
  readonly seed: number;
  readonly machine?: string;
}

/** `sonde exporter`: what this machine counts, and probes on demand, for a Prometheus server. */
export function exporterCommand(): Command {
  return new Command('exporter')
    .description('expose les compteurs de la machine et des sondes à la demande, pour Prometheus')
    .helpOption('-h, --help', 'affiche cette aide')
    .option('--port <port>', 'port TCP ; 0 : un port libre', integerFrom(0), 9797)
    .option('--listen <adresse>', 'adresse d’écoute ; par défaut, cette machine seule', '127.0.0.1')
    .option('--target <hôte>', 'cible que /probe accepte (répétable) ; aucune par défaut', gathered, [])
    .option(
      '--name <nom>',
      'nom sous lequel on peut le joindre, outre ses adresses (répétable)',
      gathered,
      [],
    )
    .addOption(
      new Option('--network <réseau>', 'réel où la machine le permet (auto), ou simulé')
        .choices(['auto', 'simulated'])
        .default('auto'),
    )
    .option('--scenario <nom>', 'réseau simulé : un scénario du cours')
    .option('--seed <nombre>', 'graine du hasard simulé', integerFrom(0), 1)
    .option('--machine <nom>', 'machine enregistrée, au lieu de celle-ci')
    .action(run);
}

/** The values of an option that may be repeated. */
export function gathered(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function run({ target: targets, name: names, ...options }: Options): Promise<void> {
  const { startExporter } = await import('../prometheus/exporter/start-exporter.js');
  await untilInterrupted(async (signal) => {
    const exporter = await startExporter({ ...options, targets, names });
    print(`${exporter.url}/metrics  (${exporter.machine}, ${originLabel[exporter.origin]})`);
    if (!signal.aborted) await once(signal, 'abort');
    await exporter.close();
  });
}
