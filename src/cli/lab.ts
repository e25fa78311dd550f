import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { labDown } from '../lab/down.js';
import { labExec } from '../lab/exec.js';
import { type ExportFormat, exportFormats, exportLab } from '../lab/export.js';
import { LabError } from '../lab/lab-error.js';
import { type LabSummary, labList } from '../lab/list.js';
import { labUp } from '../lab/up.js';
import { loadScenario, loadScenarioFile } from '../scenario/load.js';
import type { Scenario } from '../scenario/scenario.js';
import { interruptible } from './interruption.js';
import { print, printText } from './terminal.js';

/** `sonde lab`: the scenarios as real networks, in network namespaces of Linux. */
export function labCommand(): Command {
  return new Command('lab')
    .enablePositionalOptions()
    .helpCommand('help [commande]', 'affiche l’aide d’une commande')
    .description('monte un scénario en vrai réseau, dans des espaces de noms de Linux (root)')
    .helpOption('-h, --help', 'affiche cette aide')
    .addCommand(upCommand())
    .addCommand(downCommand())
    .addCommand(listCommand())
    .addCommand(execCommand())
    .addCommand(exportCommand());
}

function subcommand(name: string, description: string): Command {
  return new Command(name).description(description).helpOption('-h, --help', 'affiche cette aide');
}

function upCommand(): Command {
  return subcommand('up', 'monte un scénario\u202f: un fichier .yaml, ou un nom du cours')
    .argument('<scenario>', 'fichier ou nom')
    .option('--name <nom>', 'nom du réseau (par défaut, celui du scénario)')
    .action(async (file: string, { name = labNameOf(file) }: { name?: string }) => {
      const scenario = await scenarioOf(file);
      await interruptible(async (signal) => {
        await inFrench(async () => {
          const { lab, machine, namespaces, notices } = await labUp(scenario, { name, signal });
          print(`${lab}\u202f: «\u00a0${scenario.title}\u00a0», ${counted(namespaces.length)}.`);
          for (const notice of notices) print(`  – ${notice}`);
          print(`Essayez\u202f: sonde lab exec ${machine} -- ip route`);
        });
      });
    });
}

function downCommand(): Command {
  return subcommand('down', 'démonte un réseau, même à moitié monté')
    .argument('[nom]', 'nom du réseau\u202f; inutile s’il n’y en a qu’un')
    .option('--all', 'démonte tous les réseaux de sonde')
    .action(async (name: string | undefined, { all }: { all?: true }) => {
      const labs = (await labList()).map(({ lab }) => lab);
      if (all && labs.length === 0) print('Aucun réseau n’est monté.');
      const chosen = all ? labs : [name ?? onlyOne(labs)];
      for (const lab of chosen) {
        await inFrench(async () => {
          print(`${lab}\u202f: démonté, ${counted(await labDown(lab))}.`);
        });
      }
    });
}

function listCommand(): Command {
  return subcommand('list', 'dit quels réseaux sont montés')
    .option('--json', 'la même chose pour un programme')
    .action(async ({ json }: { json?: true }) => {
      const labs = await labList();
      if (json) printText(JSON.stringify(labs, null, 2));
      else print(...(labs.length > 0 ? labs.map(labLine) : ['Aucun réseau n’est monté.']));
    });
}

function execCommand(): Command {
  return subcommand('exec', 'lance un programme sur une machine du réseau')
    .argument('<machine>', 'nom dans le scénario')
    .argument('<commande...>', 'le programme et ses arguments, après --')
    .option('--lab <nom>', 'nom du réseau, s’il y en a plusieurs')
    .usage('[options] <machine> -- <commande...>')
    .passThroughOptions()
    .action(async (host: string, command: string[], { lab }: { lab?: string }) => {
      const name = lab ?? onlyOne((await labList()).map((each) => each.lab));
      await inFrench(async () => {
        // Options are passed through as they are, and so is the -- before them.
        process.exitCode = await labExec(name, host, command[0] === '--' ? command.slice(1) : command);
      });
    });
}

interface ExportSettings {
  readonly to: ExportFormat;
  readonly output?: string;
}

function exportCommand(): Command {
  return subcommand('export', 'écrit le même réseau pour un autre moteur')
    .argument('<scenario>', 'fichier .yaml, ou nom du cours')
    .addOption(new Option('--to <moteur>', 'le moteur visé').choices(exportFormats).makeOptionMandatory())
    .option('-o, --output <dossier>', 'où écrire (par défaut, NOM-MOTEUR)')
    .action(async (file: string, { to, output }: ExportSettings) => {
      const name = labNameOf(file);
      const { files, notices } = exportLab(await scenarioOf(file), to, name);
      const folder = output ?? `${name}-${to}`;
      await mkdir(folder, { recursive: true });
      for (const { name: fileName, text } of files) await writeFile(path.join(folder, fileName), text);
      print(`${folder}\u202f: ${files.map((each) => each.name).join(', ')}`);
      for (const notice of notices) print(`  – ${notice}`);
    });
}

/** A path, or the name of a scenario of the course. */
function scenarioOf(file: string): Promise<Scenario> {
  return /[/.]/.test(file) ? loadScenarioFile(file) : loadScenario(file);
}

/** `data/scenarios/Mon réseau.yaml` becomes `mon-r-seau`. */
function labNameOf(file: string): string {
  const base = path.basename(file).replace(/\.[^.]*$/, '');
  const name = base.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return name.replace(/^-+|-+$/g, '').slice(0, 40) || 'lab';
}

function onlyOne(labs: readonly string[]): string {
  const [only, ...others] = labs;
  if (only === undefined) throw new Error('aucun réseau n’est monté (sonde lab up)');
  if (others.length > 0)
    throw new Error(`plusieurs réseaux sont montés, nommez-en un\u202f: ${labs.join(', ')}`);
  return only;
}

function labLine({ lab, state, title, hosts }: LabSummary): string {
  if (state === 'partial') return `${lab}\u202f: incomplet, à démonter (sonde lab down ${lab})`;
  return `${lab}\u202f: «\u00a0${title}\u00a0» — ${hosts.join(', ')}`;
}

function counted(namespaces: number): string {
  return namespaces === 1 ? '1 espace de noms' : `${namespaces}\u00a0espaces de noms`;
}

/** The first error that students meet, in their language. */
async function inFrench(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof LabError) || error.fault !== 'privilege') throw error;
    throw new Error('un réseau d’espaces de noms demande Linux et root\u202f: relancez avec sudo', {
      cause: error,
    });
  }
}
