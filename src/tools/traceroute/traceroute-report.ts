import type { Origin } from '../../origin.js';
import { reportWithOrigin } from '../../origin.js';
import type { TraceProbe } from '../../probe/trace-flight.js';
import type { TraceHop } from '../../probe/traceroute.js';

/** What the first line of a report says. */
export interface TracerouteHeading {
  readonly host: string;
  readonly address: string;
  readonly maxTtl: number;
  readonly packetLength: number;
}

/** The names of some addresses, as a reverse look-up gives them. */
export type AddressNames = ReadonlyMap<string, string>;

/**
 * A whole trace in the layout of traceroute(8), lines separated by `\n`.
 *
 * @param result what `traceroute` returned
 * @param names names to write before the addresses; without them, addresses alone, as with `-n`
 * @see traceroute(8)
 * @example
 * ```ts
 * import { open, traceroute, tracerouteReport } from 'sonde';
 *
 * const network = await open({ network: 'simulated', scenario: 'boucle' });
 * const report = tracerouteReport(await traceroute(network, 'www.exemple.fr', { maxTtl: 4 }));
 * console.log(report.split('\n').at(-2)); // → 4  198.51.100.1  12.000 ms  12.000 ms  12.000 ms
 * console.log(report.split('\n').at(-1)); // → [simulé]
 * network.close();
 * ```
 */
export function tracerouteReport(
  result: TracerouteHeading & { readonly hops: readonly TraceHop[]; readonly origin?: Origin },
  names?: AddressNames,
): string {
  const lines = [tracerouteHeading(result), ...result.hops.map((hop) => traceHopLine(hop, names))];
  return reportWithOrigin(lines, result.origin);
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
  return `traceroute to ${host} (${address}), ${maxTtl} hops max, ${packetLength} byte packets`;
}

/**
 * The line of one hop: each address once while it goes on answering, each time, a star for each silence.
 *
 * @param hop what `tracing` gives
 * @param names names to write before the addresses; without them, addresses alone, as with `-n`
 * @example
 * ```ts
 * import { traceHopLine } from 'sonde';
 *
 * console.log(traceHopLine({ ttl: 3, probes: [{ kind: 'timeout' }, { kind: 'timeout' }] })); // → 3  * *
 * ```
 */
export function traceHopLine({ ttl, probes }: TraceHop, names?: AddressNames): string {
  let speaker: string | undefined;
  const texts = probes.map((probe) => {
    const text = probeText(probe, speaker, names);
    if (probe.kind === 'answer') speaker = probe.from;
    return text;
  });
  return `${String(ttl).padStart(2)} ${texts.join('')}`;
}

function probeText(probe: TraceProbe, speaker: string | undefined, names: AddressNames | undefined): string {
  if (probe.kind === 'timeout') return ' *';
  const address = probe.from === speaker ? '' : ` ${speakerText(probe.from, names)}`;
  const mark = probe.mark === '' ? '' : ` ${probe.mark}`;
  return `${address}  ${probe.rttMs.toFixed(3)} ms${mark}`;
}

/** An address without a name stands for its own name, as in traceroute. */
function speakerText(address: string, names: AddressNames | undefined): string {
  return names ? `${names.get(address) ?? address} (${address})` : address;
}
