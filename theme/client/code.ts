/// <reference lib="dom" />
/** Gives each block of code its button, and the keyboard a way into what scrolls sideways. */
export function startCode(): void {
  for (const block of document.querySelectorAll<HTMLElement>('.code')) block.prepend(copyBar(block));
  watchWidths(document);
  // A cell that runs in the page brings boxes of its own.
  document.addEventListener('sonde:output', ({ target }) => {
    if (target instanceof Element) watchWidths(target);
  });
}

// Called at once, and at each change of width; asked sooner, the whole page would be laid out before its first frame.
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

function watchWidths(part: ParentNode): void {
  for (const box of part.querySelectorAll('main pre, .table')) widths.observe(box);
}

function copyBar(block: HTMLElement): HTMLElement {
  const bar = document.createElement('div');
  bar.className = 'code-bar';
  const label = document.createElement('span');
  label.textContent = block.dataset['language'] ?? '';
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copier';
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', () => {
    void copy(block.querySelector('code')?.textContent ?? '').then((copied) => {
      button.textContent = copied ? 'Copié' : 'Copie impossible';
    });
  });
  bar.append(label, button);
  return bar;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // The browser forbids it, or the page is not trusted.
  }
}
