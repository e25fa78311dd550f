import { UnknownNameError } from '../unknown-name.js';
import { readFile } from 'node:fs/promises';
import { dataNames, dataText } from '../data-file.js';
import type { Scenario } from './scenario.js';

/** Where the scenarios of the course are. */
const COURSE_FOLDER = 'scenarios';
const SUFFIX = '.yaml';

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
  const files = await dataNames(COURSE_FOLDER);
  return files
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
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
  const known = await scenarioNames();
  if (!known.includes(name)) throw new UnknownNameError('scenario', name, known);
  return read(await dataText(`${COURSE_FOLDER}/${name}${SUFFIX}`));
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
