#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { bookCommand } from './book.js';
import { doctorCommand } from './doctor.js';
import { figuresCommand } from './figures.js';
import { iperf3Command } from './iperf3.js';
import { nmapCommand } from './nmap.js';
import { jupyterCommand } from './jupyter.js';
import { labCommand } from './lab.js';
import { mtrCommand } from './mtr.js';
import { netstatCommand } from './netstat.js';
import { notebooksCommand } from './notebooks.js';
import { parseCommand } from './parse.js';
import { pingCommand } from './ping.js';
import { pmtuCommand } from './pmtu.js';
import { scanCommand } from './scan.js';
import { ssCommand } from './ss.js';
import { startCommand } from './start.js';
import { sweepCommand } from './sweep.js';
import { tcpingCommand } from './tcping.js';
import { tracerouteCommand } from './traceroute.js';

const program = new Command('sonde')
  .description('Sonde : un cours pratique de diagnostic et de monitoring réseau')
  .helpOption('-h, --help', 'affiche cette aide')
  .addCommand(startCommand())
  .addCommand(notebooksCommand())
  .addCommand(bookCommand())
  .addCommand(jupyterCommand())
  .addCommand(figuresCommand())
  .addCommand(doctorCommand())
  .addCommand(pingCommand())
  .addCommand(tracerouteCommand())
  .addCommand(mtrCommand())
  .addCommand(tcpingCommand())
  .addCommand(sweepCommand())
  .addCommand(scanCommand())
  .addCommand(pmtuCommand())
  .addCommand(ssCommand())
  .addCommand(netstatCommand())
  .addCommand(iperf3Command())
  .addCommand(nmapCommand())
  .addCommand(parseCommand())
  .addCommand(labCommand());

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `sonde … | head`: a reader who has left is no fault.
  if (error.code !== 'EPIPE') throw error;
});

for (const command of [program, ...program.commands]) command.exitOverride();

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // commander has told what is wrong; bad options end with 2, as those of ping and nmap do.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  console.error(`sonde : ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
