/**
 * Where a result comes from. Every result, table and figure carries one, so that nobody takes a
 * simulated number for a measured one.
 *
 * - `live`: measured now, on this machine's real network;
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
