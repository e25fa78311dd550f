const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'PATCH'];
/** A head longer than this is not worth reading: servers refuse half of it. */
const MAX_HEAD = 65_536;

/** A line of a head, and where it lies. */
export interface HeadLine {
  readonly text: string;
  readonly start: number;
  /** Its end of line included. */
  readonly length: number;
}

/**
 * A segment that begins with a method, or with a version.
 *
 * @param wireEnd where it ended on the wire: what the capture cut in its first letters may be a version
 */
export function looksLikeHttp(bytes: Uint8Array, start: number, end: number, wireEnd: number): boolean {
  const first = bytes[start] ?? 0;
  // Most segments are told by one byte: an upper-case letter or not.
  if (first < 0x41 || first > 0x5a) return false;
  const word = ascii(bytes, start, Math.min(end, start + 8));
  return (
    word.startsWith('HTTP/') ||
    (end < wireEnd && 'HTTP/'.startsWith(word)) ||
    METHODS.some((method) => word === method || word.startsWith(`${method} `.slice(0, 8)))
  );
}

/** The lines of a head, up to the empty one. */
export function headLines(bytes: Uint8Array, start: number, end: number): readonly HeadLine[] {
  const lines: HeadLine[] = [];
  const limit = Math.min(end, start + MAX_HEAD);
  for (let at = start; at < limit;) {
    const feed = bytes.indexOf(10, at);
    const stop = feed === -1 || feed >= limit ? limit : feed + 1;
    const text = ascii(bytes, at, stop).replace(/\r?\n?$/, '');
    lines.push({ text, start: at, length: stop - at });
    if (text === '') break;
    at = stop;
  }
  return lines;
}

/** Bytes as characters of the same number. */
function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}
