/// <reference lib="dom" />
/** The outputs of a cell that runs in the page, drawn by the code that draws the published ones. */
import { toHtml } from 'hast-util-to-html';
import { outputElement } from '#dist/book/theme/outputs.mjs';
import type { JupyterOutput, MimeContent } from '#dist/book/theme/myst-tree.mjs';
import type { CellEvent, CellFault } from '../kernel/protocol.js';

type Display = Extract<CellEvent, { readonly kind: 'display' }>;

const place = { file: '', report: () => undefined };

/** Places that any cell may update, by their identifier. */
const displays = new Map<string, Element>();

/** What a run of a cell shows. */
export class OutputView {
  #stream: { readonly name: string; readonly element: Element; text: string } | undefined;

  /** @param box empty; outputs go into it */
  constructor(readonly box: HTMLElement) {}

  /** Shows what the cell did. */
  receive(event: CellEvent): void {
    switch (event.kind) {
      case 'stream':
        this.#write(event.name, event.text);
        break;
      case 'display':
        this.#display(event);
        break;
      case 'error':
        this.#append(faultElement(event));
        break;
      case 'notice':
        this.notice(event.text);
        break;
      case 'ended':
        break;
    }
  }

  /** A message of the page itself, apart from what the cell prints. */
  notice(text: string): void {
    this.#append(noticeElement(text));
  }

  #append(element: Element): void {
    this.#stream = undefined;
    this.box.append(element);
    announce(element);
  }

  #write(name: 'stdout' | 'stderr', text: string): void {
    const all = this.#stream?.name === name ? this.#stream.text + text : text;
    const element = drawn({ output_type: 'stream', name, text: afterReturns(all) });
    if (this.#stream?.name === name) this.#stream.element.replaceWith(element);
    else this.box.append(element);
    this.#stream = { name, element, text: all };
    announce(element);
  }

  #display({ data, displayId, update }: Display): void {
    const known = displayId === undefined ? undefined : displays.get(displayId);
    const element = drawn({ output_type: 'display_data', data: contentsOf(data) });
    if (known?.isConnected && update) {
      if (redrawn(known, element)) return;
      known.replaceWith(element);
      announce(element);
    } else {
      this.#append(element);
    }
    if (displayId !== undefined) displays.set(displayId, element);
  }
}

function contentsOf(data: Display['data']): Readonly<Record<string, MimeContent>> {
  return Object.fromEntries(
    Object.entries(data).map(([type, form]) => [
      type,
      { content_type: type, content: typeof form === 'string' ? form : JSON.stringify(form) },
    ]),
  );
}

/** Nothing in it can execute: the theme's own code makes it harmless, as it does for the published outputs. */
function drawn(output: JupyterOutput): Element {
  const template = document.createElement('template');
  template.innerHTML = toHtml(outputElement(output, place));
  return template.content.firstElementChild ?? document.createElement('div');
}

/** A figure in the place of a figure is drawn over it, without a flicker. */
function redrawn(known: Element, fresh: Element): boolean {
  const [plot, freshPlot] = [known.querySelector('.plot'), fresh.querySelector('.plot')];
  const json = plot?.querySelector('script[type="application/json"]');
  if (!plot || !freshPlot || !json) return false;
  json.textContent = freshPlot.querySelector('script[type="application/json"]')?.textContent ?? '';
  plot.setAttribute('style', freshPlot.getAttribute('style') ?? '');
  plot.dispatchEvent(new Event('sonde:redraw'));
  return true;
}

/** Tells the scripts of the page that there is something to draw or to dress. */
function announce(element: Element): void {
  element.dispatchEvent(new Event('sonde:output', { bubbles: true }));
}

/** A carriage return writes over its line, as in a terminal: progress is told so. */
function afterReturns(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''))
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .join('\n');
}

function faultElement(fault: CellFault): Element {
  if (fault.why === 'absence') return noticeElement(sentence(fault.message));
  const at = fault.line === undefined ? '' : `, ligne ${fault.line}`;
  const name = fault.why === 'syntax' ? 'Erreur de syntaxe' : fault.name;
  return drawn({
    output_type: 'error',
    ename: `${name}${at}`,
    evalue: fault.message,
    traceback: fault.trace,
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function noticeElement(text: string): Element {
  const element = document.createElement('p');
  element.className = 'output-notice';
  element.textContent = text;
  return element;
}
