/// <reference lib="dom" />
/** The editor of cells, in a script of its own: it is loaded when a cell is first edited. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript, javascriptLanguage, localCompletionSource } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import type { CellEditor, CellEditorOptions } from './cell-editor.js';
import { libraryCompletion } from './library-completion.js';

/** What CodeMirror says of itself, in the reader's language. */
const french = EditorState.phrases.of({
  'Control character': 'Caractère de contrôle',
  Completions: 'Propositions',
  'Folded lines': 'Lignes repliées',
});

function createEditor({ parent, text, label, onChange, onRun, onLeave }: CellEditorOptions): CellEditor {
  const command = (run: () => void) => () => {
    run();
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        // Before the default keys: those of a notebook come first.
        keymap.of([
          {
            key: 'Shift-Enter',
            run: command(() => {
              onRun('next');
            }),
          },
          {
            key: 'Ctrl-Enter',
            mac: 'Cmd-Enter',
            run: command(() => {
              onRun('here');
            }),
          },
        ]),
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion(),
        javascript({ typescript: true }),
        javascriptLanguage.data.of({ autocomplete: localCompletionSource }),
        javascriptLanguage.data.of({ autocomplete: libraryCompletion }),
        syntaxHighlighting(classHighlighter),
        french,
        // Tab leaves the editor, as it leaves any field: a keyboard must not be caught there.
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        keymap.of([{ key: 'Escape', run: command(onLeave) }]),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    focus: () => {
      view.focus();
    },
    replace: (source) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source } });
    },
    goTo: (line) => {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
    close: () => {
      view.destroy();
    },
  };
}

Object.assign(globalThis, { sondeEditor: createEditor });
