import type { Scenario } from '../scenario/scenario.js';
import { containerlabFiles } from './export-containerlab.js';
import { katharaFiles } from './export-kathara.js';
import { checkLabName } from './lab-name.js';
import { planLab } from './plan.js';

/** Engines that run topologies in containers, on one machine or on a cluster. */
export const exportFormats = ['containerlab', 'kathara'] as const;

/** One of {@link exportFormats}. */
export type ExportFormat = (typeof exportFormats)[number];

/** A file to write. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

/** A scenario for another engine. */
export interface LabExport {
  readonly files: readonly ExportedFile[];
  /** What is left out of the scenario, in French. */
  readonly notices: readonly string[];
}

/**
 * Says a scenario in the files of another engine: the same names, addresses, routes, settings, delays and filters as in
 * a lab of this machine.
 *
 * @param scenario the network, see `loadScenario`
 * @param format for containerlab or for Kathará
 * @param lab name of the topology: lower-case letters, digits and hyphens, 40 at most
 * @throws LabNameError
 * @see https://containerlab.dev, https://www.kathara.org
 * @example
 * ```text
 * const { files } = exportLab(await loadScenario('ecmp'), 'containerlab', 'ecmp');
 * ```
 */
export function exportLab(scenario: Scenario, format: ExportFormat, lab: string): LabExport {
  checkLabName(lab);
  const plan = planLab(scenario);
  const files = format === 'containerlab' ? containerlabFiles(lab, plan) : katharaFiles(plan);
  return { files, notices: plan.notices };
}
