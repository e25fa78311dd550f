/** `sonde jupyter`: the notebooks in the Jupyter that is installed. */
import { Command } from 'commander';
import { findTool } from '../run/tool-process.js';
import { print, printErrorText } from './terminal.js';

const howToInstall = `Aucun Jupyter n’est installé sur cette machine. Pour en avoir un :
  – Debian, Ubuntu :  sudo apt install jupyter-notebook
  – avec Python :     pip install jupyterlab
  – sans Jupyter :    VS Code et ses extensions « Jupyter » et « Python »
Sans rien installer, « npm start » exécute le cours et l’ouvre dans le navigateur.`;

/**
 * The `jupyter` subcommand.
 *
 * @example
 * ```ts
 * program.addCommand(jupyterCommand());
 * ```
 */
export function jupyterCommand(): Command {
  return new Command('jupyter')
    .description('ouvrir les notebooks dans le Jupyter installé, avec le noyau TypeScript')
    .argument('[ARGUMENTS...]', 'arguments transmis à Jupyter, après « -- »')
    .action(openNotebooks);
}

async function openNotebooks(extraArguments: readonly string[]): Promise<void> {
  const jupyter = (await findTool('jupyter-lab')) ?? (await findTool('jupyter-notebook'));
  if (jupyter === undefined) {
    printErrorText(howToInstall);
    process.exitCode = 1;
    return;
  }
  const { runJupyter } = await import('../notebook/jupyter.js');
  const { notebooksFolder } = await import('../notebook/course-notebooks.js');
  print('Jupyter s’ouvre ; pour l’arrêter : Ctrl-C.');
  process.exitCode = await runJupyter(jupyter, notebooksFolder, extraArguments);
}
