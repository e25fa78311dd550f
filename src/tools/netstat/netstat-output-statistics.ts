import type { OutputLine } from '../text/output-line.js';
import { lineFault } from '../text/output-line.js';

/** The counters of one protocol. */
export interface NetstatProtocol {
  /** As printed: `Tcp`, `TcpExt`, `Icmp6` …; in lower case on BSD. */
  readonly protocol: string;
  readonly counters: readonly NetstatCounter[];
}

/** One line of counters, in the words of netstat. */
export interface NetstatCounter {
  /** The line with `#` in the place of each number: `# segments retransmitted`, `InType3: #`. */
  readonly text: string;
  /** The numbers, in their order. */
  readonly values: readonly number[];
  /** The line above, less indented, that this one details: `ICMP input histogram`. */
  readonly under?: string;
}

/** @throws {@link ParseError} with the line */
export function readStatistics(lines: readonly OutputLine[]): readonly NetstatProtocol[] {
  const protocols: { protocol: string; counters: NetstatCounter[] }[] = [];
  let above: { readonly indent: number; readonly text: string }[] = [];
  for (const line of lines) {
    const [, protocol] = /^(\w[\w-]*):\s*$/.exec(line.text) ?? [];
    const current = protocols.at(-1);
    if (protocol !== undefined) {
      protocols.push({ protocol, counters: [] });
      above = [];
    } else if (current !== undefined && /^\s/.test(line.text)) {
      const indent = line.text.search(/\S/);
      above = above.filter((parent) => parent.indent < indent);
      const under = above.at(-1)?.text;
      const counter = readCounter(line);
      above.push({ indent, text: counter.text });
      if (counter.values.length > 0)
        current.counters.push({ ...counter, ...(under !== undefined && { under }) });
    } else throw lineFault(line, 'the counters of a protocol are expected');
  }
  return protocols;
}

/** A line without a number is the title of those below. */
function readCounter(line: OutputLine): NetstatCounter {
  const values: number[] = [];
  const text = line.text.trim().replace(/(?<![\w.])\d{1,20}(?![\w.])/g, (digits) => {
    if (!Number.isSafeInteger(Number(digits))) throw lineFault(line, 'a number that fits is expected');
    values.push(Number(digits));
    return '#';
  });
  if (values.length === 0 && !text.endsWith(':')) throw lineFault(line, 'a counter is expected');
  return { text: values.length === 0 ? text.slice(0, -1) : text, values };
}
