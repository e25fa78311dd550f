#!/usr/bin/env node
import { Command } from 'commander';
import { bookCommand } from './book.js';
import { doctorCommand } from './doctor.js';
import { figuresCommand } from './figures.js';
import { jupyterCommand } from './jupyter.js';
import { notebooksCommand } from './notebooks.js';
import { startCommand } from './start.js';

const program = new Command('sonde')
  .description('Sonde : un cours pratique de diagnostic et de monitoring réseau')
  .helpOption('-h, --help', 'affiche cette aide')
  .addCommand(startCommand())
  .addCommand(notebooksCommand())
  .addCommand(bookCommand())
  .addCommand(jupyterCommand())
  .addCommand(figuresCommand())
  .addCommand(doctorCommand());

program.parseAsync().catch((error: unknown) => {
  console.error(`sonde : ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
