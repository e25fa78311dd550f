import path from 'node:path';
import { openMachine } from '../host/open-machine.js';
import { open } from '../network/open.js';
import { type RunningExporter, serveExporter } from '../prometheus/exporter/exporter-server.js';
import { Exporter } from '../prometheus/exporter/exporter.js';
import { ToolMissingError } from '../run/tool-run.js';
import { MonitoredProgram } from './monitored-program.js';
import {
  type MonitoringService,
  type ProgramService,
  type ServicePorts,
  monitoringServices,
  servicePrograms,
} from './service.js';
import type { StateFolder } from './state-folder.js';

/** A step of the start of a stack. */
export interface MonitoringProgress {
  readonly kind: 'started' | 'ready';
  readonly service: MonitoringService;
  readonly url: string;
  /** Address that answers when the service is ready. */
  readonly readyUrl: string;
  readonly pid: number;
}

/** How a stack is started. */
interface StackSettings {
  readonly readyTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: MonitoringProgress) => void) | undefined;
}

interface BegunProgram {
  readonly program: MonitoredProgram;
  readonly progress: Omit<MonitoringProgress, 'kind'>;
}

/** The programs of a stack and our exporter, from their start to their end; if one ends, all do. */
export class MonitoringStack {
  readonly urls: { prometheus: string } & Partial<Record<MonitoringService, string>> = { prometheus: '' };
  readonly notices: string[] = [];
  readonly ended: Promise<void>;
  readonly #closers: (() => Promise<void>)[] = [];
  #closing: Promise<void> | undefined;
  #settle!: { readonly resolve: () => void; readonly reject: (error: Error) => void };

  constructor(
    readonly stateFolder: StateFolder,
    readonly settings: StackSettings,
  ) {
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // A caller that does not wait for the end must not be ended by its failure.
    this.ended.catch(() => undefined);
  }

  get folder(): string {
    return this.stateFolder.path;
  }

  /**
   * Starts all that there is, and waits until it is ready.
   *
   * @param programs those that are installed
   * @throws {@link MonitoringError} `program`; the reason of the signal when aborted; the caller closes the stack then
   */
  async start(
    ports: ServicePorts,
    programs: ReadonlyMap<ProgramService, string>,
    targets: readonly string[],
  ): Promise<void> {
    const { signal } = this.settings;
    for (const service of monitoringServices)
      if (service !== 'exporter' && service !== 'prometheus' && !programs.has(service))
        this.notices.push(missingNotice(service));
    this.notices.push(...(await simulationNotices()));
    await this.#startExporter(ports.exporter, targets);
    const begun: BegunProgram[] = [];
    for (const [service, name] of programs) {
      signal?.throwIfAborted();
      begun.push(await this.#startProgram(service, name, `127.0.0.1:${ports[service]}`));
    }
    await Promise.all(begun.map((each) => this.#untilReady(each)));
    if (this.urls.blackbox !== undefined) this.notices.push(...(await icmpNotices(this.urls.blackbox)));
    for (const { program } of begun) void this.#watch(program);
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#closeAll().then(() => {
      this.#settle.resolve();
    }));
  }

  async #startExporter(port: number, targets: readonly string[]): Promise<void> {
    const { url, close } = await startOwnExporter(port, targets);
    this.#closers.push(close);
    this.urls.exporter = url;
    const progress = { service: 'exporter', url, readyUrl: `${url}/-/healthy`, pid: process.pid } as const;
    this.settings.onProgress?.({ kind: 'started', ...progress });
    this.settings.onProgress?.({ kind: 'ready', ...progress });
  }

  async #startProgram(service: ProgramService, name: string, address: string): Promise<BegunProgram> {
    const { args, readyPath } = servicePrograms[service];
    const logFile = path.join(this.folder, `${service}.log`);
    const program = await MonitoredProgram.start({ name, args: args(this.folder, address), logFile });
    this.#closers.push(() => program.stop());
    const url = `http://${address}`;
    this.urls[service] = url;
    const progress = { service, url, readyUrl: `${url}${readyPath}`, pid: program.process.pid ?? 0 };
    this.settings.onProgress?.({ kind: 'started', ...progress });
    return { program, progress };
  }

  async #untilReady({ program, progress }: BegunProgram): Promise<void> {
    const { readyTimeoutMs, signal, onProgress } = this.settings;
    await program.waitUntilReady(progress.readyUrl, readyTimeoutMs, signal);
    if (this.#closing === undefined) onProgress?.({ kind: 'ready', ...progress });
  }

  /** Ends the whole stack when a program ends: without one of its services it would show wrong values. */
  async #watch(program: MonitoredProgram): Promise<void> {
    await program.ended;
    if (this.#closing !== undefined) return;
    const failure = program.failure();
    this.#closing = this.#closeAll();
    await this.#closing;
    this.#settle.reject(failure);
  }

  async #closeAll(): Promise<void> {
    await Promise.all(this.#closers.map((close) => close()));
    await this.stateFolder.release();
  }
}

/** Longer than the timeout of the module icmp. */
const PROBE_TIMEOUT_MS = 10_000;

/** How the stack does without a program, in French. */
const without: Readonly<Record<Exclude<ProgramService, 'prometheus'>, string>> = {
  node: 'les compteurs du réseau viennent de «\u00a0sonde exporter\u00a0», sous les mêmes noms',
  blackbox: 'les sondes icmp et tcp viennent de «\u00a0sonde exporter\u00a0», sous les mêmes noms',
  alertmanager: 'les alertes se voient dans Prometheus, personne ne les achemine',
};

/** The notice of a program that is not installed. */
function missingNotice(service: Exclude<ProgramService, 'prometheus'>): string {
  const [program] = servicePrograms[service].names;
  const { debianPackage } = new ToolMissingError(program);
  return `${program} n’est pas installé (Debian\u202f: apt install ${debianPackage})\u202f: ${without[service]}.`;
}

/** The notice of an exporter whose pings are simulated, with the reason. */
async function simulationNotices(): Promise<readonly string[]> {
  const network = await open();
  network.close();
  if (network.origin === 'live') return [];
  return [`Pings et chemins de «\u00a0sonde exporter\u00a0»\u202f: ${network.reason}.`];
}

/**
 * The notice of a blackbox_exporter that may not ping. It is tried: root may, and so may a program with the capability, or
 * a user of a group that the kernel lists (icmp(7), ping_group_range).
 *
 * @param url of blackbox_exporter
 */
async function icmpNotices(url: string): Promise<readonly string[]> {
  const probe = await fetch(`${url}/probe?module=icmp&target=127.0.0.1`, {
    signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
  });
  if (!/^probe_success 0$/m.test(await probe.text())) return [];
  return [
    'Les sondes icmp de blackbox_exporter échouent\u202f: elles demandent root, ou une fois pour toutes ' +
      'sudo setcap cap_net_raw+ep /usr/bin/prometheus-blackbox-exporter',
  ];
}

/**
 * Serves our own exporter, in this process.
 *
 * @param port of 127.0.0.1
 * @param targets what it may probe; this machine always, where the stack itself is
 */
async function startOwnExporter(port: number, targets: readonly string[]): Promise<RunningExporter> {
  const exporter = await Exporter.create({
    machine: await openMachine(),
    openNetwork: (module) => open({ needs: module === 'tcp' ? 'connections' : 'packets' }),
    targets: [...targets, '127.0.0.1'],
  });
  return serveExporter(exporter, { port });
}
