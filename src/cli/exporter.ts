import { Command, Option } from 'commander';
import type { ExporterOptions } from '../prometheus/exporter/exporter.js';
import { originLabel } from '../origin.js';
import { integerFrom } from './probe-options.js';

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

function gathered(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function run(options: Options): Promise<void> {
  const { Exporter } = await import('../prometheus/exporter/exporter.js');
  const { serveExporter } = await import('../prometheus/exporter/exporter-server.js');
  const stopped = new Promise<void>((resolve) => {
    const stop = (): void => {
      resolve();
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
  });
  const settings = await exporterOptions(options);
  const server = await serveExporter(await Exporter.create(settings), options);
  const { name, origin } = settings.machine;
  console.log(`${server.url}/metrics  (${name}, ${originLabel[origin]})`);
  await stopped;
  await server.close();
}

async function exporterOptions(options: Options): Promise<ExporterOptions> {
  const { target: targets, name: names, scenario, seed, machine } = options;
  const { openMachine } = await import('../host/open-machine.js');
  const { open } = await import('../network/open.js');
  const { loadScenario } = await import('../scenario/load.js');
  // A wrong name is told at once, not at the first probe.
  const loaded = scenario === undefined ? undefined : await loadScenario(scenario);
  const network = loaded === undefined ? options.network : 'simulated';
  return {
    machine: await openMachine(machine === undefined ? {} : { name: machine }),
    openNetwork: (module) =>
      open({
        ...{ network, seed, needs: module === 'tcp' ? 'connections' : 'packets' },
        ...(loaded !== undefined && { scenario: loaded }),
      }),
    targets,
    names,
  };
}
