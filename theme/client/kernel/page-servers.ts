/** What cells serve and fetch in a page: servers in memory, under addresses that nobody else reaches. Nothing leaves the page. */
import { absent } from './absence.js';

/** Answers the requests of one address. */
type PageServer = (request: Request) => Promise<Response>;

/** By host, such as `127.0.0.1:9797`; one that was closed stays, and refuses. */
const servers = new Map<string, PageServer | 'closed'>();

/** First of the ports that RFC 6335, section 6 leaves to such servers: what a system gives for port 0. */
let nextPort = 49_152;

/** A server of the page. */
interface ListeningPage {
  /** Such as `127.0.0.1:9797`. */
  readonly host: string;
  close(): void;
}

/**
 * Listens in the page.
 *
 * @param address such as `127.0.0.1`; an address of IPv6 without its brackets
 * @param port 0 takes a free one
 * @param server what answers
 * @throws Error with the code EADDRINUSE, as a system does
 */
export function listenInPage(address: string, port: number, server: PageServer): ListeningPage {
  const named = address.includes(':') ? `[${address}]` : address;
  const isOpen = (each: number): boolean => typeof servers.get(`${named}:${each}`) === 'function';
  let taken = port;
  while (taken === 0 || (port === 0 && isOpen(taken))) taken = nextPort++;
  if (isOpen(taken)) {
    const message = `listen EADDRINUSE: address already in use ${address}:${taken}`;
    throw Object.assign(new Error(message), { code: 'EADDRINUSE', syscall: 'listen', address, port: taken });
  }
  const host = `${named}:${taken}`;
  servers.set(host, server);
  return {
    host,
    close: () => {
      servers.set(host, 'closed');
    },
  };
}

const browserFetch = globalThis.fetch;

/** `fetch` as cells and the library know it. As in Node, an address that does not answer is a TypeError with its cause. */
export const pageFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const { protocol, host, port, hostname } = new URL(request.url);
  // Data that is already in the page.
  if (protocol === 'data:' || protocol === 'blob:') return browserFetch(request);
  request.signal.throwIfAborted();
  const server = servers.get(host);
  if (typeof server === 'function') return Promise.race([server(request), aborted(request.signal)]);
  throw new TypeError('fetch failed', {
    cause:
      server === 'closed'
        ? Object.assign(new Error(`connect ECONNREFUSED ${hostname}:${port}`), { code: 'ECONNREFUSED' })
        : absent(`le serveur «\u00a0${protocol}//${host}\u00a0»`),
  });
};

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      // What `abort` was given, whatever it is, as fetch does.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    });
  });
}
