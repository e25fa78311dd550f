/// <reference lib="dom" />
/**
 * On narrow screens a list folds behind a button; without scripts it stays in the page.
 *
 * @param buttonId the button, hidden in the page as it comes
 * @param listId what it opens
 */
export function startFold(buttonId: string, listId: string): void {
  const button = document.getElementById(buttonId);
  const list = document.getElementById(listId);
  if (!button || !list) return;
  button.hidden = false;
  const set = (open: boolean) => {
    button.setAttribute('aria-expanded', String(open));
    list.classList.toggle('open', open);
  };
  button.addEventListener('click', () => {
    set(button.getAttribute('aria-expanded') !== 'true');
  });
  list.addEventListener('click', (event) => {
    if ((event.target as Element).closest('a')) set(false);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || button.getAttribute('aria-expanded') !== 'true') return;
    set(false);
    button.focus();
  });
}
