import { oneLine } from './harmless.js';

/**
 * Where a result comes from. Every result, table and figure carries one, so that nobody takes a
 * simulated number for a measured one.
 *
 * - `live`: measured now, on this machine's real network; of a text that another tool printed, which does not say when nor
 *   where: measured on a real network;
 * - `simulated`: produced by the simulated network;
 * - `recorded`: read from a recording kept in `data/`.
 */
export type Origin = 'live' | 'simulated' | 'recorded';

/** The French words a student reads for each {@link Origin}. */
export const originLabel: Readonly<Record<Origin, string>> = {
  live: 'mesuré en direct',
  simulated: 'simulé',
  recorded: 'enregistré',
};

/**
 * A printed report with its origin on a last line of its own, unless it is live: then it is, to the letter, what the tool
 * whose layout it has would print.
 */
export function reportWithOrigin(lines: readonly string[], origin: Origin | undefined): string {
  const label = origin === undefined || origin === 'live' ? [] : [`[${originLabel[origin]}]`];
  return [...lines.map(oneLine), ...label].join('\n');
}

/** The origin that a line of a report tells: the inverse of {@link reportWithOrigin}; nothing for any other line. */
export function originOfLine(line: string): Origin | undefined {
  const origins: readonly Origin[] = ['live', 'simulated', 'recorded'];
  return origins.find((origin) => line.trim() === `[${originLabel[origin]}]`);
}
