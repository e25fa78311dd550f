import path from 'node:path';
import { MonitoredProgram } from './monitored-program.js';
import { icmpNotices, missingNotice, simulationNotices } from './notices.js';
import { startOwnExporter } from './own-exporter.js';
import type { ServicePorts } from './ports.js';
import {
  type MonitoringService,
  monitoringServices,
  type ProgramService,
  servicePrograms,
} from './service.js';
import type { StateFolder } from './state-folder.js';

/** What happens while a stack starts. */
export interface MonitoringProgress {
  readonly kind: 'started' | 'ready';
  readonly service: MonitoringService;
  readonly url: string;
  /** What answers when the service is ready. */
  readonly readyUrl: string;
  readonly pid: number;
}

/** How a stack is started. */
export interface StackSettings {
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
    // Who does not wait for the end is not ended by it.
    this.ended.catch(() => undefined);
  }

  get folder(): string {
    return this.stateFolder.path;
  }

  /**
   * Starts all that there is, and waits until it is ready.
   *
   * @param programs those that are installed
   * @throws MonitoringProgramError; the reason of the signal; whoever calls closes the stack then
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

  /** A stack with a hole in it shows wrong things: it is all there, or it is not. */
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
