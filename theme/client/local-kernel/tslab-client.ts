/// <reference lib="dom" />
/** tslab on this machine as a kernel of the page: the other end is `src/book/local-kernel`. */
import { localKernelPath } from '#dist/book/cell-protocol.js';
import type { PageRequest, ServerMessage } from '#dist/book/local-kernel/protocol.js';
import type { CellKernel, RunEnd } from '../cells/kernel-client.js';
import { CellPort } from '../kernel/cell-port.js';
import type { CellEvent, CellMessage } from '../kernel/protocol.js';

/** The state of the connection, as a reader is told of it. */
export type TslabState =
  | { readonly kind: 'idle' | 'starting' | 'ready' | 'lost' }
  /** In French. */
  | { readonly kind: 'failed'; readonly reason: string };

interface Run {
  readonly port: CellPort;
  isEnded: boolean;
  readonly end: (how: RunEnd) => void;
}

export class TslabClient implements CellKernel {
  readonly place = 'dans tslab';
  readonly #token: string;
  readonly #onState: (state: TslabState) => void;
  #socket: Promise<WebSocket> | undefined;
  #lastRun = 0;
  /**
   * Runs by their number: those under way, and those that ended, because a timer may still print until the next run of the same
   * cell.
   */
  readonly #runs = new Map<number, Run>();

  /**
   * @param token of this session
   * @param onState called when the state changes
   */
  constructor(token: string, onState: (state: TslabState) => void) {
    this.#token = token;
    this.#onState = onState;
  }

  async run(cell: number, source: string, listener: (event: CellEvent) => void): Promise<RunEnd> {
    const run = ++this.#lastRun;
    let socket: WebSocket;
    try {
      socket = await this.connect();
    } catch (error) {
      listener({ kind: 'notice', text: (error as Error).message });
      return 'failed';
    }
    return new Promise((resolve) => {
      const port = new CellPort(cell, run, (message) => {
        listener(message as CellMessage);
      });
      this.#forgetEnded(cell);
      this.#runs.set(run, { port, end: resolve, isEnded: false });
      this.#post(socket, { kind: 'run', run, cell, source });
    });
  }

  interrupt(): void {
    void this.#tell({ kind: 'interrupt' });
  }

  /** Replaces tslab by a new one, or connects to a new one after the connection was lost. */
  restart(): void {
    if (this.#socket) void this.#tell({ kind: 'restart' });
    else void this.connect();
  }

  /** Ends tslab, and with it all that runs or waits and every variable. */
  close(): void {
    const closing = this.#socket;
    this.#socket = undefined;
    this.#endAll();
    void closing?.then(
      (socket) => {
        socket.close();
      },
      () => undefined,
    );
  }

  /**
   * Opens the connection, if it is not.
   *
   * @throws Error that tells in French why it cannot be
   */
  connect(): Promise<WebSocket> {
    return (this.#socket ??= this.#open());
  }

  #open(): Promise<WebSocket> {
    const address = new URL(localKernelPath, location.href);
    address.searchParams.set('token', this.#token);
    const opening = new Promise<WebSocket>((resolve, reject) => {
      this.#onState({ kind: 'starting' });
      const socket = new WebSocket(String(address).replace(/^http/, 'ws'));
      let isOpen = false;
      socket.addEventListener('open', () => {
        isOpen = true;
        resolve(socket);
      });
      socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
        this.#receive(JSON.parse(data) as ServerMessage);
      });
      socket.addEventListener('close', () => {
        const isMine = this.#socket === opening;
        if (isMine) this.#socket = undefined;
        if (isOpen) {
          if (isMine) this.#lose();
          return;
        }
        // The browser tells a page nothing of why a WebSocket is refused.
        void whyRefused(address).then((reason) => {
          if (isMine) this.#onState({ kind: 'failed', reason });
          reject(new Error(reason));
        });
      });
    });
    // A failure is told by the state, and by `run` to whoever runs a cell: it need not be handled here.
    opening.catch(() => undefined);
    return opening;
  }

  #receive(message: ServerMessage): void {
    if (message.kind === 'state') {
      this.#onState(
        message.state === 'failed'
          ? { kind: 'failed', reason: `tslab ne démarre pas\u202f: ${message.reason}` }
          : { kind: message.state },
      );
      return;
    }
    const { run: number, ...event } = message;
    const run = this.#runs.get(number);
    if (!run) return;
    switch (event.kind) {
      case 'stream':
        run.port.write(event.name, event.text);
        break;
      case 'display':
        run.port.show(event.data, event.displayId, event.update);
        break;
      case 'notice':
        run.port.notice(event.text);
        break;
      case 'error':
        run.port.send(event);
        break;
      case 'ended':
        run.isEnded = true;
        run.port.send({ kind: 'ended', failed: event.how !== 'done' });
        run.end(event.how);
        break;
    }
  }

  /** Forgets the ended runs of a cell that runs again: its new outputs take the place of what they could still show. */
  #forgetEnded(cell: number): void {
    for (const [run, { port, isEnded }] of this.#runs) {
      if (isEnded && port.cell === cell) this.#runs.delete(run);
    }
  }

  #lose(): void {
    for (const { port, isEnded } of this.#runs.values()) {
      if (!isEnded) port.notice('La connexion avec tslab est perdue.');
    }
    this.#endAll();
    this.#onState({ kind: 'lost' });
  }

  #endAll(): void {
    for (const { end } of this.#runs.values()) end('interrupted');
    this.#runs.clear();
  }

  async #tell(request: PageRequest): Promise<void> {
    const socket = await this.#socket?.catch(() => undefined);
    if (socket) this.#post(socket, request);
  }

  #post(socket: WebSocket, request: PageRequest): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
  }
}

/**
 * Why the server refused a WebSocket, in French. Browsers do not tell pages: the same address is asked once more, over HTTP.
 *
 * @param address of the kernel, token included
 */
async function whyRefused(address: URL): Promise<string> {
  try {
    // A POST carries its origin, as a WebSocket does.
    const { status } = await fetch(address, { method: 'POST' });
    return texts[status] ?? `La connexion avec tslab a été refusée (${status})\u202f: réessayez.`;
  } catch {
    return 'Le serveur du livre ne répond plus\u202f: relancez npm start dans le dossier du cours.';
  }
}

/** What to do without the right token. */
export const askForAddress =
  'Ouvrez le cours par l’adresse à vous seul que npm start a écrite dans le terminal\u202f: elle contient le jeton de cette session.';

const texts: Readonly<Record<number, string>> = {
  403: `Le jeton de cette page n’est pas ou n’est plus le bon. ${askForAddress}`,
  503: 'Trop de pages ont déjà leur tslab\u202f: fermez-en une, puis réessayez.',
};
