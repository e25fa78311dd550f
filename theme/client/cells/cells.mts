/// <reference lib="dom" />
/** The cells of a page: loaded when a reader first runs, edits or exports one. */
import type { CellAction, CellsApi, PageAction } from './cell-bars.js';
import { type CellKernel, cellKernel } from './kernel-client.js';
import { download, type NotebookJson, withEdits } from './export-notebook.js';
import { PageCell } from './page-cell.mjs';
import { pageAsset } from '../classic-script.js';
import { cellKeys, SavedEdits, type StorageFault } from './saved-edits.js';

const storageText: Readonly<Record<StorageFault, string>> = {
  forbidden:
    'Ce navigateur interdit à la page de garder vos modifications\u202f: exportez le notebook avant de la quitter.',
  full: 'La mémoire de ce navigateur est pleine\u202f: exportez le notebook pour garder vos modifications.',
  corrupted: 'Vos modifications gardées par ce navigateur sont illisibles\u202f: la page est celle du cours.',
};

const cells: readonly PageCell[] = [...document.querySelectorAll<HTMLElement>('section.cell[data-cell]')].map(
  (element) =>
    new PageCell(element, {
      changed: (cell, source) => {
        reportFault(edits.set(keyOf(cell), source));
      },
      run: (cell, then) => {
        void run([cell]);
        if (then === 'next') cells[cells.indexOf(cell) + 1]?.focus('run');
      },
      whereIs,
    }),
);
/** Where each cell runs, or ran last: a reader may have turned to another kernel since. */
const runningIn = new Map<PageCell, CellKernel>();
const keys = cellKeys(cells.map(({ original }) => original));
const edits = new SavedEdits(location.pathname, () => localStorage);

reportFault(edits.fault);
for (const cell of cells) {
  const source = edits.get(keyOf(cell));
  if (source !== undefined) cell.set(source);
}

// Another tab may show this page: what is written there is seen here.
globalThis.addEventListener('storage', (event) => {
  if (!edits.concerns(event)) return;
  for (const { cell: key, source } of edits.changedElsewhere()) {
    const cell = cells[keys.indexOf(key)];
    cell?.follow(source ?? cell.original);
  }
});

function keyOf(cell: PageCell): string {
  return keys[cells.indexOf(cell)] ?? '';
}

function reportFault(fault: StorageFault | undefined): void {
  if (fault !== undefined) say(storageText[fault]);
}

function say(text: string): void {
  const status = document.querySelector('.cells-bar .cell-status');
  if (status) status.textContent = text;
}

/** Runs cells one after another, up to one that fails; what only a machine can do is passed over. */
async function run(these: readonly PageCell[]): Promise<void> {
  for (const cell of these) {
    if ((await runOne(cell)) !== 'go on') return;
  }
}

async function runOne(cell: PageCell): Promise<'go on' | 'stop'> {
  const startedMs = performance.now();
  const kernel = cellKernel();
  const { receive, end } = cell.begin(kernel.place);
  runningIn.set(cell, kernel);
  try {
    const how = await kernel.run(cell.number, cell.source, receive);
    end(how, performance.now() - startedMs);
    return how === 'done' || how === 'absent' ? 'go on' : 'stop';
  } catch (error) {
    receive({ kind: 'notice', text: `Le noyau ne peut pas être chargé\u202f: ${String(error)}` });
    end('failed', 0);
    return 'stop';
  }
}

/** The cell that declares a name, for one that comes too early: the first that holds it as a word. */
function whereIs(name: string, from: PageCell): string | undefined {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_$.])${escaped(name)}(?![\\p{L}\\p{N}_$])`, 'u');
  const found = cells.slice(0, cells.indexOf(from)).find(({ source }) => word.test(source));
  if (!found) return undefined;
  return `«\u00a0${name}\u00a0» vient de la cellule ${found.number}\u202f: exécutez-la d’abord, ou «\u00a0Tout exécuter jusqu’ici\u00a0».`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

async function exportNotebook(): Promise<void> {
  const name = document.querySelector<HTMLElement>('[data-notebook]')?.dataset['notebook'];
  if (name === undefined) return;
  const notebook = (await pageAsset(`notebook-${name}`)) as NotebookJson;
  const edited = withEdits(
    notebook,
    cells.map(({ original, source }) => ({ original, source })),
  );
  download(`${name}.ipynb`, `${JSON.stringify(edited, null, 1)}\n`, 'application/x-ipynb+json');
  say(`Notebook exporté\u202f: ${name}.ipynb`);
}

function act(action: CellAction | PageAction, number: number): void {
  const index = cells.findIndex((each) => each.number === number);
  const cell = cells[index];
  switch (action) {
    case 'run-all':
      void run(cells);
      break;
    case 'export':
      exportNotebook().catch((error: unknown) => {
        say(`Le notebook ne peut pas être exporté\u202f: ${String(error)}`);
      });
      break;
    case 'run-until':
      void run(cells.slice(0, index + 1));
      break;
    case 'interrupt':
      if (cell) runningIn.get(cell)?.interrupt();
      break;
    case 'run':
      if (cell) void run([cell]);
      break;
    case 'edit':
      cell?.edit().catch((error: unknown) => {
        cell.status(`L’éditeur ne peut pas être chargé\u202f: ${String(error)}`);
      });
      break;
    case 'reset':
      cell?.reset();
      break;
  }
}

const api: CellsApi = { act };
Object.assign(globalThis, { sondeCells: api });
