import type { MtrHop, MtrResult } from '../../probe/mtr.js';
import type { MetricFamily, MetricSample } from '../exposition/family.js';

/**
 * A path as metrics, hop by hop:
 *
 * - `sonde_path_hops{target}`: hops to the destination, or to the last router that answered;
 * - `sonde_path_reached{target}`: 1 when the destination answered;
 * - `sonde_path_hop_rtt_seconds{target,hop,address}`: mean round-trip time of a hop; silent ones have none. A path that
 *   divides shows the first of its addresses;
 * - `sonde_path_hop_loss_ratio{target,hop}`: probes without an answer, from 0 to 1. A router that answers some probes
 *   only does not lose packets: what is lost for good is lost at all the hops that follow, too.
 *
 * @param path from `mtr`
 * @example
 * ```ts
 * import { mtr, open } from 'sonde';
 * import { pathFamilies, writeExposition } from 'sonde/prometheus';
 *
 * const network = await open({ network: 'simulated', scenario: 'reference' });
 * const path = await mtr(network, 'passerelle.lan', { cycles: 1 });
 * console.log(writeExposition(pathFamilies(path)).includes('sonde_path_hops{target="passerelle.lan"} 1')); // → true
 * network.close();
 * ```
 */
export function pathFamilies(path: MtrResult): readonly MetricFamily[] {
  const { host: target, hops, reached } = path;
  const each = (value: (hop: MtrHop) => { readonly value: number; readonly address?: string } | undefined) =>
    hops.flatMap((hop) => {
      const found = value(hop);
      if (found === undefined) return [];
      const { address } = found;
      const labels = { target, hop: String(hop.ttl), ...(address !== undefined && { address }) };
      return [{ labels, value: found.value }];
    });
  return [
    gauge('sonde_path_hops', 'Hops of the path.', [{ labels: { target }, value: hops.length }]),
    gauge('sonde_path_reached', 'Whether the destination answered.', [
      { labels: { target }, value: reached ? 1 : 0 },
    ]),
    gauge(
      'sonde_path_hop_rtt_seconds',
      'Mean round-trip time of a hop.',
      each(({ rtt, addresses: [address] }) =>
        rtt === undefined || address === undefined ? undefined : { value: rtt.avgMs / 1000, address },
      ),
    ),
    gauge(
      'sonde_path_hop_loss_ratio',
      'Probes of a hop without an answer.',
      each(({ lossPercent }) => ({ value: lossPercent / 100 })),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Omit<MetricSample, 'name'>[]): MetricFamily {
  return { name, type: 'gauge', help, samples: samples.map((sample) => ({ name, ...sample })) };
}
