import { UnknownNameError } from '../unknown-name.js';
import { Command } from 'commander';
import { type Reading, NoKernelFileError } from '../host/kernel/kernel-file.js';
import type { Machine } from '../host/machine.js';
import { netstatInterfaces, netstatInterfacesReport } from '../tools/netstat/netstat-interfaces.js';
import { netstatIpv6Routes, netstatIpv6RoutesReport } from '../tools/netstat/netstat-ipv6-routes.js';
import { netstatRoutes, netstatRoutesReport } from '../tools/netstat/netstat-routes.js';
import { netstatStatistics, netstatStatisticsReport } from '../tools/netstat/netstat-statistics.js';
import { openMachine } from '../host/open-machine.js';
import { ParseError } from '../parse-error.js';
import { printError, printReport } from './terminal.js';

interface Options {
  readonly route?: true;
  readonly interfaces?: true;
  readonly statistics?: true;
  readonly ipv6?: true;
  readonly machine?: string;
  readonly json?: true;
}

/** `sonde netstat`: the routes, interfaces and statistics of net-tools' netstat; the sockets are those of `sonde ss`. */
export function netstatCommand(): Command {
  const command = new Command('netstat');
  return command
    .description('montre les routes, les interfaces ou les compteurs de cette machine, comme netstat')
    .helpOption('-h, --help', 'affiche cette aide')
    .option('-r, --route', 'les routes')
    .option('-i, --interfaces', 'les interfaces et leurs compteurs')
    .option('-s, --statistics', 'ce que les protocoles ont compté')
    .option('-6, --ipv6', 'les routes IPv6, avec -r')
    .option('-n, --numeric', 'des adresses, pas de noms (toujours le cas)')
    .option('--machine <nom>', 'une machine enregistrée, au lieu de celle-ci')
    .option('--json', 'écrit le résultat pour un programme')
    .action(async (options: Options) => {
      const [view, ...more] = viewsOf(options);
      if (!view || more.length > 0)
        command.error('sonde : choisissez une vue\u202f: -r, -i ou -s', { exitCode: 2 });
      else if (options.ipv6 && !options.route) command.error('sonde : -6 ne va qu’avec -r', { exitCode: 2 });
      else process.exitCode = await show(view, options);
    });
}

/** What a view gives for a program, and what it prints. */
type View = (machine: Machine) => Promise<{ readonly reading: Reading<unknown>; readonly report: string }>;

function viewsOf({ route, interfaces, statistics, ipv6 }: Options): readonly View[] {
  const routes = ipv6
    ? viewWith(netstatIpv6Routes, netstatIpv6RoutesReport)
    : viewWith(netstatRoutes, netstatRoutesReport);
  return [
    ...(route ? [routes] : []),
    ...(interfaces ? [viewWith(netstatInterfaces, netstatInterfacesReport)] : []),
    ...(statistics ? [viewWith(netstatStatistics, netstatStatisticsReport)] : []),
  ];
}

function viewWith<Data>(
  read: (machine: Machine) => Promise<Reading<Data>>,
  write: (reading: Reading<Data>) => string,
): View {
  return async (machine) => {
    const reading = await read(machine);
    return { reading, report: write(reading) };
  };
}

/** @returns the exit code */
async function show(view: View, { machine: name, json }: Options): Promise<number> {
  try {
    const machine = await openMachine(name === undefined ? {} : { name });
    const { reading, report } = await view(machine);
    printReport(json ? JSON.stringify({ reason: machine.reason, ...reading }) : report);
    return 0;
  } catch (error) {
    const expected = [NoKernelFileError, UnknownNameError, ParseError];
    if (!expected.some((kind) => error instanceof kind)) throw error;
    printError(`sonde : ${(error as Error).message}`);
    return 2;
  }
}
