import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { catalogue } from '../figure/catalogue/catalogue.js';
import type { NamedFigure } from '../figure/drawing/figure.js';
import { exportFigure } from '../figure/export/render.js';
import { frenchNumber } from '../figure/drawing/label.js';
import { mergeIterators } from '../notebook/merge-iterators.js';
import { print } from './terminal.js';

const defaultFolder = path.resolve(__dirname, '../../_static');

/** `sonde figures`: writes the course's figures as images, with their alternative texts beside them. */
export function figuresCommand(): Command {
  return new Command('figures')
    .description('écrit les figures du cours en images (SVG et PNG), sans navigateur')
    .helpOption('-h, --help', 'affiche cette aide')
    .option('-o, --output <dossier>', 'dossier où les écrire', defaultFolder)
    .action(async ({ output }: { output: string }) => {
      await writeFigures(output, (line) => {
        print(line);
      });
    });
}

/**
 * Writes every figure of the catalogue as `NAME.svg` and `NAME.png`, and a `README.md` with their alternative
 * texts.
 *
 * @param folder where to write; created if need be.
 * @param report receives one French line for each figure.
 * @throws Error when the folder holds a `README.md` that this function did not write.
 */
export async function writeFigures(folder: string, report: (line: string) => void): Promise<void> {
  const readme = path.join(folder, 'README.md');
  await refuseForeignIndex(readme);
  const figures = await catalogue();
  const written = figures.map(
    ({ name, figure }) =>
      async function* () {
        await exportFigure(figure, path.join(folder, name));
        yield `${name} : SVG et PNG écrits`;
      },
  );
  const startMs = performance.now();
  for await (const line of mergeIterators(written, 2)) report(line);
  const eachMs = (performance.now() - startMs) / figures.length;
  await writeFile(readme, index(figures));
  report(`${figures.length} figures dans ${folder}, en ${frenchNumber(eachMs)}\u00a0ms chacune`);
}

/** Tells the index of this command from any other README. */
const marker = '<!-- écrit par `npm run figures` : ne pas modifier -->';

function index(figures: readonly NamedFigure[]): string {
  const entries = figures.map(
    ({ name, figure }) => `## ${figure.title}\n\n![${figure.alt}](${name}.svg)\n\n${figure.alt}\n`,
  );
  return [`# Les figures du cours\n\n${marker}\n`, ...entries].join('\n');
}

/** A folder of the reader's choice may have a README of its own. */
async function refuseForeignIndex(file: string): Promise<void> {
  const existing = await readFile(file, 'utf8').catch(() => marker);
  if (!existing.includes(marker))
    throw new Error(`${file} n’a pas été écrit par cette commande : choisissez un autre dossier`);
}
