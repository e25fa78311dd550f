import { type Origin, reportWithOrigin } from '../../origin.js';
import type { TraceHop } from '../../probe/traceroute.js';
import type { AddressNames } from '../traceroute/traceroute-report.js';
import type { PrintedTracertHop, PrintedTracertProbe } from './read-tracert.js';

/**
 * A whole trace in the layout of a French Windows' tracert, lines separated by `\n`: whole milliseconds, times before
 * the name, and the address of the last probe that was answered.
 *
 * @param result what `traceroute` returned (tracert's own probes are made with `protocol: 'icmp'`), or what `readTracert` or
 *   `readTraceroute` read
 * @param names names to write before the addresses; without them, those that were read, or addresses alone as with `-d`
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
  result: {
    readonly host?: string;
    readonly address?: string;
    readonly maxTtl?: number;
    readonly hops: readonly (TraceHop | PrintedTracertHop)[];
    readonly failure?: string;
    readonly origin?: Origin;
  },
  names?: AddressNames,
): string {
  const { failure, origin } = result;
  return reportWithOrigin(failure === undefined ? traceLines(result, names) : [failure], origin);
}

function traceLines(
  { host, address, maxTtl, hops }: Omit<Parameters<typeof tracertReport>[0], 'origin'>,
  names: AddressNames | undefined,
): string[] {
  const target = host === undefined || host === address ? address : withAddress(host, address);
  return [
    `Détermination de l’itinéraire vers ${target ?? ''}`,
    ...(maxTtl === undefined ? [] : [`avec un maximum de ${maxTtl} sauts\u00a0:`]),
    '',
    ...hops.map((hop) => hopLine(hop, names)),
    '',
    'Itinéraire déterminé.',
  ];
}

function withAddress(name: string | undefined, address: string | undefined): string | undefined {
  return name === undefined || address === undefined ? (name ?? address) : `${name} [${address}]`;
}

function hopLine(hop: TraceHop | PrintedTracertHop, names: AddressNames | undefined): string {
  const { ttl, probes, message }: PrintedTracertHop = hop;
  const times = probes.map(timeText).join('');
  return `${String(ttl).padStart(3)}${times}  ${endText(senderText(probes, names), message)}`;
}

function timeText(probe: PrintedTracertProbe): string {
  if (probe.kind === 'timeout') return '     *   ';
  const { rttMs, rttBelowMs } = probe;
  if (rttMs === undefined && rttBelowMs === undefined) return '';
  const time = rttMs === undefined || rttMs < 1 ? `<${rttBelowMs ?? 1}` : String(Math.round(rttMs));
  return ` ${time.padStart(5)} ms`;
}

/** Who sent the last answer whose sender is known. */
function senderText(
  probes: readonly PrintedTracertProbe[],
  names: AddressNames | undefined,
): string | undefined {
  const senders = probes.flatMap((probe) => (probe.kind === 'answer' ? probe : []));
  const { from, name } = senders.filter((sender) => sender.from !== undefined).at(-1) ?? {};
  return withAddress(names?.get(from ?? '') ?? name, from);
}

function endText(sender: string | undefined, message: string | undefined): string {
  if (sender === undefined) return message ?? 'Délai d’attente de la demande dépassé.';
  return message === undefined ? sender : `${sender}  rapports\u00a0: ${message}`;
}
