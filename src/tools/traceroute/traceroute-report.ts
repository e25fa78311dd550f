import { type Origin, reportWithOrigin } from '../../origin.js';
import type { TraceHop } from '../../probe/traceroute.js';
import type { PrintedTraceHop, PrintedTraceProbe } from './read-traceroute.js';

/** What the first line of a report says. */
export interface TracerouteHeading {
  readonly host: string;
  readonly address: string;
  readonly maxTtl: number;
  /** Absent where a printed trace does not tell: tracert's never does. */
  readonly packetLength?: number;
}

/** The names of some addresses, as a reverse look-up gives them. */
export type AddressNames = ReadonlyMap<string, string>;

/**
 * A whole trace in the layout of traceroute(8), lines separated by `\n`.
 *
 * @param result what `traceroute` returned, or what `readTraceroute` read; what a tool adds to times and marks is left out
 * @param names names to write before the addresses; without them, those that were read, or addresses alone as with `-n`
 * @see traceroute(8)
 * @example
 * ```ts
 * import { open, traceroute, tracerouteReport } from 'sonde';
 *
 * const network = await open({ network: 'simulated', scenario: 'boucle' });
 * const report = tracerouteReport(await traceroute(network, 'www.exemple.fr', { maxTtl: 4 }));
 * console.log(report.split('\n').at(-2)); // → 4  198.51.100.1  12.002 ms  12.073 ms  12.014 ms
 * console.log(report.split('\n').at(-1)); // → [simulé]
 * network.close();
 * ```
 */
export function tracerouteReport(
  result: Partial<TracerouteHeading> & {
    readonly hops: readonly (TraceHop | PrintedTraceHop)[];
    readonly failure?: string;
    readonly origin?: Origin;
  },
  names: AddressNames | undefined = namesIn(result.hops),
): string {
  const { host, address, maxTtl, hops, failure, origin } = result;
  const isHeaded = host !== undefined && address !== undefined && maxTtl !== undefined;
  const lines = [
    ...(isHeaded ? [tracerouteHeading({ ...result, host, address, maxTtl })] : []),
    ...hops.map((hop) => traceHopLine(hop, names)),
    ...(failure === undefined ? [] : [failure]),
  ];
  return reportWithOrigin(lines, origin);
}

/** The names that were printed beside addresses; none at all where addresses stood alone. */
function namesIn(hops: readonly PrintedTraceHop[]): AddressNames | undefined {
  const named = hops
    .flatMap(({ probes }) => probes)
    .flatMap((probe) =>
      probe.kind === 'answer' && probe.name !== undefined ? [[probe.from, probe.name] as const] : [],
    );
  return named.length === 0 ? undefined : new Map(named);
}

/**
 * The first line of a report.
 *
 * @param heading host, address, last ttl and size of the packets
 * @example
 * ```ts
 * import { tracerouteHeading } from 'sonde/tools';
 *
 * console.log(tracerouteHeading({ host: 'localhost', address: '127.0.0.1', maxTtl: 30, packetLength: 60 }));
 * // → traceroute to localhost (127.0.0.1), 30 hops max, 60 byte packets
 * ```
 */
export function tracerouteHeading({ host, address, maxTtl, packetLength }: TracerouteHeading): string {
  const length = packetLength === undefined ? '' : `, ${packetLength} byte packets`;
  return `traceroute to ${host} (${address}), ${maxTtl} hops max${length}`;
}

/**
 * The line of one hop: each address once while it goes on answering, each time, a star for each silence.
 *
 * @param hop what `tracing` gives, or what `readTraceroute` read
 * @param names names to write before the addresses; without them, those that were read, or addresses alone as with `-n`
 * @example
 * ```ts
 * import { traceHopLine } from 'sonde';
 *
 * console.log(traceHopLine({ ttl: 3, probes: [{ kind: 'timeout' }, { kind: 'timeout' }] })); // → 3  * *
 * ```
 */
export function traceHopLine(
  hop: TraceHop | PrintedTraceHop,
  names: AddressNames | undefined = namesIn([hop]),
): string {
  const probes: readonly PrintedTraceProbe[] = hop.probes;
  let last: string | undefined;
  const texts = probes.map((probe) => {
    const text = probeText(probe, last, names);
    if (probe.kind === 'answer') last = probe.from;
    return text;
  });
  return `${String(hop.ttl).padStart(2)} ${texts.join('')}`;
}

/** @param last who answered the probe before */
function probeText(
  probe: PrintedTraceProbe,
  last: string | undefined,
  names: AddressNames | undefined,
): string {
  if (probe.kind === 'timeout') return ' *';
  const { from, rttMs, mark = '' } = probe;
  const address = from === last ? '' : ` ${senderText(from, names)}`;
  return `${address}  ${rttMs.toFixed(3)} ms${mark === '' ? '' : ` ${mark}`}`;
}

/** An address without a name stands for its own name, as in traceroute. */
function senderText(address: string, names: AddressNames | undefined): string {
  return names ? `${names.get(address) ?? address} (${address})` : address;
}
