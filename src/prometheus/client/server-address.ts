import { InvalidOptionError } from '../../option.js';

/** The address of a server, and the credentials that it asks for. */
export interface ServerAddress {
  /** Ends with a slash; without credentials. */
  readonly base: URL;
  /** The address without credentials, for messages. */
  readonly shown: string;
  /** The header `Authorization` of every request; a secret. */
  readonly authorization?: string;
}

/**
 * @param text http or https, with `user:password@` for a server that asks for them (RFC 7617)
 * @param bearerToken goes before the credentials of the address (RFC 6750)
 * @throws {InvalidOptionError} whose message never holds a password
 */
export function serverAddress(text: string, bearerToken?: string): ServerAddress {
  const base = httpUrl(text);
  const authorization = bearerToken === undefined ? basic(base) : bearer(bearerToken);
  base.username = base.password = base.search = base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const shown = base.href.replace(/\/$/, '');
  return { base, shown, ...(authorization !== undefined && { authorization }) };
}

function httpUrl(text: string): URL {
  const expected = 'an http or https address, as http://127.0.0.1:9090';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The text is not shown: it may hold a password, and cannot be taken apart.
    throw new InvalidOptionError('url', 'a text that is no address', expected);
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new InvalidOptionError('url', url.protocol, expected);
}

function basic({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const bytes = new TextEncoder().encode(`${unescaped(username)}:${unescaped(password)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** Decodes percent escapes; where one is invalid the text is kept as it is, as `URL` accepts it. */
function unescaped(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

function bearer(token: string): string {
  if (/^[\x21-\x7e]{1,16384}$/.test(token)) return `Bearer ${token}`;
  throw new InvalidOptionError('bearerToken', 'other characters', 'visible ASCII characters');
}
