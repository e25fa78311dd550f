import { readFile } from 'node:fs/promises';
import { Catalogue } from '../catalogue.js';
import type { Scenario } from './scenario.js';

const scenarios = new Catalogue('scenario', 'scenarios', '.yaml');

/**
 * The names of the scenarios of the course.
 *
 * @example
 * ```ts
 * import { scenarioNames } from 'sonde';
 *
 * console.log((await scenarioNames()).includes('satellite')); // → true
 * ```
 */
export async function scenarioNames(): Promise<readonly string[]> {
  return scenarios.names();
}

/**
 * A scenario of the course, from `data/scenarios`.
 *
 * @param name such as `satellite`, see {@link scenarioNames}
 * @throws UnknownNameError
 * @example
 * ```ts
 * import { loadScenario } from 'sonde';
 *
 * const { title } = await loadScenario('satellite');
 * console.log(title); // → Par satellite géostationnaire
 * ```
 */
export async function loadScenario(name: string): Promise<Scenario> {
  return read(await scenarios.text(name));
}

/**
 * A scenario from any file.
 *
 * @param path of a YAML file
 * @throws DocumentError when it is not a scenario; the errors of the file system as they come (ENOENT …)
 * @example
 * ```ts
 * import { loadScenarioFile } from 'sonde/scenario';
 *
 * const error = await loadScenarioFile('/absent.yaml').catch((fault: Error) => fault);
 * console.log(error instanceof Error); // → true
 * ```
 */
export async function loadScenarioFile(path: string): Promise<Scenario> {
  return read(await readFile(path, 'utf8'));
}

/** The schema and its library wait until a scenario is read: importing Sonde stays quick. */
async function read(text: string): Promise<Scenario> {
  const { readScenario } = await import('./read.js');
  return readScenario(text);
}
