import type { ExactCounters } from './counter.js';
import { CounterReader } from './counter.js';
import type { FieldReader, KernelLine } from './kernel-line.js';
import { fieldFault, kernelLines, signedField } from './kernel-line.js';

/** Counters by protocol, then by the name that the kernel gives them: `counters.Tcp.RetransSegs`. */
export interface ProtocolCounters {
  /** In the kernel's order; none is left out, known to this reader or not. */
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** See {@link ExactCounters}; by protocol and name, `IpExt.InOctets`. */
  readonly exact?: ExactCounters;
}

/** The only one that may be negative: -1 stands for « no limit » (RFC 4022, tcpMaxConn). */
const SIGNED = 'Tcp.MaxConn';

/**
 * Reads pairs of lines, names then values, as in /proc/net/snmp and /proc/net/netstat. Whatever the kernel counts is kept.
 *
 * @throws ParseError when a line has no partner, or when names and values are not as many
 */
export function parsePairs(text: string): ProtocolCounters {
  const lines = kernelLines(text);
  const gathered = new Gathered();
  for (let i = 0; i < lines.length; i += 2) gathered.pair(lines[i] as KernelLine, lines[i + 1]);
  return gathered.result();
}

/**
 * Reads lines of a protocol, then names each followed by its value, as in /proc/net/sockstat.
 *
 * @throws ParseError
 */
export function parseNamedValues(text: string): ProtocolCounters {
  const gathered = new Gathered();
  for (const line of kernelLines(text)) gathered.namedValues(line);
  return gathered.result();
}

/**
 * Reads lines of one counter each, as in /proc/net/snmp6: `Ip6InReceives 271` is `counters.Ip6.InReceives`.
 *
 * @throws ParseError
 */
export function parseSingles(text: string): ProtocolCounters {
  const gathered = new Gathered();
  for (const line of kernelLines(text)) gathered.single(line);
  return gathered.result();
}

class Gathered {
  readonly #protocols = new Map<string, Map<string, number>>();
  readonly #reader = new CounterReader();

  pair(names: KernelLine, values: KernelLine | undefined): void {
    const heading = names.named(':', 'first');
    const protocol = heading.name.text;
    if (!values) throw names.fault(`the values of ${protocol} are missing`, names.text.length);
    const row = values.named(':', 'first');
    if (row.name.text !== protocol) throw fieldFault(row.name, `the values of ${protocol}`);
    const counters = this.#protocol(protocol, names);
    for (const { text } of heading.words.fields) this.#add(counters, protocol, text, row.words, names);
    row.words.end();
  }

  namedValues(line: KernelLine): void {
    const { name, words } = line.named(':', 'first');
    const counters = this.#protocol(name.text, line);
    for (let i = 0; i < Math.max(2, words.fields.length); i += 2)
      this.#add(counters, name.text, words.next('a name').text, words, line);
  }

  single(line: KernelLine): void {
    const words = line.reader();
    const field = words.next('a name');
    const [, protocol, name] = /^([A-Za-z]{1,20}6)(\w{1,60})$/.exec(field.text) ?? [];
    if (protocol === undefined || name === undefined) throw fieldFault(field, 'a name such as Ip6InReceives');
    const counters = this.#protocols.get(protocol) ?? this.#protocol(protocol, line);
    this.#add(counters, protocol, name, words, line);
    words.end();
  }

  result(): ProtocolCounters {
    const groups = [...this.#protocols].map(
      ([name, counters]) => [name, Object.fromEntries(counters)] as const,
    );
    return { counters: Object.fromEntries(groups), ...this.#reader.exact() };
  }

  #protocol(name: string, line: KernelLine): Map<string, number> {
    if (this.#protocols.has(name)) throw line.fault(`${name} comes twice`);
    const counters = new Map<string, number>();
    this.#protocols.set(name, counters);
    return counters;
  }

  #add(
    counters: Map<string, number>,
    protocol: string,
    name: string,
    values: FieldReader,
    line: KernelLine,
  ): void {
    const path = `${protocol}.${name}`;
    const value = values.next(`the value of ${path}`);
    if (!/^\w+$/.test(name))
      throw line.fault(`not the name of a counter: ${JSON.stringify(name.slice(0, 40))}`);
    if (counters.has(name)) throw line.fault(`${path} comes twice`);
    counters.set(name, path === SIGNED ? signedField(value) : this.#reader.read(path, value));
  }
}
