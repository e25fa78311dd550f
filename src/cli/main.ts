#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { inLine } from '../harmless.js';
import { printError, printErrorText, printText, watchStreams } from './terminal.js';

/** In the order of the help. Each is loaded when it is asked for: a command that lists sockets needs no figures. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.js')).startCommand(),
  notebooks: async () => (await import('./notebooks.js')).notebooksCommand(),
  book: async () => (await import('./book.js')).bookCommand(),
  jupyter: async () => (await import('./jupyter.js')).jupyterCommand(),
  solutions: async () => (await import('./solutions.js')).solutionsCommand(),
  figures: async () => (await import('./figures.js')).figuresCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
  ping: async () => (await import('./probe/ping.js')).pingCommand(),
  traceroute: async () => (await import('./probe/traceroute.js')).tracerouteCommand(),
  mtr: async () => (await import('./probe/mtr.js')).mtrCommand(),
  tcping: async () => (await import('./probe/tcping.js')).tcpingCommand(),
  sweep: async () => (await import('./probe/sweep.js')).sweepCommand(),
  scan: async () => (await import('./probe/scan.js')).scanCommand(),
  pmtu: async () => (await import('./probe/pmtu.js')).pmtuCommand(),
  capture: async () => (await import('./capture.js')).captureCommand(),
  ss: async () => (await import('./ss.js')).ssCommand(),
  netstat: async () => (await import('./netstat.js')).netstatCommand(),
  iperf3: async () => (await import('./iperf3.js')).iperf3Command(),
  nmap: async () => (await import('./nmap.js')).nmapCommand(),
  parse: async () => (await import('./parse.js')).parseCommand(),
  exporter: async () => (await import('./exporter.js')).exporterCommand(),
  promql: async () => (await import('./promql.js')).promqlCommand(),
  rules: async () => (await import('./rules.js')).rulesCommand(),
  routes: async () => (await import('./routes.js')).routesCommand(),
  grafana: async () => (await import('./grafana.js')).grafanaCommand(),
  monitor: async () => (await import('./monitor.js')).monitorCommand(),
  lab: async () => (await import('./lab.js')).labCommand(),
};

watchStreams();

/** @param asked the first word of the command line */
async function run(asked: string): Promise<void> {
  const program = new Command('sonde')
    .description('Sonde : un cours pratique de diagnostic et de monitoring réseau')
    .helpOption('-h, --help', 'affiche cette aide');
  // The help and a wrong word need them all.
  const loaders = Object.hasOwn(commands, asked) ? [commands[asked]] : Object.values(commands);
  for (const load of loaders) if (load) program.addCommand(await load());
  prepare(program);
  await program.parseAsync();
}

/** What commander writes goes where all that we write goes, and its faults come to us, from subcommands too. */
function prepare(command: Command): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      printText(text.replace(/\n$/, ''));
    },
    writeErr: (text) => {
      printErrorText(text.replace(/\n$/, ''));
    },
    // The words that were typed are in its faults, and each stays on its line.
    outputError: (fault, write) => {
      const broken = process.argv.filter((word) => word.includes('\n'));
      write(broken.reduce((text, word) => text.replaceAll(word, () => inLine(word)), fault));
    },
  });
  command.commands.forEach(prepare);
}

run(process.argv[2] ?? '').catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // commander has told what is wrong; bad options end with 2, as those of ping and nmap do.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  printError(`sonde : ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
