/// <reference lib="dom" />
/** On narrow screens the table of contents folds behind a button; without scripts it stays in the page. */
export function startMenu(): void {
  const button = document.getElementById('menu-button');
  const menu = document.getElementById('sommaire');
  if (!button || !menu) return;
  document.documentElement.classList.add('foldable-menu');
  button.hidden = false;
  const set = (open: boolean) => {
    button.setAttribute('aria-expanded', String(open));
    menu.classList.toggle('open', open);
  };
  button.addEventListener('click', () => {
    set(button.getAttribute('aria-expanded') !== 'true');
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || button.getAttribute('aria-expanded') !== 'true') return;
    set(false);
    button.focus();
  });
}
