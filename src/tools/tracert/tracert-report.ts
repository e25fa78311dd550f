import type { Origin } from '../../origin.js';
import { reportWithOrigin } from '../../origin.js';
import type { TraceProbe } from '../../probe/trace-flight.js';
import type { AddressNames, TracerouteHeading } from '../traceroute/traceroute-report.js';
import type { TraceHop } from '../../probe/traceroute.js';

/**
 * A whole trace in the layout of a French Windows' tracert, lines separated by `\n`: whole milliseconds, times before
 * the name, and the address of the last probe that was answered.
 *
 * @param result what `traceroute` returned; tracert's own probes are made with `protocol: 'icmp'`
 * @param names names to write before the addresses; without them, addresses alone, as with `-d`
 * @see tracert in Microsoft's reference of Windows commands
 * @example
 * ```ts
 * import { open, traceroute, tracertReport } from 'sonde';
 *
 * const network = await open({ network: 'simulated', scenario: 'boucle' });
 * const trace = await traceroute(network, 'www.exemple.fr', { protocol: 'icmp', maxTtl: 4 });
 * console.log(tracertReport(trace).split('\n')[3]); // → 1 2 ms 2 ms 2 ms 192.0.2.1
 * network.close();
 * ```
 */
export function tracertReport(
  result: TracerouteHeading & { readonly hops: readonly TraceHop[]; readonly origin?: Origin },
  names?: AddressNames,
): string {
  const { host, address, maxTtl, hops } = result;
  const target = host === address ? address : `${host} [${address}]`;
  const lines = [
    `Détermination de l’itinéraire vers ${target}`,
    `avec un maximum de ${maxTtl} sauts\u00a0:`,
    '',
    ...hops.map((hop) => hopLine(hop, names)),
    '',
    'Itinéraire déterminé.',
  ];
  return reportWithOrigin(lines, result.origin);
}

function hopLine({ ttl, probes }: TraceHop, names: AddressNames | undefined): string {
  const times = probes.map((probe) => timeText(probe)).join('');
  return `${String(ttl).padStart(3)}${times}  ${speakerText(probes, names)}`;
}

function timeText(probe: TraceProbe): string {
  if (probe.kind === 'timeout') return '     *   ';
  const time = probe.rttMs < 1 ? '<1' : String(Math.round(probe.rttMs));
  return `${time.padStart(6)} ms`;
}

function speakerText(probes: readonly TraceProbe[], names: AddressNames | undefined): string {
  const from = probes.reduce<string | undefined>(
    (last, probe) => (probe.kind === 'answer' ? probe.from : last),
    undefined,
  );
  if (from === undefined) return 'Délai d’attente de la demande dépassé.';
  const name = names?.get(from);
  return name === undefined ? from : `${name} [${from}]`;
}
