/// <reference lib="dom" />
/** Colours for code that a student changed, in a script of its own: the published code has its own since the book was built. */
import { parser } from '@lezer/javascript';
import { classHighlighter, highlightCode } from '@lezer/highlight';

const typescript = parser.configure({ dialect: 'ts' });

/** The code as the editor colours it; its text is the source, to the letter. */
function coloured(source: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const put = (text: string, classes: string): void => {
    if (classes === '') {
      fragment.append(text);
      return;
    }
    const span = document.createElement('span');
    span.className = classes;
    span.textContent = text;
    fragment.append(span);
  };
  highlightCode(source, typescript.parse(source), classHighlighter, put, () => {
    fragment.append('\n');
  });
  return fragment;
}

Object.assign(globalThis, { sondeColours: coloured });
