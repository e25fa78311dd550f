/// <reference lib="dom" />
import { searchExcerpt } from '#dist/book/theme/search-words.mjs';
import type { Found, Search } from './search-engine.mjs';

/** A longer list is not read: one more word in the request is of more use. */
const shownAtMost = 40;

/**
 * The search dialog: a field (combobox) over a list of sections (listbox), as WAI-ARIA's authoring practices
 * describe them. The focus stays in the field; the arrows move the choice.
 *
 * @param root address of the site, with its last slash
 * @param loading the index
 */
export function createSearchDialog(root: string, loading: Promise<Search>): { open(): void } {
  const { dialog, field, status, list } = searchElements();
  const choice = startChoice(field, list);
  const show = (found: readonly Found[]) => {
    const shown = found.slice(0, shownAtMost);
    list.replaceChildren(...shown.map((each, i) => resultElement(each, root, `resultat-${i}`)));
    field.setAttribute('aria-expanded', String(shown.length > 0));
    choice.set(0);
    list.scrollTop = 0;
    status.textContent = verdict(field.value, found.length);
  };
  const search = () => {
    loading.then(
      (answer) => {
        show(answer(field.value));
      },
      () => {
        status.textContent = 'L’index de la recherche n’a pas pu être chargé.';
      },
    );
  };
  field.addEventListener('input', search);
  field.addEventListener('keydown', (event) => {
    // A search field would first clear itself.
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault();
      dialog.close();
    } else onKey(event, choice);
  });
  // A heading of this very page is under the dialog.
  list.addEventListener('click', (event) => {
    if ((event.target as Element).closest('a') && !event.ctrlKey && !event.metaKey) dialog.close();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  return {
    open() {
      if (dialog.open) return;
      dialog.showModal();
      field.select();
      search();
    },
  };
}

function verdict(request: string, count: number): string {
  if (request.trim() === '') return 'Tapez un ou plusieurs mots.';
  if (count === 0) return 'Aucun passage trouvé.';
  if (count === 1) return '1 passage trouvé.';
  return `${count} passages trouvés${count > shownAtMost ? `, dont voici les ${shownAtMost} premiers` : ''}.`;
}

interface Choice {
  set(index: number): void;
  move(by: number): void;
  follow(): void;
}

/** The chosen result, which the field names to screen readers. */
function startChoice(field: HTMLInputElement, list: HTMLElement): Choice {
  let chosen = 0;
  const set = (index: number) => {
    chosen = index;
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(i === index));
    }
    const option = list.children[index];
    option?.scrollIntoView({ block: 'nearest' });
    if (option) field.setAttribute('aria-activedescendant', option.id);
    else field.removeAttribute('aria-activedescendant');
  };
  return {
    set,
    move(by) {
      const { length } = list.children;
      if (length > 0) set((chosen + by + length) % length);
    },
    follow() {
      (list.children[chosen] as HTMLElement | undefined)?.click();
    },
  };
}

function onKey(event: KeyboardEvent, choice: Choice): void {
  if (event.isComposing) return;
  if (event.key === 'ArrowDown') choice.move(1);
  else if (event.key === 'ArrowUp') choice.move(-1);
  else if (event.key === 'Enter') choice.follow();
  else return;
  event.preventDefault();
}

function searchElements() {
  const dialog = document.createElement('dialog');
  dialog.className = 'search';
  dialog.setAttribute('aria-label', 'Rechercher dans le cours');
  const field = document.createElement('input');
  field.type = 'search';
  field.placeholder = 'Rechercher dans le cours';
  field.autocomplete = 'off';
  field.spellcheck = false;
  const list = document.createElement('div');
  list.id = 'resultats';
  list.role = 'listbox';
  list.ariaLabel = 'Passages trouvés';
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-label': 'Rechercher dans le cours',
    'aria-autocomplete': 'list',
    'aria-controls': list.id,
    'aria-expanded': 'false',
  })) {
    field.setAttribute(name, value);
  }
  const status = document.createElement('p');
  status.role = 'status';
  dialog.append(field, status, list, keysHint());
  return { dialog, field, status, list };
}

function keysHint(): HTMLElement {
  const hint = document.createElement('p');
  hint.className = 'search-keys';
  hint.textContent = '↑ ↓ choisir · Entrée ouvrir · Échap fermer';
  return hint;
}

/** A section found, as an option that is also a link: what the book holds is written as text, never as markup. */
function resultElement({ section, terms }: Found, root: string, id: string): HTMLElement {
  const link = document.createElement('a');
  link.id = id;
  link.role = 'option';
  link.tabIndex = -1;
  link.href = root + section.address;
  link.append(
    lineOf('search-title', section.title),
    lineOf('search-trail', section.trail.join(' › ')),
    excerptElement(section.text, terms),
  );
  return link;
}

function lineOf(className: string, text: string): HTMLElement {
  const line = document.createElement('span');
  line.className = className;
  line.textContent = text;
  return line;
}

function excerptElement(text: string, terms: readonly string[]): HTMLElement {
  const line = lineOf('search-excerpt', '');
  for (const part of searchExcerpt(text, terms)) {
    if (!part.found) line.append(part.text);
    else line.append(Object.assign(document.createElement('mark'), { textContent: part.text }));
  }
  return line;
}
