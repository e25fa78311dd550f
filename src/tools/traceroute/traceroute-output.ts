import type { OutputLine } from '../text/output-line.js';
import { lineFault, outputLines } from '../text/output-line.js';
import { HopReader } from './traceroute-output-hop.js';
import { isAddress } from '../text/speaker.js';

/** What the printed output of a traceroute says; the same for Linux, busybox, BSD and macOS. */
export interface TracerouteOutput {
  /** Empty when the first line is missing: BSD writes it on its stream of errors. */
  readonly target: { readonly name?: string; readonly address?: string };
  readonly maxTtl?: number;
  /** Length of the packets sent. */
  readonly packetBytes?: number;
  readonly hops: readonly TracerouteOutputHop[];
  /** Why the tool did not start, in its own words. */
  readonly failure?: string;
  /** Lines that are no result: warnings. */
  readonly notices: readonly string[];
  /**
   * Whether the output goes to its end: every probe of the last hop is there, which is the target, the last hop allowed
   * or one that refuses, and the line is ended. Without the first line nothing says where the end is: never complete.
   */
  readonly complete: boolean;
}

/** The probes of one hop, in order. */
export interface TracerouteOutputHop {
  readonly ttl: number;
  readonly probes: readonly TracerouteOutputProbe[];
}

/** One probe: an answer, or a star. */
export type TracerouteOutputProbe =
  | { readonly kind: 'timeout' }
  | {
      readonly kind: 'answer';
      readonly name?: string;
      readonly address?: string;
      /** Autonomous systems of the address (`-A`, BSD's `-a`); empty when none is known (`[*]`, `[AS0]`). */
      readonly asns?: readonly number[];
      readonly rttMs: number;
      /** `!H`, `!N`, `!X`, `!F-1400`, `!<13>`: what the answer says beyond « time exceeded ». */
      readonly mark?: string;
      /** The longest packet of the way so far, found here (`--mtu`). */
      readonly pathMtuBytes?: number;
      /** Length of the way back, where it differs (`--back`). */
      readonly backHops?: number;
      /** Time to live of the answer, where it is a strange one (BSD's `-l` and `(ttl=62!)`). */
      readonly replyTtl?: number;
      /** Extensions of the ICMP message as printed (`-e`, RFC 4884), such as `MPLS:L=24005,E=0,S=1,T=1`. */
      readonly extensions?: string;
    };

/**
 * Reads what traceroute printed: Linux (names, `-n`, `-A`, `-e`, `--mtu`, `--back`, several addresses on a line), busybox,
 * BSD and macOS (further addresses on lines of their own, `-a`), IPv4 and IPv6.
 *
 * Warnings of the tool are kept in `notices`; any other line that is not understood is an error.
 *
 * @param text the output, both streams if they were kept together
 * @returns target and hops; `complete` is false for an output that was cut
 * @throws {@link ParseError} at the first line that is not understood
 * @see traceroute(8) of Linux and of FreeBSD
 * @example
 * ```ts
 * import { parseTracerouteOutput } from 'sonde/tools';
 *
 * const { hops } = parseTracerouteOutput(`traceroute to 192.0.2.9 (192.0.2.9), 30 hops max, 60 byte packets
 *  1  198.51.100.1  0.061 ms  0.012 ms  198.51.100.2  0.011 ms
 *  2  192.0.2.9  1.024 ms !X * *
 * `);
 * console.log(hops[1]?.probes[0]); // → { kind: 'answer', address: '192.0.2.9', rttMs: 1.024, mark: '!X' }
 * ```
 */
export function parseTracerouteOutput(text: string): TracerouteOutput {
  const { lines, ended } = outputLines(text);
  const draft = new TracerouteDraft();
  for (const line of lines) if (line.text.trim() !== '') draft.read(line);
  return draft.finish(ended);
}

const HEADING =
  /^traceroute6? to (\S+) \(([^\s()]+)\)(?: from [^\s,]+)?, (\d{1,3}) hops max(?:, (\d{1,6}) byte packets?)?$/;
const NOTICE = /^traceroute6?: Warning: |^Cannot handle "host" cmdline arg /;
const FAILURE =
  /^(?:(?:traceroute6?|connect|send|sendto|bind|socket|setsockopt [^:]{1,40}): (?:.+)|\S+: (?:Name or service not known|Temporary failure in name resolution|No address associated with hostname|Address family for hostname not supported))$/;
const HOP = /^ {0,3}(\d{1,3}) (?=\s*\S)/;

class TracerouteDraft {
  #heading: Pick<TracerouteOutput, 'target' | 'maxTtl' | 'packetBytes'> | undefined;
  #failure: string | undefined;
  readonly #hops: { readonly ttl: number; readonly reader: HopReader }[] = [];
  readonly #notices: string[] = [];

  read(line: OutputLine): void {
    const { text } = line;
    if (NOTICE.test(text)) this.#notices.push(text);
    else if (/^traceroute6? to /.test(text)) this.#readHeading(line);
    else if (FAILURE.test(text)) this.#failure = text;
    else this.#readHop(line);
  }

  finish(ended: boolean): TracerouteOutput {
    const hops = this.#hops.map(({ ttl, reader }) => ({ ttl, probes: reader.probes() }));
    const heading = this.#heading ?? { target: {} };
    const failed = this.#failure !== undefined;
    return {
      ...heading,
      hops,
      ...(this.#failure !== undefined && { failure: this.#failure }),
      notices: this.#notices,
      complete: ended && (failed || isClosed(hops, heading)),
    };
  }

  #readHeading(line: OutputLine): void {
    if (this.#heading || this.#hops.length > 0)
      throw lineFault(line, 'the output of one trace only is expected');
    const [, name, address, maxTtl, bytes] = HEADING.exec(line.text) ?? [];
    if (name === undefined || address === undefined || !isAddress(address)) {
      throw lineFault(line, '“traceroute to HOST (ADDRESS), N hops max, N byte packets” is expected');
    }
    this.#heading = {
      target: { name, address },
      maxTtl: Number(maxTtl),
      ...(bytes !== undefined && { packetBytes: Number(bytes) }),
    };
  }

  #readHop(line: OutputLine): void {
    const [start, ttl] = HOP.exec(line.text) ?? [];
    const last = this.#hops.at(-1);
    if (start === undefined) {
      // BSD: what another router answered to the same hop's probes.
      if (!last || !line.text.startsWith(' '))
        throw lineFault(line, 'a line of traceroute (in English) is expected');
      last.reader.read(line, 0);
      return;
    }
    if (Number(ttl) <= (last?.ttl ?? 0) || Number(ttl) > 255)
      throw lineFault(line, 'a further hop is expected');
    const reader = new HopReader();
    reader.read(line, start.length);
    this.#hops.push({ ttl: Number(ttl), reader });
  }
}

function isClosed(
  hops: readonly TracerouteOutputHop[],
  { target, maxTtl = Infinity }: Pick<TracerouteOutput, 'target' | 'maxTtl'>,
): boolean {
  const last = hops.at(-1);
  if (!last || last.probes.length < Math.max(...hops.map(({ probes }) => probes.length))) return false;
  const isLast = last.probes.some(
    (probe) => probe.kind === 'answer' && (probe.address === target.address || probe.mark !== undefined),
  );
  return target.address !== undefined && (last.ttl >= maxTtl || isLast);
}
