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
 * The text inside Go-like quotes: backquotes take everything as it is, the others have Go's escapes.
 *
 * @returns `undefined` for an escape that does not exist
 */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const escape = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|[^\\]+|\\/gsu;
  for (const [whole, hex, octal, short, long, letter] of body.matchAll(escape)) {
    const byte =
      hex === undefined ? (octal === undefined ? undefined : parseInt(octal, 8)) : parseInt(hex, 16);
    if (byte !== undefined) {
      if (byte > 255) return undefined;
      bytes.push(byte);
      continue;
    }
    const text = piece(whole, short ?? long, letter);
    if (text === undefined) return undefined;
    bytes.push(...encoder.encode(text));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

function piece(whole: string, code: string | undefined, letter: string | undefined): string | undefined {
  if (code !== undefined) {
    const point = parseInt(code, 16);
    return point > 0x10ffff ? undefined : String.fromCodePoint(point);
  }
  if (letter !== undefined) return simple[letter];
  return whole === '\\' ? undefined : whole;
}
