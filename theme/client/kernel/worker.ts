/** The worker of a page: it runs the cells one after another. Its source travels as text in `assets/kernel.js`. */
import { receiveAsset, receiveJournal } from './page-requests.js';
import { CellPort, currentCell, setCurrentCell } from './cell-port.js';
import { faultOf } from './cell-fault.js';
import { pageConsole, pageProcess } from './page-console.js';
import { pageFetch } from './page-servers.js';
import type { PageMessage, WorkerMessage } from './protocol.js';
import { isLocating } from './syntax-error.js';
import { runCell } from './run-cell.js';

interface Worker {
  postMessage(message: WorkerMessage): void;
  addEventListener(type: 'message', listener: (event: { readonly data: PageMessage }) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: Rejection) => void): void;
  addEventListener(type: 'error', listener: (event: Uncaught) => void): void;
}

interface Uncaught {
  readonly error: unknown;
  preventDefault(): void;
}

interface Rejection {
  readonly reason: unknown;
  preventDefault(): void;
}

const worker = globalThis as unknown as Worker;
Object.assign(globalThis, { console: pageConsole, process: pageProcess, fetch: pageFetch });

let queue: Promise<void> = Promise.resolve();

worker.addEventListener('message', ({ data }) => {
  if (data.kind === 'asset') {
    receiveAsset(data.name, data.value, data.fault);
    return;
  }
  if (data.kind === 'journal') {
    receiveJournal(data.ask, data.text);
    return;
  }
  const { cell, run, source } = data;
  queue = queue.then(() => {
    const port = new CellPort(cell, run, (message) => {
      worker.postMessage(message);
    });
    setCurrentCell(port);
    return runCell(source, port);
  });
});

/** An unhandled rejection, or an error of a timer, is shown under the cell, which goes on. */
worker.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  tell(event.reason);
});

worker.addEventListener('error', (event) => {
  if (isLocating()) return;
  event.preventDefault();
  tell(event.error);
});

function tell(error: unknown): void {
  const port = currentCell();
  if (!port) return;
  const { trace, message } = faultOf(error, port.cell);
  port.write('stderr', `${trace === '' ? message : trace}\n`);
}
