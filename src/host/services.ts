import { readFile } from 'node:fs/promises';
import { ParseError } from '../parse-error.js';

/** What /etc/services says: names of ports, and ports of names. */
export interface ServiceNames {
  /** The port of a name, or of an alias. */
  portOf(name: string, protocol: 'tcp' | 'udp'): number | undefined;
  /** The first name of a port. */
  nameOf(port: number, protocol: 'tcp' | 'udp'): string | undefined;
}

/**
 * Reads the text of /etc/services; its lines for other protocols are passed over.
 *
 * @param text lines of a name, `port/protocol`, aliases and comments
 * @throws ParseError with the line
 * @see services(5)
 */
export function parseServices(text: string): ServiceNames {
  const ports = new Map<string, number>();
  const names = new Map<string, string>();
  let offset = 0;
  for (const [i, line] of text.split('\n').entries()) {
    const [name = '', place = '', ...aliases] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/);
    const [, port, protocol = ''] = /^(\d{1,5})\/([\w-]+)$/.exec(place) ?? [];
    if (name !== '' && (port === undefined || Number(port) > 0xffff))
      throw new ParseError('a name and port/protocol expected', offset, i + 1);
    for (const each of name === '' ? [] : [name, ...aliases])
      setFirst(ports, `${each}/${protocol}`, Number(port));
    if (name !== '') setFirst(names, `${Number(port)}/${protocol}`, name);
    offset += line.length + 1;
  }
  return {
    portOf: (name, protocol) => ports.get(`${name}/${protocol}`),
    nameOf: (port, protocol) => names.get(`${port}/${protocol}`),
  };
}

/** As getservbyname(3): the first line counts. */
function setFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

/** The services of this system; none where it has no such file. */
export async function readServices(file = '/etc/services'): Promise<ServiceNames> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  return parseServices(text);
}
