/** What benchmarks print: ours, the peer's, and whether the goal is reached. */

/** The middle value. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/**
 * Prints one line per measure and sets the exit code where a goal is missed.
 *
 * @param unit of all the values
 * @param {{ what: string, ours: number, peer?: number, goal?: string, reached?: boolean }[]} measures
 */
export function print(unit, measures) {
  const rows = measures.map(({ what, ours, peer, goal, reached }) => ({
    what,
    [`ours (${unit})`]: Number(ours.toFixed(1)),
    [`peer (${unit})`]: peer === undefined ? '' : Number(peer.toFixed(1)),
    'ours/peer': peer === undefined ? '' : Number((ours / peer).toFixed(2)),
    goal: goal === undefined ? '' : `${goal}: ${reached ? 'reached' : 'MISSED'}`,
  }));
  console.table(rows);
  if (measures.some(({ reached }) => reached === false)) process.exitCode = 1;
}
