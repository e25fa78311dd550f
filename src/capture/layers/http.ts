import { type FieldDefinition, type FieldSink, field } from './field.js';
import { HttpHead } from './http-message.js';
import type { LayerModule } from './layer.js';

const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'PATCH'];
/** Bytes of a head that are read: servers refuse one half as long. */
const MAX_HEAD = 65_536;

/** A line of a head, and where it lies. */
interface HeadLine {
  readonly text: string;
  readonly start: number;
  /** Its end of line included. */
  readonly length: number;
}

const fields = {
  request: field.boolean('http.request', 'Request', 'Ce message est une demande.'),
  response: field.boolean('http.response', 'Response', 'Ce message est une réponse.'),
  method: field.text('http.request.method', 'Request Method', 'Ce que le client demande de faire.'),
  uri: field.text('http.request.uri', 'Request URI', 'La ressource demandée.'),
  requestVersion: field.text('http.request.version', 'Request Version', 'La version du protocole.'),
  responseVersion: field.text('http.response.version', 'Response Version', 'La version du protocole.'),
  code: field.number(
    'http.response.code',
    'Status Code',
    'Le résultat : 200 va bien, 404 ne trouve pas, 500 échoue.',
  ),
  phrase: field.text('http.response.phrase', 'Response Phrase', 'Le résultat en mots.'),
};

/** The header fields that Wireshark names, in lower case. */
const headers: Readonly<Record<string, FieldDefinition>> = {
  host: field.text('http.host', 'Host', 'Le site demandé.'),
  'user-agent': field.text('http.user_agent', 'User-Agent', 'Le programme du client.'),
  'content-type': field.text('http.content_type', 'Content-Type', 'La sorte de contenu.'),
  server: field.text('http.server', 'Server', 'Le programme du serveur.'),
  connection: field.text('http.connection', 'Connection', 'La connexion sert-elle encore après ?'),
  location: field.text('http.location', 'Location', 'L’adresse où aller à la place.'),
  accept: field.text('http.accept', 'Accept', 'Les contenus que le client sait lire.'),
  date: field.text('http.date', 'Date', 'L’heure du serveur.'),
};

/** The head of a message of HTTP/1 (RFC 9112). */
export const http: LayerModule = {
  protocol: 'http',
  title: 'Hypertext Transfer Protocol',
  about: 'Le protocole du Web : une demande, une réponse, toutes deux en texte.',
  fields: [...Object.values(fields), ...Object.values(headers)],

  stream: {
    begins: (bytes, at, end) => looksLikeHttp(bytes, at, end, end - at < 8 ? end + 1 : end),
    message: (_bytes, _at, isBare) => new HttpHead(isBare),
  },

  dissect({ start, end, wireEnd }, sink) {
    if (!looksLikeHttp(sink.bytes, start, end, wireEnd)) return;
    const [first, ...others] = headLines(sink.bytes, start, end);
    // A response that was cut in its first letters is shown without fields.
    if (first && 'HTTP'.startsWith(first.text)) sink.need(end, 1);
    if (first) dissectFirst(sink, first);
    for (const line of others) dissectHeader(sink, line);
    const last = others.at(-1);
    // A header cut before its colon ends the head, and Wireshark does not say then which kind it is.
    if (last && last.text.length === last.length && !last.text.includes(':')) sink.need(end, 1);
    const isResponse = first?.text.startsWith('HTTP/') === true;
    sink.put(isResponse ? fields.response : fields.request, start, 0, true);
  },
};

function dissectFirst(sink: FieldSink, line: HeadLine): void {
  const { text: written, start } = line;
  const [one = '', two = '', ...rest] = written.split(' ');
  const afterTwo = start + one.length + two.length + 2;
  if (one.startsWith('HTTP/')) {
    sink.put(fields.responseVersion, start, one.length, one);
    if (!/^\d{3}$/.test(two)) return;
    sink.put(fields.code, start + one.length + 1, 3, Number(two));
    const phrase = rest.join(' ');
    if (phrase !== '') sink.put(fields.phrase, afterTwo, phrase.length, shown(phrase));
    return;
  }
  sink.put(fields.method, start, one.length, one);
  if (two !== '') sink.put(fields.uri, start + one.length + 1, two.length, shown(two));
  const version = rest.join(' ');
  if (version !== '') sink.put(fields.requestVersion, afterTwo, version.length, shown(version));
}

function dissectHeader(sink: FieldSink, { text: written, start, length }: HeadLine): void {
  const colon = written.indexOf(':');
  if (colon < 1) return;
  const name = written.slice(0, colon).toLowerCase();
  const header = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (header) sink.put(header, start, length, shown(written.slice(colon + 1).trim()));
}

/** No control character reaches a screen. */
function shown(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '\ufffd');
}

/**
 * A segment that begins with a method, or with a version.
 *
 * @param wireEnd where it ended on the wire: what the capture cut in its first letters may be a version
 */
export function looksLikeHttp(bytes: Uint8Array, start: number, end: number, wireEnd: number): boolean {
  const first = bytes[start] ?? 0;
  // One byte settles it for most segments: an upper-case letter or not.
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
