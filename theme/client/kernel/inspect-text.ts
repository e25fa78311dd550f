/** Strings and names of properties as Node quotes them. */

const maxLineWidth = 80;
const longestString = 10_000;

/** Control characters, the quote, the backslash, and halves of pairs that stand alone. */
const escapable =
  /[\u0000-\u001f'\\\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const shortEscapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '\\': '\\\\',
};

/**
 * A string inside an object: between quotes, in several lines when it is long and has several.
 *
 * @param text the string
 * @param indentation of the object that holds it
 */
export function quoted(text: string, indentation: number): string {
  const shown = text.slice(0, longestString);
  const rest = text.length - shown.length;
  const more = rest > 0 ? `... ${rest} more character${rest > 1 ? 's' : ''}` : '';
  const isLong = shown.length > 16 && shown.length > maxLineWidth - indentation - 4;
  const lines = isLong ? shown.split(/(?<=\n)/) : [shown];
  return lines.map(oneQuoted).join(` +\n${' '.repeat(indentation + 2)}`) + more;
}

/** Between single quotes, or the first of the others that the text has not. */
function oneQuoted(text: string): string {
  const quote = quoteFor(text);
  const escaped = text.replace(escapable, (character) => {
    if (character === "'") return quote === "'" ? "\\'" : "'";
    const code = character.charCodeAt(0);
    if (code >= 0xd800) return `\\u${code.toString(16)}`;
    return shortEscapes[character] ?? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return quote + escaped + quote;
}

function quoteFor(text: string): string {
  if (!text.includes("'")) return "'";
  if (!text.includes('"')) return '"';
  return text.includes('`') || text.includes('${') ? "'" : '`';
}

/** The name of a property: quoted unless it is a plain English identifier. */
export function keyText(key: PropertyKey): string {
  if (typeof key === 'symbol') return `[${key.toString()}]`;
  const name = String(key);
  if (name === '__proto__') return "['__proto__']";
  return /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(name) ? name : oneQuoted(name);
}
