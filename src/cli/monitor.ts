import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { MonitoringStatus } from '../monitor/control.js';
import type { MonitoringService } from '../monitor/service.js';
import { gathered } from './exporter.js';
import { interruptible } from './interruption.js';
import { print, printErrorText, printText } from './terminal.js';

type Ports = Partial<Record<MonitoringService, number>>;

interface UpOptions {
  readonly state?: string;
  readonly config?: string;
  readonly port: Ports;
  readonly target: readonly string[];
  readonly detach?: true;
}

/** `sonde monitor`: a real Prometheus and what goes with it, on this machine. */
export function monitorCommand(): Command {
  return new Command('monitor')
    .helpCommand('help [commande]', 'affiche l’aide d’une commande')
    .description('lance un vrai Prometheus et ses exporteurs sur cette machine, et les arrête')
    .helpOption('-h, --help', 'affiche cette aide')
    .addCommand(upCommand())
    .addCommand(statusCommand())
    .addCommand(downCommand());
}

function subcommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpOption('-h, --help', 'affiche cette aide')
    .option(
      '--state <dossier>',
      'où vont séries et journaux (par défaut, $XDG_STATE_HOME/sonde/monitor, ou ~/.local/state/sonde/monitor)',
    );
}

function upCommand(): Command {
  return subcommand('up', 'lance Prometheus, ses exporteurs et Alertmanager\u202f; Ctrl-C arrête tout')
    .option('-d, --detach', 'rend la main une fois que tout est prêt\u202f; sonde monitor down l’arrête')
    .option(
      '--port <service=port>',
      'port d’un service (répétable)\u202f: exporter, node, blackbox, alertmanager, prometheus',
      servicePort,
      {},
    )
    .option(
      '--target <hôte>',
      'hôte à sonder (répétable)\u202f; par défaut, ceux de cibles.yml',
      gathered,
      [],
    )
    .option('--config <dossier>', 'votre copie de data/prometheus, au lieu de celle du cours')
    .addHelpText(
      'after',
      `
Tout écoute sur 127.0.0.1 seulement, sur les ports habituels s’ils sont libres, sinon sur d’autres.
Paquets Debian\u202f: prometheus, prometheus-node-exporter, prometheus-blackbox-exporter, prometheus-alertmanager.
node_exporter ne demande aucun privilège. Les sondes icmp de blackbox_exporter demandent root, CAP_NET_RAW ou un
groupe admis par net.ipv4.ping_group_range\u202f; les chemins de «\u00a0sonde exporter\u00a0», root ou CAP_NET_RAW.`,
    )
    .action(up);
}

function statusCommand(): Command {
  return subcommand('status', 'dit ce qui tourne, et où')
    .option('--json', 'la même chose pour un programme')
    .action(async ({ state, json }: { state?: string; json?: true }) => {
      const { monitoringStatus } = await import('../monitor/control.js');
      const status = await monitoringStatus(await folderOf(state));
      if (json) printText(JSON.stringify(status, null, 2));
      else print(...statusLines(status));
      if (status.state !== 'running') process.exitCode = 1;
    });
}

function downCommand(): Command {
  return subcommand('down', 'arrête ce que «\u00a0monitor up\u00a0» a lancé').action(
    async ({ state }: { state?: string }) => {
      const { stopMonitoring } = await import('../monitor/control.js');
      await inFrench(async () => {
        await stopMonitoring(await folderOf(state));
      });
      print('Tout est arrêté. Les séries restent pour la prochaine fois.');
    },
  );
}

async function up(options: UpOptions): Promise<void> {
  await interruptible((signal) => inFrench(() => (options.detach ? detached : attached)(options, signal)));
}

async function attached(
  { state, config, port: ports, target: targets }: UpOptions,
  signal: AbortSignal,
): Promise<void> {
  const { superviseMonitoring } = await import('../monitor/supervise.js');
  const monitoring = await superviseMonitoring({
    ...{ folder: await folderOf(state), ports, signal },
    ...(config !== undefined && { configuration: path.resolve(config) }),
    ...(targets.length > 0 && { targets }),
    onProgress: ({ kind, service, url }) => {
      if (kind === 'ready') print(readyLine(service, url));
    },
  });
  signal.addEventListener('abort', () => void monitoring.close());
  if (signal.aborted) await monitoring.close();
  else announce(monitoring.notices, monitoring.urls.prometheus, monitoring.folder, 'Ctrl-C arrête tout.');
  await monitoring.ended;
  print('Tout est arrêté.');
}

async function detached({ state, config, port, target }: UpOptions, signal: AbortSignal): Promise<void> {
  const { detachMonitoring } = await import('../monitor/supervise.js');
  const folder = await folderOf(state);
  const argv = [
    ...[path.join(__dirname, 'main.js'), 'monitor', 'up', `--state=${folder}`],
    ...Object.entries(port).map(([service, number]) => `--port=${service}=${number}`),
    ...target.map((host) => `--target=${host}`),
    ...(config === undefined ? [] : [`--config=${path.resolve(config)}`]),
  ];
  const announced = new Set<string>();
  const { services, notices } = await detachMonitoring({
    ...{ folder, argv, signal },
    onState: (soFar) => {
      const ready = soFar.services.filter((each) => each.ready && !announced.has(each.service));
      for (const { service, url } of ready) {
        announced.add(service);
        print(readyLine(service, url));
      }
    },
  });
  const url = services.find(({ service }) => service === 'prometheus')?.url ?? '';
  announce(notices, url, folder, 'sonde monitor status dit ce qui tourne, sonde monitor down arrête tout.');
}

function announce(notices: readonly string[], url: string, folder: string, end: string): void {
  for (const notice of notices) print(`  – ${notice}`);
  print(`Journaux et séries\u202f: ${folder}`);
  print('Pour que le cours s’en serve\u202f:', '', `  export PROMETHEUS_URL=${url}`, '');
  print(end);
}

function readyLine(service: string, url: string): string {
  return `${service.padEnd(12)}  ${url}  prêt`;
}

const healths = { ready: 'prêt', silent: 'ne répond pas', gone: 'arrêté' } as const;
const states = {
  running: 'Tout tourne.',
  starting: 'Le démarrage est en cours.',
  orphaned: 'Ce qui l’avait lancé a été tué\u202f; sonde monitor down arrête le reste.',
  stopped: 'Rien ne tourne (sonde monitor up).',
} as const;

function statusLines({ state, services, notices, folder }: MonitoringStatus): readonly string[] {
  const rows = services.map(
    ({ service, url, pid, health }) => `${service.padEnd(12)}  ${url}  ${healths[health]} (processus ${pid})`,
  );
  const url = services.find(({ service }) => service === 'prometheus')?.url;
  return [
    ...(state === 'stopped' ? [] : rows),
    ...notices.map((notice) => `  – ${notice}`),
    states[state],
    ...(state === 'running' && url !== undefined ? [`export PROMETHEUS_URL=${url}`] : []),
    `Dossier\u202f: ${folder}`,
  ];
}

async function folderOf(state: string | undefined): Promise<string> {
  if (state !== undefined) return path.resolve(state);
  return (await import('../monitor/state-folder.js')).usualStateFolder();
}

function servicePort(text: string, before: Ports): Ports {
  const [, service = '', port = ''] =
    /^(exporter|node|blackbox|alertmanager|prometheus)=(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535)
    throw new InvalidArgumentError('service=port est attendu, comme prometheus=9091.');
  return { ...before, [service]: Number(port) };
}

/** The errors that students meet, in their language. */
async function inFrench(task: () => Promise<void>): Promise<void> {
  const { ToolMissingError } = await import('../run/tool-run.js');
  const { MonitoringError } = await import('../monitor/monitor-error.js');
  try {
    await task();
  } catch (error) {
    if (error instanceof ToolMissingError)
      throw new Error(`${error.tool} n’est pas installé (Debian\u202f: apt install ${error.debianPackage})`, {
        cause: error,
      });
    if (error instanceof MonitoringError && error.fault === 'program') {
      // With the end of its log, which has lines of its own.
      printErrorText(`sonde : ${error.message}`);
      process.exitCode = 1;
      return;
    }
    if (!(error instanceof MonitoringError) || error.folder === undefined) throw error;
    const { fault, folder } = error;
    if (fault === 'running')
      throw new Error(`une surveillance tourne déjà dans ${folder} (sonde monitor status, ou down)`, {
        cause: error,
      });
    if (fault === 'not running')
      throw new Error(`aucune surveillance ne tourne dans ${folder} (sonde monitor up)`, { cause: error });
    throw error;
  }
}
