import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { inLine } from '../harmless.js';
import { ParseError } from '../parse-error.js';
import { isLabelName } from '../prometheus/series/labels.js';
import { print, printErrorText, printText } from './terminal.js';

interface Options {
  readonly show?: true;
}

/** `sonde routes`: where an alert goes, as `amtool config routes test` tells. */
export function routesCommand(): Command {
  return new Command('routes')
    .description('dit à qui Alertmanager enverrait une alerte, comme amtool config routes')
    .helpOption('-h, --help', 'affiche cette aide')
    .argument('<configuration>', 'fichier de configuration d’Alertmanager')
    .argument('[étiquettes...]', 'de l’alerte, comme severity=page')
    .option('--show', 'montre l’arbre des routes')
    .action(async (file: string, labels: readonly string[], options: Options) => {
      process.exitCode = await run(file, labels, options);
    });
}

async function run(file: string, words: readonly string[], { show }: Options): Promise<number> {
  const { readAlertmanagerConfig } = await import('../prometheus/alertmanager/read-config.js');
  const { matchingRoutes, routeTreeText } = await import('../prometheus/alertmanager/route.js');
  try {
    const config = await readAlertmanagerConfig(await readFile(file, 'utf8'));
    if (show) printText(`Routing tree:\n${routeTreeText(config)}`);
    else {
      const labels = Object.fromEntries(words.map(labelOf));
      print(
        matchingRoutes(config, labels)
          .map(({ receiver }) => receiver)
          .join(','),
      );
    }
    return 0;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    printErrorText(`sonde : ${error.message}`);
    return 1;
  }
}

function labelOf(word: string): readonly [string, string] {
  const [, name = '', quoted, plain] = /^([^=]*)=(?:"([^"]*)"|([^"]*))$/.exec(word) ?? [];
  if (!isLabelName(name)) throw new ParseError(`bad matcher format: ${inLine(word)}`, 0);
  return [name, quoted ?? plain ?? ''];
}
