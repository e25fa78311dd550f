import { pipe, transform } from 'valibot';
import { parseYaml } from '../document/yaml.js';
import { buildScenario } from './build.js';
import { fileSchema } from './file-schema.js';
import type { Scenario } from './scenario.js';

/** A file made by hand has a few thousand characters. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Reads a scenario: a network described in YAML.
 *
 * @param text the content of a scenario file
 * @returns the network, every default filled in and every quantity in the unit of its name
 * @throws {@link DocumentError} with the line, the column and the path of the field, when the text is not YAML, when a
 *   field is not what it should be, or when fields contradict each other (unknown nodes, an address given twice …)
 * @example
 * ```ts
 * import { readScenario } from 'sonde';
 *
 * const { links } = readScenario(`
 * title: Deux machines
 * teaches: Un câble suffit.
 * machine: pc
 * nodes: { pc: , serveur: }
 * links:
 *   - between: { pc: 192.0.2.1/24, serveur: 192.0.2.2/24 }
 *     delay: 5 ms
 * `);
 * console.log(links[0]?.ends[0]?.egress.delayMs); // → 5
 * ```
 */
export function readScenario(text: string): Scenario {
  return parseYaml(text, { maxCharacters: MAX_CHARACTERS }).read(scenarioSchema);
}

/** What plain values must be to describe a scenario: those of a file, or of code. */
export const scenarioSchema = pipe(fileSchema, transform(buildScenario));
