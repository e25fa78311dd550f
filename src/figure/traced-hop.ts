import type { Origin } from '../origin.js';

/** A path with the times of its hops: what `traceroute` returned, or what a printed trace was read as. */
export interface TracedPath {
  /** Absent where the printed trace does not tell. */
  readonly host?: string;
  readonly origin: Origin;
  readonly hops: readonly TracedHop[];
}

/** What the figures of a path read of a hop. */
export interface TracedHop {
  readonly ttl: number;
  /** In the order of sending. */
  readonly probes: readonly TracedProbe[];
}

/** What the figures of a path read of a probe. Our own traceroute tells all of it; a printed one may not. */
export type TracedProbe =
  | { readonly kind: 'timeout' }
  | {
      readonly kind: 'answer';
      /** Who answered: by its address, or by its name where the tool prints that alone. */
      readonly from?: string;
      readonly name?: string;
      readonly rttMs?: number;
      /** The time was below this (tracert's `<1 ms`): it is drawn there. */
      readonly rttBelowMs?: number;
    };

/** The round-trip times of a hop, in milliseconds, in the order of sending. */
export function rttsOf({ probes }: TracedHop): number[] {
  return probes.flatMap((probe) => (probe.kind === 'answer' ? (probe.rttMs ?? probe.rttBelowMs ?? []) : []));
}

/** How many probes nobody answered. */
export function lossesOf({ probes }: TracedHop): number {
  return probes.filter(({ kind }) => kind === 'timeout').length;
}

/** Who answered a probe. */
export function senderOf(probe: TracedProbe | undefined): string | undefined {
  return probe?.kind === 'answer' ? (probe.from ?? probe.name) : undefined;
}

/** Who answered, each address once, in the order of appearance. */
export function sendersOf({ probes }: TracedHop): string[] {
  return [...new Set(probes.flatMap((probe) => senderOf(probe) ?? []))];
}

/** The middle of some numbers, at least one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
