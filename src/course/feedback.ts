/** What a student reads under a cell. */
import { htmlText } from '../figure/notebook/escape.js';

export interface Feedback {
  readonly tone: keyof typeof marks;
  readonly title: string;
  /** Paragraphs; what stands between back quotes is code, and between double stars strong. */
  readonly paragraphs: readonly string[];
}

const marks = { hint: '›', question: '?', refused: '!', right: '✓', wrong: '✗' };

/**
 * Feedback for a terminal.
 *
 * @param feedback what to say
 */
export function feedbackText({ tone, title, paragraphs }: Feedback): string {
  return [
    `${marks[tone]} ${printable(title)}`,
    ...paragraphs.map((each) => `  ${withoutStars(printable(each))}`),
  ].join('\n');
}

/**
 * Feedback for a page: no script, no class, nothing to load. A student's text is in it as text.
 *
 * @param feedback what to say
 */
export function feedbackHtml({ tone, title, paragraphs }: Feedback): string {
  const head = `<p><strong>${marks[tone]} ${escaped(title)}</strong></p>`;
  return [head, ...paragraphs.map((each) => `<p>${withMarks(escaped(each))}</p>`)].join('\n');
}

/** Code first: stars inside it are an operator. */
const marked = /(`[^`]+`)|\*\*([^*`]+)\*\*/g;

function withMarks(html: string): string {
  return html.replace(marked, (_, code?: string, strong = '') =>
    code === undefined ? `<strong>${strong}</strong>` : `<code>${code.slice(1, -1)}</code>`,
  );
}

function withoutStars(text: string): string {
  return text.replace(marked, (_, code?: string, strong?: string) => code ?? strong ?? '');
}

function escaped(text: string): string {
  return htmlText(printable(text));
}

/** Without what moves a terminal's cursor or turns a line around. */
function printable(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');
}
