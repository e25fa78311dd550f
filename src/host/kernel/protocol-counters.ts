import { type ExactCounters, CounterReader } from './counter.js';
import {
  type Field,
  type FieldReader,
  type KernelLine,
  fieldFault,
  kernelLines,
  signedField,
} from './kernel-line.js';

/** Values by protocol, then by the name that the kernel gives them. */
export type ValuesByProtocol = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the protocols counted: `counters.Tcp.RetransSegs`. */
export interface ProtocolCounters {
  /** In the kernel's order; none is left out, known to this reader or not. */
  readonly counters: ValuesByProtocol;
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
  return countersFrom((gathered) => {
    for (let i = 0; i < lines.length; i += 2) addPair(gathered, lines[i] as KernelLine, lines[i + 1]);
  });
}

function addPair(gathered: GatheredValues, names: KernelLine, values: KernelLine | undefined): void {
  const heading = names.named(':', 'first');
  const protocol = heading.name.text;
  if (!values) throw names.fault(`the values of ${protocol} are missing`, names.text.length);
  const row = values.named(':', 'first');
  if (row.name.text !== protocol) throw fieldFault(row.name, `the values of ${protocol}`);
  gathered.start(protocol, names);
  for (const { text } of heading.words.fields) gathered.add(protocol, text, row.words, names);
  row.words.end();
}

/** The counters that `gather` adds. */
export function countersFrom(gather: (gathered: GatheredValues) => void): ProtocolCounters {
  const reader = new CounterReader();
  const gathered = new GatheredValues((path, field) =>
    path === SIGNED ? signedField(field) : reader.read(path, field),
  );
  gather(gathered);
  return { counters: gathered.values(), ...reader.exact() };
}

/** Values by protocol and name, each of which may come once. */
export class GatheredValues {
  readonly #protocols = new Map<string, Map<string, number>>();
  readonly #number: (path: string, field: Field) => number;

  /** @param number what a field of a path such as `Tcp.InSegs` says */
  constructor(number: (path: string, field: Field) => number) {
    this.#number = number;
  }

  has(protocol: string): boolean {
    return this.#protocols.has(protocol);
  }

  /** Makes room for a protocol, which has not come yet. */
  start(protocol: string, line: KernelLine): void {
    if (this.has(protocol)) throw line.fault(`${protocol} comes twice`);
    this.#protocols.set(protocol, new Map());
  }

  /** Adds the next of the values to a protocol that was started; `line` has its name. */
  add(protocol: string, name: string, values: FieldReader, line: KernelLine): void {
    const named = this.#protocols.get(protocol);
    const path = `${protocol}.${name}`;
    const value = values.next(`the value of ${path}`);
    if (!/^\w+$/.test(name))
      throw line.fault(`not the name of a counter: ${JSON.stringify(name.slice(0, 40))}`);
    if (named?.has(name)) throw line.fault(`${path} comes twice`);
    named?.set(name, this.#number(path, value));
  }

  values(): ValuesByProtocol {
    return Object.fromEntries(
      [...this.#protocols].map(([protocol, named]) => [protocol, Object.fromEntries(named)]),
    );
  }
}
