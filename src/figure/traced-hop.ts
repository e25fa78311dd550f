import type { TraceHop } from '../probe/traceroute.js';

/** What the figures of a path read of a hop. */
export type TracedHop = TraceHop;

/** The round-trip times of a hop, in milliseconds, in the order of sending. */
export function rttsOf({ probes }: TracedHop): number[] {
  return probes.flatMap((probe) => (probe.kind === 'answer' ? [probe.rttMs] : []));
}

/** Who answered, each address once, in the order of appearance. */
export function speakersOf({ probes }: TracedHop): string[] {
  return [...new Set(probes.flatMap((probe) => (probe.kind === 'answer' ? [probe.from] : [])))];
}

/** The middle of some numbers, at least one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
