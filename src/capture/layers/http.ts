import type { FieldDefinition } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import type { HeadLine } from './http-text.js';
import { headLines, looksLikeHttp } from './http-text.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

function text(name: string, label: string, about: string): FieldDefinition {
  return { name: `http.${name}`, label, kind: 'text', about };
}

const fields = {
  request: { name: 'http.request', label: 'Request', kind: 'boolean', about: 'Ce message est une demande.' },
  response: {
    name: 'http.response',
    label: 'Response',
    kind: 'boolean',
    about: 'Ce message est une réponse.',
  },
  method: text('request.method', 'Request Method', 'Ce que le client demande de faire.'),
  uri: text('request.uri', 'Request URI', 'La ressource demandée.'),
  requestVersion: text('request.version', 'Request Version', 'La version du protocole.'),
  responseVersion: text('response.version', 'Response Version', 'La version du protocole.'),
  code: {
    name: 'http.response.code',
    label: 'Status Code',
    kind: 'number',
    about: 'Le résultat : 200 va bien, 404 ne trouve pas, 500 échoue.',
  },
  phrase: text('response.phrase', 'Response Phrase', 'Le résultat en mots.'),
} as const satisfies Readonly<Record<string, FieldDefinition>>;

/** The header fields that Wireshark names, in lower case. */
const headers: Readonly<Record<string, FieldDefinition>> = {
  host: text('host', 'Host', 'Le site demandé.'),
  'user-agent': text('user_agent', 'User-Agent', 'Le programme du client.'),
  'content-type': text('content_type', 'Content-Type', 'La sorte de contenu.'),
  server: text('server', 'Server', 'Le programme du serveur.'),
  connection: text('connection', 'Connection', 'La connexion sert-elle encore après ?'),
  location: text('location', 'Location', 'L’adresse où aller à la place.'),
  accept: text('accept', 'Accept', 'Les contenus que le client sait lire.'),
  date: text('date', 'Date', 'L’heure du serveur.'),
};

/** The head of a message of HTTP/1 (RFC 9112). */
export const http: LayerModule = {
  protocol: 'http',
  title: 'Hypertext Transfer Protocol',
  about: 'Le protocole du Web : une demande, une réponse, toutes deux en texte.',
  fields: [...listOf(fields), ...Object.values(headers)],

  follow() {
    // The body is the business of the application.
  },

  dissect({ start, end, wireEnd }, sink) {
    if (!looksLikeHttp(sink.bytes, start, end, wireEnd)) return;
    const [first, ...others] = headLines(sink.bytes, start, end);
    // Cut in its first letters, a response says nothing.
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
