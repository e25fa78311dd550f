/// <reference lib="dom" />
import { loadScript } from '../classic-script.js';
import { pageAssetUrl } from './page-assets.js';

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
