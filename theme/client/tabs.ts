/// <reference lib="dom" />
/**
 * Turns each set of tabs, written as sections one under the other, into tabs as WAI-ARIA's authoring practices
 * describe them. On paper and without scripts the sections stay.
 */
export function startTabs(): void {
  for (const [number, set] of [...document.querySelectorAll<HTMLElement>('.tabs')].entries()) {
    startSet(set, `onglets-${number}`);
  }
}

function startSet(set: HTMLElement, prefix: string): void {
  const panels = [...set.querySelectorAll<HTMLElement>(':scope > .tab')];
  const tabs = panels.map((panel, i) => tabOf(panel, `${prefix}-${i}`));
  const list = document.createElement('div');
  list.className = 'tab-list';
  list.role = 'tablist';
  list.append(...tabs);
  set.prepend(list);
  set.classList.add('alive');
  const select = (index: number) => {
    for (const [i, tab] of tabs.entries()) {
      tab.ariaSelected = String(i === index);
      tab.tabIndex = i === index ? 0 : -1;
      panels[i]?.classList.toggle('selected', i === index);
    }
  };
  list.addEventListener('click', (event) => {
    const index = tabs.indexOf(event.target as HTMLButtonElement);
    if (index !== -1) select(index);
  });
  list.addEventListener('keydown', (event) => {
    const index = nextTab(event.key, tabs.indexOf(event.target as HTMLButtonElement), tabs.length);
    if (index === undefined) return;
    event.preventDefault();
    select(index);
    tabs[index]?.focus();
  });
  const stated = panels.findIndex((panel) => panel.dataset['selected'] !== undefined);
  select(Math.max(0, stated));
}

function tabOf(panel: HTMLElement, id: string): HTMLButtonElement {
  const tab = document.createElement('button');
  tab.type = 'button';
  tab.role = 'tab';
  tab.id = id;
  tab.textContent = panel.querySelector('.tab-title')?.textContent ?? '';
  panel.role = 'tabpanel';
  panel.id ||= `${id}-contenu`;
  panel.setAttribute('aria-labelledby', id);
  tab.setAttribute('aria-controls', panel.id);
  return tab;
}

/** The tab that a key leads to, from one to the next and around. */
function nextTab(key: string, from: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (from + 1) % count;
  if (key === 'ArrowLeft') return (from - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
