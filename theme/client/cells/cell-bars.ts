/// <reference lib="dom" />
/**
 * The buttons of the cells. The script that runs cells is loaded when a button is first pressed, so that a page that is only read
 * loads quickly.
 */
import { loadScript, pageAssetUrl } from '../classic-script.js';
import { hasSavedEdits } from './saved-edits.js';

/** What a reader may ask of a cell. */
export type CellAction = 'run' | 'run-until' | 'edit' | 'reset' | 'interrupt';

/** What a reader may ask of the page. */
export type PageAction = 'run-all' | 'export';

/** What `cells.js` gives to the page. */
export interface CellsApi {
  act(action: CellAction | PageAction, cell: number): void;
}

const cellButtons: readonly (readonly [CellAction, string, string])[] = [
  ['run', 'Exécuter', 'Exécuter la cellule'],
  ['run-until', 'Tout exécuter jusqu’ici', 'Tout exécuter jusqu’ici, cellule'],
  ['edit', 'Modifier', 'Modifier la cellule'],
  ['reset', 'Réinitialiser', 'Réinitialiser la cellule'],
  ['interrupt', 'Interrompre', 'Interrompre la cellule'],
];

const pageButtons: readonly (readonly [PageAction, string])[] = [
  ['run-all', 'Tout exécuter'],
  ['export', 'Exporter le notebook'],
];

/** Gives the cells of the page their buttons. */
export function startCells(): void {
  const cells = document.querySelectorAll<HTMLElement>('section.cell[data-cell]');
  const [first] = cells;
  if (!first) return;
  for (const cell of cells) prepare(cell);
  first.before(pageBar());
  // That script also shows the edits of a former visit: with some, it is loaded at once.
  if (hasSavedEdits()) void cellsApi();
}

function prepare(cell: HTMLElement): void {
  const number = Number(cell.dataset['cell']);
  const bar = document.createElement('div');
  bar.className = 'cell-bar';
  bar.append(
    ...cellButtons.map(([action, text, label]) => {
      const button = buttonOf(text, action, number);
      button.setAttribute('aria-label', `${label} ${number}`);
      // There is nothing to reset nor to interrupt yet.
      button.hidden = action === 'reset' || action === 'interrupt';
      return button;
    }),
    statusOf(),
  );
  const code = cell.querySelector('.code');
  // The buttons of a cell whose code is folded stay outside of the fold.
  (code?.closest('details') ?? code)?.after(bar);
  cell.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.shiftKey) || event.defaultPrevented) return;
    event.preventDefault();
    act('run', number);
  });
}

function pageBar(): HTMLElement {
  const bar = document.createElement('div');
  bar.className = 'cells-bar';
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', 'Cellules de la page');
  const text = document.createElement('p');
  text.textContent =
    'Les cellules s’exécutent ici, dans la page\u202f: rien à installer, rien n’est envoyé. Le réseau y est simulé.';
  bar.append(text, ...pageButtons.map(([action, label]) => buttonOf(label, action, 0)), statusOf());
  return bar;
}

function statusOf(): HTMLElement {
  const status = document.createElement('span');
  status.className = 'cell-status';
  status.setAttribute('role', 'status');
  return status;
}

function buttonOf(text: string, action: CellAction | PageAction, cell: number): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.dataset['action'] = action;
  button.addEventListener('click', () => {
    act(action, cell);
  });
  return button;
}

function act(action: CellAction | PageAction, cell: number): void {
  cellsApi().then(
    (api) => {
      api.act(action, cell);
    },
    (error: unknown) => {
      const status = document.querySelector('.cells-bar .cell-status');
      if (status) status.textContent = `Les cellules ne peuvent pas être exécutées\u202f: ${String(error)}`;
    },
  );
}

async function cellsApi(): Promise<CellsApi> {
  await loadScript(pageAssetUrl('cells'));
  return (globalThis as unknown as { readonly sondeCells: CellsApi }).sondeCells;
}
