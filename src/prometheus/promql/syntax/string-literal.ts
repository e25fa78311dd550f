const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/**
 * The text inside Go-like quotes: backquotes take everything as it is, the others have Go's escapes. A byte that is no
 * UTF-8 becomes half a surrogate pair (U+DC80 to U+DCFF), which is in no name and in no value of a label.
 *
 * @returns `undefined` for an escape that does not exist
 */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body;
  const escape =
    /((?:\\x[0-9a-fA-F]{2}|\\[0-3][0-7]{2})+)|\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|[^\\]+|\\/gsu;
  let text = '';
  for (const [whole, bytes, short, long, letter] of body.matchAll(escape)) {
    const part = bytes === undefined ? piece(whole, short ?? long, letter) : decoded(bytes);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}

function piece(whole: string, code: string | undefined, letter: string | undefined): string | undefined {
  if (code !== undefined) {
    const point = parseInt(code, 16);
    return point > 0x10ffff ? undefined : String.fromCodePoint(point);
  }
  if (letter !== undefined) return simple[letter];
  return whole === '\\' ? undefined : whole;
}

function decoded(escapes: string): string {
  const codes = [...escapes.matchAll(/\\(?:x(..)|(...))/g)].map(([, hex, octal = '']) =>
    hex === undefined ? parseInt(octal, 8) : parseInt(hex, 16),
  );
  const bytes = new Uint8Array(codes);
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const character = bytes.subarray(at, at + length);
    const read = new TextDecoder('utf-8', { ignoreBOM: true }).decode(character);
    // Text that reads back as the very same bytes was UTF-8.
    const isText = new TextEncoder().encode(read).every((byte, i) => byte === character[i]);
    text += isText ? read : String.fromCharCode(0xdc00 + first);
    at += isText ? length : 1;
  }
  return text;
}

/** A text as an answer shows it: bytes that are no UTF-8 are replaced. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A text as Go's %q quotes it, with the bytes that are no UTF-8. */
export function goQuoted(text: string): string {
  return JSON.stringify(text).replace(/\\udc([89a-f][0-9a-f])/g, '\\x$1');
}
