import { ipv4Bytes, ipv6Bytes } from '../../packet/address.js';
import { isIpv6 } from '../../probe/ip-packet.js';
import type { MtrHop, MtrResult } from '../../probe/mtr.js';
import type { MetricFamily, MetricSample } from '../exposition/family.js';
import { lone } from './machine-families.js';
import type { ProbeOutcome } from './run-probe.js';

/**
 * A probe under blackbox_exporter's names, and its path under ours.
 *
 * @see blackbox_exporter 0.23, prober/handler.go, icmp.go and tcp.go
 */
export function probeFamilies(outcome: ProbeOutcome): readonly MetricFamily[] {
  const { address, origin, path } = outcome;
  const version = address === undefined ? 0 : isIpv6(address) ? 6 : 4;
  return [
    gauge('probe_success', 'Displays whether or not the probe was a success', outcome.success ? 1 : 0),
    gauge(
      'probe_duration_seconds',
      'Returns how long the probe took to complete in seconds',
      outcome.durationMs / 1000,
    ),
    gauge(
      'probe_dns_lookup_time_seconds',
      'Returns the time taken for probe dns lookup in seconds',
      outcome.resolveMs / 1000,
    ),
    gauge('probe_ip_protocol', 'Specifies whether probe ip protocol is IP4 or IP6', version),
    gauge(
      'probe_ip_addr_hash',
      "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
      address === undefined ? 0 : fnv1a(address),
    ),
    ...(outcome.module === 'icmp' ? icmpFamilies(outcome) : []),
    ...(path === undefined ? [] : pathFamilies(path)),
    {
      ...{ name: 'sonde_probe_info', type: 'gauge', help: 'Where the answers of the probe come from.' },
      samples: [{ name: 'sonde_probe_info', labels: { origin, module: outcome.module }, value: 1 }],
    },
  ];
}

function icmpFamilies({ resolveMs, durationMs, rttMs = 0, hopLimit }: ProbeOutcome): readonly MetricFamily[] {
  const name = 'probe_icmp_duration_seconds';
  const phases = { resolve: resolveMs, rtt: rttMs, setup: Math.max(0, durationMs - resolveMs - rttMs) };
  const samples = Object.entries(phases).map(([phase, ms]) => ({
    name,
    labels: { phase },
    value: ms / 1000,
  }));
  return [
    { name, type: 'gauge', help: 'Duration of icmp request by phase', samples },
    ...(hopLimit === undefined
      ? []
      : [gauge('probe_icmp_reply_hop_limit', 'Replied packet hop limit (TTL for ipv4)', hopLimit)]),
  ];
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return lone(name, 'gauge', help, value);
}

/** The hash of an address, as Go's hash/fnv makes it of its bytes. */
function fnv1a(address: string): number {
  const bytes = isIpv6(address) ? ipv6Bytes(address) : ipv4Bytes(address);
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
}

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
    gaugeOf('sonde_path_hops', 'Hops of the path.', [{ labels: { target }, value: hops.length }]),
    gaugeOf('sonde_path_reached', 'Whether the destination answered.', [
      { labels: { target }, value: reached ? 1 : 0 },
    ]),
    gaugeOf(
      'sonde_path_hop_rtt_seconds',
      'Mean round-trip time of a hop.',
      each(({ rtt, addresses: [address] }) =>
        rtt === undefined || address === undefined ? undefined : { value: rtt.avgMs / 1000, address },
      ),
    ),
    gaugeOf(
      'sonde_path_hop_loss_ratio',
      'Probes of a hop without an answer.',
      each(({ lossPercent }) => ({ value: lossPercent / 100 })),
    ),
  ];
}

function gaugeOf(name: string, help: string, samples: readonly Omit<MetricSample, 'name'>[]): MetricFamily {
  return { name, type: 'gauge', help, samples: samples.map((sample) => ({ name, ...sample })) };
}
