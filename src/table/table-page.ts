/// <reference lib="dom" />
/*
 * What makes a table live in the reader's page: it runs there, not here. The book's script calls `startTables`;
 * in a notebook its functions travel with each table as their own source text, so they may use one another and
 * the page, and nothing else.
 */

interface LiveTable {
  readonly table: HTMLTableElement;
  /** In the order in which they were given. */
  readonly rows: readonly HTMLTableRowElement[];
  readonly rowsPerPage: number;
  page: number;
  /** Whether all rows are shown, pages or not. */
  whole: boolean;
}

/** Makes each table of the page live: sorted by its headings, and shown a page at a time when it is long. */
export function startTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table[data-page]:not([data-live])')) {
    table.dataset['live'] = '';
    gatherRows(table);
    const rows = Array.from(table.tBodies[0]?.rows ?? []);
    const asked = Number(table.dataset['page']);
    const live = { table, rows, rowsPerPage: asked >= 1 ? asked : Infinity, page: 0, whole: false };
    const showPage = rows.length > live.rowsPerPage ? addPager(live) : () => undefined;
    addSorting(live, showPage);
    showPage(0);
  }
}

/** Brings back the rows that a disclosure keeps for readers without scripts. */
function gatherRows(table: HTMLTableElement): void {
  const disclosure = table.nextElementSibling;
  if (disclosure?.tagName !== 'DETAILS') return;
  table.tBodies[0]?.append(...disclosure.querySelectorAll('tbody > tr'));
  disclosure.remove();
}

function addSorting(live: LiveTable, showPage: (page: number) => void): void {
  Array.from(live.table.tHead?.rows[0]?.cells ?? []).forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.style.cssText =
      'all:unset;cursor:pointer;font-weight:inherit;outline:revert;display:inline-block;text-align:inherit';
    const mark = document.createElement('span');
    mark.setAttribute('aria-hidden', 'true');
    mark.style.cssText = 'font-size:.75em;opacity:.6;margin-left:.4em';
    mark.textContent = '↕';
    button.append(...heading.childNodes, mark);
    button.addEventListener('click', () => {
      sortBy(live, column, nextDirection(heading.getAttribute('aria-sort')));
      showPage(0);
    });
    heading.append(button);
  });
}

/** Ascending, then descending, then the order in which the rows were given. */
function nextDirection(current: string | null): 'ascending' | 'descending' | undefined {
  if (current === 'ascending') return 'descending';
  return current === 'descending' ? undefined : 'ascending';
}

function sortBy({ table, rows }: LiveTable, column: number, direction?: 'ascending' | 'descending'): void {
  Array.from(table.tHead?.rows[0]?.cells ?? []).forEach((heading, index) => {
    heading.removeAttribute('aria-sort');
    const chosen = index === column && direction !== undefined;
    if (chosen) heading.setAttribute('aria-sort', direction);
    const mark = heading.querySelector('[aria-hidden]');
    if (mark !== null) mark.textContent = !chosen ? '↕' : direction === 'ascending' ? '▲' : '▼';
  });
  const rankOf = (row: HTMLTableRowElement): number => Number(row.cells[column]?.dataset['rank'] ?? NaN);
  const sign = direction === 'descending' ? -1 : 1;
  const sorted = rows.slice();
  if (direction !== undefined) sorted.sort((a, b) => compareRanks(rankOf(a), rankOf(b), sign));
  table.tBodies[0]?.append(...sorted);
}

/** A row without a value stays last in both directions. */
function compareRanks(a: number, b: number, sign: number): number {
  if (isNaN(a) || isNaN(b)) return Number(isNaN(a)) - Number(isNaN(b));
  return sign * (a - b);
}

/** @returns what shows a page; pages are counted from 0 */
function addPager(live: LiveTable): (page: number) => void {
  const controls = {
    before: pageButton('Précédentes'),
    status: document.createElement('span'),
    after: pageButton('Suivantes'),
    whole: pageButton('Tout afficher'),
  };
  controls.status.setAttribute('role', 'status');
  const pager = document.createElement('div');
  pager.setAttribute('role', 'group');
  pager.setAttribute('aria-label', 'Pages du tableau');
  pager.style.cssText =
    'display:flex;flex-wrap:wrap;gap:.75em;align-items:baseline;margin:.5em 0;position:sticky;left:0;width:fit-content';
  pager.append(controls.before, controls.status, controls.after, controls.whole);
  live.table.after(pager);
  const showPage = (page: number): void => {
    turnTo(live, page, controls);
  };
  onClick(controls.before, () => {
    showPage(live.page - 1);
  });
  onClick(controls.after, () => {
    showPage(live.page + 1);
  });
  onClick(controls.whole, () => {
    live.whole = !live.whole;
    showPage(0);
  });
  return showPage;
}

interface PagerControls {
  readonly before: HTMLButtonElement;
  readonly status: HTMLElement;
  readonly after: HTMLButtonElement;
  readonly whole: HTMLButtonElement;
}

function turnTo(live: LiveTable, page: number, { before, status, after, whole }: PagerControls): void {
  const count = live.rows.length;
  const size = live.whole ? count : live.rowsPerPage;
  const last = Math.ceil(count / size) - 1;
  live.page = Math.max(0, Math.min(page, last));
  const start = live.page * size;
  const end = Math.min(start + size, count);
  Array.from(live.table.tBodies[0]?.rows ?? []).forEach((row, index) => {
    row.hidden = index < start || index >= end;
  });
  status.textContent = `Lignes ${start + 1} à ${end} sur ${count}`;
  whole.textContent = live.whole ? 'Afficher par pages' : 'Tout afficher';
  allow(before, live.page > 0);
  allow(after, live.page < last);
}

/** `disabled` would take the focus away from who turns the pages with the keyboard. */
function allow(button: HTMLButtonElement, allowed: boolean): void {
  button.setAttribute('aria-disabled', String(!allowed));
  button.style.opacity = allowed ? '' : '.5';
}

function onClick(button: HTMLButtonElement, action: () => void): void {
  button.addEventListener('click', action);
}

function pageButton(text: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  return button;
}

const functions = [
  startTables,
  gatherRows,
  addSorting,
  nextDirection,
  sortBy,
  compareRanks,
  addPager,
  turnTo,
  allow,
  onClick,
  pageButton,
];

/** The source of the script that makes live the tables which stand before it in a page. */
export function tableScript(): string {
  return `(function () {\n${functions.map(String).join('\n')}\nstartTables();\n})();`;
}
