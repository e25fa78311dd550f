/** A page as the server of the book sees one: a WebSocket that says what a browser would. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import { type BookServer, serveBook } from '../../../src/book/serve.js';
import type { PageRequest, RunEvent, ServerMessage } from '../../../src/book/local-kernel/protocol.js';
import { notebooksFolder } from '../../../src/notebook/course-notebooks.js';

/** What a test may say in the place of a browser. */
export interface Said {
  readonly path?: string;
  readonly token?: string;
  readonly origin?: string | undefined;
  readonly host?: string;
}

/** What a page knows of its server. */
type Served = Pick<BookServer, 'url' | 'privateUrl'>;

/** A served book of no page, and what removes it. */
export async function servedBook(): Promise<{
  readonly server: BookServer;
  readonly end: () => Promise<void>;
}> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sonde-local-kernel-'));
  const server = await serveBook({ directory, port: 0, cells: notebooksFolder });
  return {
    server,
    end: async () => {
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** The token that the terminal shows. */
export function tokenOf({ privateUrl = '' }: Served): string {
  return privateUrl.split('#tslab=')[1] ?? '';
}

function socketTo(server: Served, said: Said): WebSocket {
  const { host, origin } = new URL(server.url);
  const { path: asked = '/local-kernel', token = tokenOf(server) } = said;
  const theirs = 'origin' in said ? said.origin : origin;
  return new WebSocket(`ws://${host}${asked}?token=${encodeURIComponent(token)}`, {
    headers: { ...(theirs !== undefined && { origin: theirs }), ...(said.host && { host: said.host }) },
  });
}

/** The status with which a connection is refused; 101 when it is not. */
export async function answerTo(server: Served, said: Said): Promise<number> {
  const socket = socketTo(server, said);
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', ({ message }) => {
      resolve(Number(/\d{3}$/.exec(message)?.[0]));
    });
  });
}

/** A page whose cells may run. */
export class KernelPage {
  readonly messages: ServerMessage[] = [];
  /** Code with which the connection was closed. */
  closed: number | undefined;
  #runs = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.messages.push(JSON.parse((data as Buffer).toString()) as ServerMessage);
    });
    socket.on('close', (code) => {
      this.closed = code;
    });
    socket.on('error', () => undefined);
  }

  static async open(server: Served): Promise<KernelPage> {
    const page = new KernelPage(socketTo(server, {}));
    await once(page.socket, 'open');
    return page;
  }

  say(request: PageRequest): void {
    this.socket.send(JSON.stringify(request));
  }

  /** Asks for a run, whose number it gives. */
  start(source: string, cell = 1): number {
    this.#runs += 1;
    this.say({ kind: 'run', run: this.#runs, cell, source });
    return this.#runs;
  }

  /** What a run has shown so far. */
  eventsOf(run: number): readonly RunEvent[] {
    return this.messages.flatMap((message) =>
      message.kind !== 'state' && message.run === run ? [message] : [],
    );
  }

  async ended(run: number): Promise<string> {
    const end = () => this.eventsOf(run).find((event) => event.kind === 'ended');
    await vi.waitUntil(() => end() !== undefined, { timeout: 110_000, interval: 10 });
    return end()?.how ?? '';
  }

  /** Runs a cell to its end. */
  async run(
    source: string,
    cell = 1,
  ): Promise<{ readonly how: string; readonly events: readonly RunEvent[] }> {
    const run = this.start(source, cell);
    const how = await this.ended(run);
    return { how, events: this.eventsOf(run) };
  }

  /** What a run prints, once it has printed as much. */
  async printed(run: number, words: string): Promise<void> {
    await vi.waitUntil(() => textOf(this.eventsOf(run)).includes(words), { timeout: 110_000, interval: 10 });
  }

  async ready(): Promise<void> {
    const isReady = () => this.messages.some((each) => each.kind === 'state' && each.state === 'ready');
    await vi.waitUntil(isReady, { timeout: 110_000, interval: 10 });
  }
}

/** What a run printed. */
export function textOf(events: readonly RunEvent[]): string {
  return events.map((event) => (event.kind === 'stream' ? event.text : '')).join('');
}

/** Waits until a process is no more. */
export async function isGone(pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error('there never was a process');
  await vi.waitUntil(() => !existsSync(`/proc/${pid}`), { timeout: 20_000, interval: 10 });
}
