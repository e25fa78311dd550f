import { UnknownNameError } from '../unknown-name.js';
import { Command, Option } from 'commander';
import { NoKernelFileError } from '../host/kernel/kernel-file.js';
import type { Machine } from '../host/machine.js';
import { openMachine } from '../host/open-machine.js';
import { readServices } from '../host/services.js';
import { type SocketTableOptions, socketTable } from '../host/sockets/socket-table.js';
import { type SsReportOptions, ssReport } from '../tools/ss/ss-report.js';
import { socketSummary, ssSummaryReport } from '../tools/ss/ss-summary.js';
import { ParseError } from '../parse-error.js';
import { printError, printReport } from './terminal.js';

interface Options extends Pick<
  SocketTableOptions,
  'tcp' | 'udp' | 'raw' | 'unix' | 'listening' | 'all' | 'processes'
> {
  readonly options?: true;
  readonly numeric?: true;
  readonly summary?: true;
  readonly ipv4?: true;
  readonly ipv6?: true;
  readonly machine?: string;
  readonly json?: true;
}

/** `sonde ss`: the options, the filters and the layout of iproute2's ss. */
export function ssCommand(): Command {
  const command = new Command('ss');
  // Of -l and -a the last one counts, as in ss: each resets state_filter of ss.c.
  command.on('option:listening', () => command.setOptionValue('all', undefined));
  command.on('option:all', () => command.setOptionValue('listening', undefined));
  return command
    .description('montre les sockets de cette machine, comme ss')
    .helpOption('-h, --help', 'affiche cette aide')
    .argument('[filtre...]', 'comme state established dport = :443')
    .option('-t, --tcp', 'TCP')
    .option('-u, --udp', 'UDP')
    .option('-w, --raw', 'sockets brutes')
    .option('-x, --unix', 'sockets Unix, entre processus de la machine')
    .option('-l, --listening', 'celles qui attendent')
    .option('-a, --all', 'dans tous les états')
    .option('-p, --processes', 'les processus qui les tiennent')
    .option('-o, --options', 'les minuteurs')
    .option('-n, --numeric', 'des numéros de port, pas des noms de service')
    .option('-s, --summary', 'seulement combien il y en a')
    .addOption(new Option('-4, --ipv4', 'IPv4 seulement').conflicts('ipv6'))
    .addOption(new Option('-6, --ipv6', 'IPv6 seulement').conflicts('ipv4'))
    .option('--machine <nom>', 'une machine enregistrée, au lieu de celle-ci')
    .option('--json', 'écrit le résultat pour un programme')
    .action(async (words: readonly string[], options: Options) => {
      process.exitCode = await run(words.join(' '), options);
    });
}

/** @returns the exit code */
async function run(filter: string, options: Options): Promise<number> {
  try {
    const machine = await openMachine(options.machine === undefined ? {} : { name: options.machine });
    printReport(
      options.summary ? await summaryOf(machine, options) : await tableOf(machine, filter, options),
    );
    return 0;
  } catch (error) {
    const expected = [NoKernelFileError, UnknownNameError];
    if (error instanceof ParseError) printError(...complaint(filter, error));
    else if (expected.some((kind) => error instanceof kind))
      printError(`sonde : ${(error as Error).message}`);
    else throw error;
    return 2;
  }
}

async function summaryOf(machine: Machine, { json }: Options): Promise<string> {
  const summary = await socketSummary(machine);
  return json ? JSON.stringify({ reason: machine.reason, ...summary }) : ssSummaryReport(summary);
}

async function tableOf(machine: Machine, filter: string, options: Options): Promise<string> {
  const services = await readServices();
  const version = options.ipv4 ? 4 : options.ipv6 ? 6 : undefined;
  const table = await socketTable(machine, { ...options, filter, services, ...(version && { version }) });
  if (options.json) return JSON.stringify({ reason: machine.reason, ...table });
  const ephemeral = await ephemeralPorts(machine);
  const timers = options.options ?? false;
  return ssReport(table, { timers, ...(!options.numeric && { services }), ...(ephemeral && { ephemeral }) });
}

/** The ports that the kernel chooses from, where the machine tells. */
async function ephemeralPorts(machine: Machine): Promise<SsReportOptions['ephemeral']> {
  const text = await machine.read('sys/net/ipv4/ip_local_port_range');
  const [, first, last] = /^(\d{1,5})\s+(\d{1,5})\s*$/.exec(text ?? '') ?? [];
  return first === undefined || last === undefined ? undefined : [Number(first), Number(last)];
}

/** An error of the filter is shown where it is; one with a line is in a file. */
function complaint(filter: string, error: ParseError): readonly string[] {
  const message = `sonde : ${error.message}`;
  return error.line === undefined ? [message, `  ${filter}`, `  ${' '.repeat(error.offset)}^`] : [message];
}
