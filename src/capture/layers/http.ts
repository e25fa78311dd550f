import { type FieldDefinition, type FieldSink, field } from './field.js';
import { HttpHead } from './http-message.js';
import type { LayerModule } from './layer.js';

/** Methods that are known by their name alone, where the rest of the line was cut: HTTP's, WebDAV's (RFC 4918) and SSDP's. */
const METHODS: ReadonlySet<string> = new Set([
  ...['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'PATCH'],
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH'],
  ...['M-SEARCH', 'NOTIFY', 'SUBSCRIBE', 'UNSUBSCRIBE'],
]);
/** Any token may be a method (RFC 9110, section 9.1) where its line ends as a request does, and any answer has a code. */
const FIRST_LINE = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40} \S+ HTTP\/\d\.\d|HTTP\/\d(?:\.\d)? \d{3}(?: .*)?)$/;
const SPACE = 0x20;
/** Where the space behind its first word is, at the latest. */
const MAX_FIRST_WORD = 41;
/** Bytes of a first line that are looked at. */
const MAX_FIRST_LINE = 8192;
/** Bytes of a head that are read: servers refuse one half as long. */
const MAX_HEAD = 65_536;

/** Results in words (IANA http-status-codes). */
const codeNames: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Time-out',
  418: "I'm a teapot",
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Time-out',
};

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
  'content-length': field.text('http.content_length_header', 'Content-Length', 'La longueur du contenu.'),
  'content-encoding': field.text(
    'http.content_encoding',
    'Content-Encoding',
    'Comment le contenu est comprimé.',
  ),
  'transfer-encoding': field.text(
    'http.transfer_encoding',
    'Transfer-Encoding',
    'Comment le contenu est découpé.',
  ),
  server: field.text('http.server', 'Server', 'Le programme du serveur.'),
  connection: field.text('http.connection', 'Connection', 'La connexion sert-elle encore après ?'),
  upgrade: field.text('http.upgrade', 'Upgrade', 'Le protocole à parler ensuite.'),
  location: field.text('http.location', 'Location', 'L’adresse où aller à la place.'),
  accept: field.text('http.accept', 'Accept', 'Les contenus que le client sait lire.'),
  'accept-encoding': field.text(
    'http.accept_encoding',
    'Accept-Encoding',
    'Les compressions que le client sait lire.',
  ),
  'accept-language': field.text(
    'http.accept_language',
    'Accept-Language',
    'Les langues que le client préfère.',
  ),
  authorization: field.text('http.authorization', 'Authorization', 'Qui le client dit être.'),
  'proxy-authorization': field.text(
    'http.proxy_authorization',
    'Proxy-Authorization',
    'Qui le client dit être au mandataire.',
  ),
  'www-authenticate': field.text(
    'http.www_authenticate',
    'WWW-Authenticate',
    'Le serveur demande qui est là.',
  ),
  'proxy-authenticate': field.text(
    'http.proxy_authenticate',
    'Proxy-Authenticate',
    'Le mandataire demande qui est là.',
  ),
  referer: field.text('http.referer', 'Referer', 'La page d’où vient la demande.'),
  cookie: field.text('http.cookie', 'Cookie', 'Ce que le serveur avait demandé de retenir.'),
  'set-cookie': field.text('http.set_cookie', 'Set-Cookie', 'Ce que le serveur demande de retenir.'),
  'cache-control': field.text('http.cache_control', 'Cache-Control', 'Combien de temps garder la réponse.'),
  'last-modified': field.text('http.last_modified', 'Last-Modified', 'La dernière modification du contenu.'),
  'x-forwarded-for': field.text(
    'http.x_forwarded_for',
    'X-Forwarded-For',
    'Le client que le mandataire sert.',
  ),
  date: field.text('http.date', 'Date', 'L’heure du serveur.'),
};

/** What Wireshark works out of a head besides. */
const workedOut = {
  length: field.number('http.content_length', 'Content length', 'La longueur du contenu, en octets.', {
    hidden: true,
  }),
  requestLine: field.text('http.request.line', 'Request line', 'Un champ de la demande, entier.', {
    hidden: true,
  }),
  responseLine: field.text('http.response.line', 'Response line', 'Un champ de la réponse, entier.', {
    hidden: true,
  }),
  path: field.text('http.request.uri.path', 'Request URI Path', 'La ressource, sans sa question.', {
    hidden: true,
  }),
  query: field.text('http.request.uri.query', 'Request URI Query', 'Ce qui suit le point d’interrogation.', {
    hidden: true,
  }),
  parameter: field.text('http.request.uri.query.parameter', 'Request URI Query Parameter', 'Un paramètre.', {
    hidden: true,
  }),
  whole: field.text('http.request.full_uri', 'Full request URI', 'L’adresse entière de la ressource.', {
    hidden: true,
  }),
  description: field.text('http.response.code.desc', 'Status Code Description', 'Le sens du résultat.', {
    hidden: true,
  }),
  chat: field.none('http.chat', 'Formatted text', 'La première ligne d’un message.', { hidden: true }),
};

/** The head of a message of HTTP/1 (RFC 9112). */
export const http: LayerModule = {
  protocol: 'http',
  title: 'Hypertext Transfer Protocol',
  about: 'Le protocole du Web : une demande, une réponse, toutes deux en texte.',
  fields: [...Object.values(fields), ...Object.values(headers), ...Object.values(workedOut)],

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
    const isResponse = first?.text.startsWith('HTTP/') === true;
    for (const line of others) dissectHeader(sink, line, isResponse);
    if (first && !isResponse) putWholeAddress(sink, first, others);
    const last = others.at(-1);
    // A header cut before its colon ends the head, and Wireshark does not say then which kind it is.
    if (last && last.text.length === last.length && !last.text.includes(':')) sink.need(end, 1);
    sink.put(isResponse ? fields.response : fields.request, start, 0, true);
  },
};

function dissectFirst(sink: FieldSink, line: HeadLine): void {
  const { text: written, start } = line;
  const [one = '', two = '', ...rest] = written.split(' ');
  const afterTwo = start + one.length + two.length + 2;
  sink.put(workedOut.chat, start, 0, true);
  if (one.startsWith('HTTP/')) {
    sink.put(fields.responseVersion, start, one.length, one);
    if (!/^\d{3}$/.test(two)) return;
    sink.put(fields.code, start + one.length + 1, 3, Number(two));
    const description = codeNames[Number(two)];
    if (description !== undefined) sink.put(workedOut.description, start, 0, description);
    const phrase = rest.join(' ');
    if (phrase !== '') sink.put(fields.phrase, afterTwo, phrase.length, shown(phrase));
    return;
  }
  sink.put(fields.method, start, one.length, one);
  if (two !== '') {
    sink.put(fields.uri, start + one.length + 1, two.length, shown(two));
    const [path = '', ...queries] = two.split('?');
    if (queries.length > 0) {
      const query = queries.join('?');
      sink.put(workedOut.path, start, 0, shown(path));
      sink.put(workedOut.query, start, 0, shown(query));
      for (const parameter of query.split('&')) sink.put(workedOut.parameter, start, 0, shown(parameter));
    }
  }
  const version = rest.join(' ');
  if (version !== '') sink.put(fields.requestVersion, afterTwo, version.length, shown(version));
}

function dissectHeader(
  sink: FieldSink,
  { text: written, start, length }: HeadLine,
  isResponse: boolean,
): void {
  const colon = written.indexOf(':');
  if (colon < 1) return;
  const whole = isResponse ? workedOut.responseLine : workedOut.requestLine;
  const lineEnd = length > written.length ? '\r\n' : '';
  if (sink.wants(whole)) sink.put(whole, start, length, shown(written) + lineEnd);
  const name = written.slice(0, colon).toLowerCase();
  const header = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const value = shown(written.slice(colon + 1).trim());
  if (header) sink.put(header, start, length, value);
  if (name === 'content-length' && /^\d{1,15}$/.test(value)) {
    sink.put(workedOut.length, start, length, Number(value));
  }
}

/** The address of what is asked for, with the site that the head names. */
function putWholeAddress(sink: FieldSink, { text, start }: HeadLine, others: readonly HeadLine[]): void {
  if (!sink.wants(workedOut.whole)) return;
  const [, resource = ''] = text.split(' ');
  const host = others
    .find((line) => /^host:/i.test(line.text))
    ?.text.slice(5)
    .trim();
  if (host === undefined || resource === '') return;
  const whole = resource.startsWith('/') ? `http://${host}${resource}` : resource;
  sink.put(workedOut.whole, start, 0, shown(whole));
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
  // One byte settles it for most segments: a letter or not.
  if (first < 0x41 || first > 0x7a) return false;
  // No method that is known and no version begins with a small one.
  if (first > 0x5a) return hasFirstLine(bytes, start, end);
  const word = ascii(bytes, start, Math.min(end, start + 12));
  const space = word.indexOf(' ');
  return (
    word.startsWith('HTTP/') ||
    (end < wireEnd && 'HTTP/'.startsWith(word)) ||
    METHODS.has(space < 0 ? word : word.slice(0, space)) ||
    hasFirstLine(bytes, start, end)
  );
}

/** A segment whose first line can be no other protocol's, whatever its port: a whole request line, or a line of status. */
export function hasFirstLine(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] ?? 0;
  // A method begins with a letter, for all but a few: a word of any other protocol costs no more than this.
  if (first < 0x41 || first > 0x7a) return false;
  const limit = Math.min(end, start + MAX_FIRST_WORD);
  let space = start;
  while (space < limit && (bytes[space] ?? 0) > SPACE) space++;
  if (space === limit || bytes[space] !== SPACE) return false;
  const feed = bytes.indexOf(10, start);
  if (feed === -1 || feed >= Math.min(end, start + MAX_FIRST_LINE)) return false;
  return FIRST_LINE.test(ascii(bytes, start, feed).replace(/\r$/, ''));
}

/** Searches and announcements of devices: heads of HTTP in datagrams (UPnP Device Architecture, section 1). */
export const ssdp: LayerModule = {
  ...http,
  protocol: 'ssdp',
  title: 'Simple Service Discovery Protocol',
  about: 'Le protocole par lequel des appareils se cherchent et s’annoncent, en messages de HTTP.',
};

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
