/** Messages on their way to a page: in order, and never faster than the page reads. */
import type { ServerMessage } from './protocol.js';

/** The part of a WebSocket that is used here. */
interface PageSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
}

/** While the socket holds more than this, messages wait here, where they can be joined. */
const maxBufferedBytes = 1_000_000;
/** Texts wait so long to be joined: lines printed by a loop would otherwise be a message each. */
const flushMs = 30;

type Waiting = ServerMessage & { readonly run?: number };

/**
 * The messages that wait to be sent. Texts that follow each other are joined, and an update takes the place of the one that it
 * replaces: what waits for a slow page is bounded by what its runs may show.
 */
export class SendQueue {
  readonly #socket: PageSocket;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(socket: PageSocket) {
    this.#socket = socket;
  }

  /** Sends a message after those that were sent before. */
  send(message: ServerMessage): void {
    if (this.#isClosed) return;
    if (!this.#joined(message)) this.#waiting.push(message);
    this.#timer ??= setTimeout(() => {
      this.#flush();
    }, flushMs);
  }

  /** Drops the messages that wait and those still to come, which the timers of ended runs may send. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #joined(message: ServerMessage): boolean {
    if (message.kind === 'stream') {
      const last = this.#waiting.at(-1);
      if (last?.kind !== 'stream' || last.run !== message.run || last.name !== message.name) return false;
      this.#waiting[this.#waiting.length - 1] = { ...last, text: last.text + message.text };
      return true;
    }
    if (message.kind !== 'display' || !message.update || message.displayId === undefined) return false;
    const place = this.#waiting
      .map((each) => each.kind === 'display' && each.displayId === message.displayId)
      .lastIndexOf(true);
    const old = this.#waiting[place];
    if (old?.kind !== 'display') return false;
    // The display was not shown yet: it stays one to be shown, not an update.
    this.#waiting[place] = { ...old, data: message.data };
    return true;
  }

  #flush(): void {
    this.#timer = undefined;
    let sent = 0;
    while (sent < this.#waiting.length && this.#socket.bufferedAmount < maxBufferedBytes) {
      this.#socket.send(JSON.stringify(this.#waiting[sent]));
      sent += 1;
    }
    this.#waiting.splice(0, sent);
    if (this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#flush();
    }, flushMs);
  }
}
