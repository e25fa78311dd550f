import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { printText } from './terminal.js';

/** `sonde grafana`: the course's dashboard as JSON, for Grafana to import. */
export function grafanaCommand(): Command {
  return new Command('grafana')
    .description('écrit le tableau de bord du cours, en JSON, que Grafana importe')
    .helpOption('-h, --help', 'affiche cette aide')
    .option('-o, --output <fichier>', 'fichier où l’écrire ; par défaut, à l’écran')
    .action(async ({ output }: { readonly output?: string }) => {
      const { courseDashboard } = await import('../prometheus/grafana/course-dashboard.js');
      const text = JSON.stringify(await courseDashboard(), undefined, 2);
      if (output === undefined) printText(text);
      else await writeFile(output, `${text}\n`);
    });
}
