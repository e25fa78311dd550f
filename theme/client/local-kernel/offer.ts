/// <reference lib="dom" />
/**
 * Offers to run the cells of the page in tslab, on this machine. `npm start` adds this script to the pages that it serves: the
 * published site has it among its files, and loads it nowhere.
 */
import type { LocalKernelHolder } from '../cells/kernel-client.js';
import { TslabClient, type TslabState, askForAddress } from './tslab-client.js';

/** The choice lasts for the tab. */
const choiceKey = 'sonde-tslab';

/** Where the browser keeps the token, and how `npm start` gives it: in the fragment of an address. */
const tokenKey = 'sonde-tslab-token';
const tokenFragment = /^#tslab=([\w-]{20,100})$/;

const realText =
  'Les cellules s’exécutent dans tslab, sur cette machine\u202f: les sondes sont réelles là où le système les permet.';

const token = takeToken();
// The page's own script, which runs before this one, has given it to a page with cells.
const cellsBar = document.querySelector<HTMLElement>('.cells-bar');
if (cellsBar) offer(cellsBar);

function offer(cellsBar: HTMLElement): void {
  const toggle = buttonOf('Exécuter dans tslab, sur cette machine (sondes réelles)');
  const again = buttonOf('Redémarrer tslab');
  const state = document.createElement('span');
  state.className = 'cell-status tslab-status';
  state.setAttribute('role', 'status');
  const text = cellsBar.querySelector('p');
  const pageText = text?.textContent ?? '';
  again.hidden = true;
  cellsBar.append(toggle, again, state);

  const client =
    token === undefined
      ? undefined
      : new TslabClient(token, (told) => {
          state.textContent = stateText(told);
          state.dataset['state'] = told.kind;
          again.textContent = told.kind === 'ready' ? 'Redémarrer tslab' : 'Reconnecter';
          again.hidden = told.kind === 'idle' || told.kind === 'starting';
        });

  const choose = (isOn: boolean): void => {
    toggle.setAttribute('aria-pressed', String(isOn));
    (globalThis as LocalKernelHolder).sondeLocalKernel = () => (isOn ? client : undefined);
    if (text) text.textContent = isOn ? realText : pageText;
  };

  toggle.addEventListener('click', () => {
    if (!client) {
      state.textContent = askForAddress;
      return;
    }
    const isOn = toggle.getAttribute('aria-pressed') !== 'true';
    keepChoice(isOn);
    choose(isOn);
    if (isOn) {
      void client.connect();
      return;
    }
    client.close();
    state.textContent = '';
    again.hidden = true;
  });
  again.addEventListener('click', () => {
    client?.restart();
    // It is about to hide.
    toggle.focus();
  });

  choose(client !== undefined && isChosen());
  // A kernel for each page that is only read would be too many.
  if (client && isChosen()) state.textContent = stateText({ kind: 'idle' });
}

function stateText(state: TslabState): string {
  switch (state.kind) {
    case 'idle':
      return 'tslab démarrera avec la première cellule.';
    case 'starting':
      return 'tslab démarre…';
    case 'ready':
      return 'Connecté à tslab.';
    case 'lost':
      return 'Connexion avec tslab perdue, et ses variables avec elle.';
    case 'failed':
      return state.reason;
  }
}

function isChosen(): boolean {
  try {
    return sessionStorage.getItem(choiceKey) === 'on';
  } catch {
    return false;
  }
}

function keepChoice(isOn: boolean): void {
  try {
    if (isOn) sessionStorage.setItem(choiceKey, 'on');
    else sessionStorage.removeItem(choiceKey);
  } catch {
    // The choice is that of this page only, then.
  }
}

function buttonOf(text: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  return button;
}

/**
 * The token of this page. It leaves the address at once, where others may read it on the screen, and is kept for the
 * other pages of the book; an old one is worth nothing, since each `npm start` makes its own.
 */
function takeToken(): string | undefined {
  const given = tokenFragment.exec(location.hash)?.[1];
  if (given === undefined) return keptToken();
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    localStorage.setItem(tokenKey, given);
  } catch {
    // Storage may be forbidden or full: this page has it all the same.
  }
  return given;
}

function keptToken(): string | undefined {
  try {
    return localStorage.getItem(tokenKey) ?? undefined;
  } catch {
    return undefined;
  }
}
