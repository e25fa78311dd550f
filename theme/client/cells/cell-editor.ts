/// <reference lib="dom" />
/** The code of a cell, edited and coloured by scripts that are loaded when a student changes it. */
import { loadScript, pageAssetUrl } from '../classic-script.js';

/** What the editor of a cell is given. */
export interface CellEditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  /** Accessible name. */
  readonly label: string;
  readonly onChange: (text: string) => void;
  /** Where to go after the run. */
  readonly onRun: (then: 'here' | 'next') => void;
  readonly onLeave: () => void;
}

/** An open editor. */
export interface CellEditor {
  focus(): void;
  replace(source: string): void;
  /** Puts the cursor on a line, counted from 1. */
  goTo(line: number): void;
  close(): void;
}

/** Opens an editor; CodeMirror is loaded with the first one. */
export async function openEditor(options: CellEditorOptions): Promise<CellEditor> {
  await loadScript(pageAssetUrl('editor'));
  const { sondeEditor } = globalThis as unknown as {
    readonly sondeEditor: (options: CellEditorOptions) => CellEditor;
  };
  return sondeEditor(options);
}

/**
 * Shows code that a student changed: at once, then in colours when their script is there.
 *
 * @param code the element
 * @param source its text
 */
export function showCode(code: HTMLElement, source: string): void {
  code.textContent = source;
  loadScript(pageAssetUrl('colours')).then(
    () => {
      const { sondeColours } = globalThis as unknown as {
        readonly sondeColours: (source: string) => DocumentFragment;
      };
      // It may have changed again, or be as published.
      if (code.textContent === source) code.replaceChildren(sondeColours(source));
    },
    () => undefined, // Without colours, it is the same code.
  );
}
