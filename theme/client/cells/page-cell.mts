/// <reference lib="dom" />
/** A cell of the page: its code as published and as edited, its outputs, its buttons. */
import type { CellEvent } from '../kernel/protocol.js';
import type { CellAction } from './cell-bars.js';
import { type CellEditor, openEditor, showCode } from './cell-editor.js';
import type { RunEnd } from './kernel-client.js';
import { OutputView } from './output-view.mjs';

/** What a cell asks of the page. */
interface CellHost {
  /** The student changed it; `undefined` when it is as published again. */
  changed(cell: PageCell, source: string | undefined): void;
  run(cell: PageCell, then: 'here' | 'next'): void;
  /** What to tell of a name that no cell has declared yet. */
  whereIs(name: string, cell: PageCell): string | undefined;
}

const codeSelector = '.code pre code';

export class PageCell {
  readonly number: number;
  /** As published. */
  readonly original: string;
  #source: string;
  #editor: CellEditor | undefined;
  readonly #code: HTMLElement;
  readonly #publishedCode: readonly Node[];
  readonly #published: Element | null;
  #outputs: HTMLElement | undefined;
  #runs = 0;
  #isFollowing = false;

  readonly element: HTMLElement;
  readonly #host: CellHost;

  constructor(element: HTMLElement, host: CellHost) {
    this.element = element;
    this.#host = host;
    this.number = Number(element.dataset['cell']);
    const code = element.querySelector<HTMLElement>(codeSelector);
    if (!code) throw new Error(`cell ${this.number} has no code`);
    this.#code = code;
    this.#publishedCode = [...code.childNodes].map((node) => node.cloneNode(true));
    this.original = element.querySelector(codeSelector)?.textContent ?? '';
    this.#source = this.original;
    this.#published = element.querySelector('.outputs');
  }

  get source(): string {
    return this.#source;
  }

  /** The code changes, by its editor or from what was kept. */
  set(source: string): void {
    this.#source = source;
    const isEdited = source !== this.original;
    this.element.classList.toggle('edited', isEdited);
    this.#button('reset').hidden = !isEdited && this.#outputs === undefined;
    // Under an editor, nobody sees it.
    if (this.#editor) this.#code.textContent = source;
    else if (isEdited) showCode(this.#code, source);
    else this.#code.replaceChildren(...this.#publishedCode.map((node) => node.cloneNode(true)));
  }

  async edit(): Promise<void> {
    if (this.#editor) {
      this.#editor.focus();
      return;
    }
    this.element.querySelector('details')?.setAttribute('open', '');
    const parent = document.createElement('div');
    parent.className = 'cell-editor';
    this.#pre.after(parent);
    this.#editor = await openEditor({
      parent,
      text: this.#source,
      label: `Code de la cellule ${this.number}`,
      onChange: (text) => {
        this.set(text);
        // What another tab wrote is kept already: writing it again could undo what comes after.
        if (!this.#isFollowing) this.#host.changed(this, text === this.original ? undefined : text);
      },
      onRun: (then) => {
        this.#host.run(this, then);
      },
      onLeave: () => {
        this.leave();
        this.focus('edit');
      },
    });
    this.#pre.hidden = true;
    this.#editor.focus();
  }

  /** Closes the editor; what was written stays. */
  leave(): void {
    this.#editor?.close();
    this.#editor = undefined;
    this.element.querySelector('.cell-editor')?.remove();
    this.#pre.hidden = false;
    this.set(this.#source);
  }

  /** The code changes as another tab of the browser has changed it. */
  follow(source: string): void {
    if (source === this.#source) return;
    this.#isFollowing = true;
    this.#editor?.replace(source);
    this.#isFollowing = false;
    this.set(source);
    this.status('Modifiée dans un autre onglet');
  }

  /** The cell as it was published: code and outputs. */
  reset(): void {
    this.#runs += 1;
    if (this.#source !== this.original) this.#editor?.replace(this.original);
    this.set(this.original);
    this.#host.changed(this, undefined);
    this.#outputs?.remove();
    this.#outputs = undefined;
    if (this.#published instanceof HTMLElement) this.#published.hidden = false;
    this.#running(false);
    this.#button('reset').hidden = true;
    this.status('');
    this.focus('edit');
  }

  /**
   * A run begins: its outputs take the place of those of the last one.
   *
   * @param place where it runs, as the end of a sentence
   * @returns what to tell of the run
   */
  begin(place: string): {
    readonly receive: (event: CellEvent) => void;
    readonly end: (how: RunEnd, ms: number) => void;
  } {
    const run = ++this.#runs;
    const outputs = document.createElement('div');
    outputs.className = 'outputs outputs-page';
    const view = new OutputView(outputs);
    let placed = false;
    // Old outputs stay until there are new ones: the page does not jump.
    const putInPlace = (): void => {
      if (placed || run !== this.#runs) return;
      placed = true;
      this.#outputs?.remove();
      if (this.#published instanceof HTMLElement) this.#published.hidden = true;
      this.element.append(outputs);
      this.#outputs = outputs;
    };
    this.#running(true);
    return {
      receive: (event) => {
        if (event.kind !== 'ended') putInPlace();
        if (run !== this.#runs) return;
        view.receive(event);
        if (event.kind === 'error') this.#explain(event, view);
      },
      end: (how, ms) => {
        putInPlace();
        if (run !== this.#runs) return;
        this.#running(false);
        this.#button('reset').hidden = false;
        if (how === 'interrupted') view.notice(interruptedText);
        this.status(how === 'done' ? `Exécuté ${place} (${durationText(ms)})` : endText[how]);
      },
    };
  }

  status(text: string): void {
    const status = this.element.querySelector('.cell-status');
    if (status) status.textContent = text;
  }

  focus(action: CellAction): void {
    this.#button(action).focus();
  }

  #explain({ missing, line, why }: Extract<CellEvent, { kind: 'error' }>, view: OutputView): void {
    const where = missing === undefined || why === 'absence' ? undefined : this.#host.whereIs(missing, this);
    if (where !== undefined) view.notice(where);
    if (line !== undefined) this.#editor?.goTo(line);
  }

  #running(running: boolean): void {
    this.element.classList.toggle('running', running);
    this.element.setAttribute('aria-busy', String(running));
    const stop = this.#button('interrupt');
    const hadFocus = document.activeElement === stop;
    stop.hidden = !running;
    if (hadFocus && !running) this.focus('run');
    if (running) this.status('En cours…');
  }

  get #pre(): HTMLElement {
    return this.#code.parentElement ?? this.#code;
  }

  #button(action: CellAction): HTMLButtonElement {
    const button = this.element.querySelector<HTMLButtonElement>(`button[data-action="${action}"]`);
    if (!button) throw new Error(`cell ${this.number} has no button ${action}`);
    return button;
  }
}

const endText = {
  failed: 'Arrêtée par une erreur',
  interrupted: 'Interrompue',
  stopped: 'Interrompue',
  absent: 'Demande une vraie machine',
};

const interruptedText =
  'Interrompu. Les variables de la page sont perdues\u202f: exécutez de nouveau les cellules dont celle-ci a besoin (« Tout exécuter jusqu’ici »).'.replace(
    /« | »/g,
    (quote) => quote.replace(' ', '\u00a0'),
  );

function durationText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}\u202fms` : `${(ms / 1000).toFixed(1).replace('.', ',')}\u202fs`;
}
