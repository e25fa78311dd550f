import { isSwitch } from './lab-name.js';
import { listNamespaces } from './namespace.js';
import { readState, stateNames } from './state-file.js';

/** A lab that is up, or what is left of one. */
export interface LabSummary {
  readonly lab: string;
  /** `partial`: an interrupted start or stop left it so; `labDown` cleans it up. */
  readonly state: 'up' | 'partial';
  /** Of its scenario, in French; empty when its file is lost. */
  readonly title: string;
  /** The student's machine; empty when its file is lost. */
  readonly machine: string;
  /** The hosts and routers, in alphabetical order. */
  readonly hosts: readonly string[];
  /** What was left out of the scenario, in French. */
  readonly notices: readonly string[];
}

/**
 * The labs of this machine, whole or in part, in alphabetical order: from its namespaces, and from the files that `labUp`
 * writes. It needs no privilege.
 *
 * @example
 * ```ts
 * import { labList } from 'sonde/lab';
 *
 * for (const { lab, state, hosts } of await labList()) console.log(lab, state, hosts.join(', '));
 * ```
 */
export async function labList(): Promise<readonly LabSummary[]> {
  return Promise.all((await labNames()).map(summaryOf));
}

/** The names of the labs of this machine, in alphabetical order. */
export async function labNames(): Promise<readonly string[]> {
  const namespaces = await listNamespaces();
  return [...new Set([...namespaces.map(({ lab }) => lab), ...(await stateNames())])].sort();
}

async function summaryOf(lab: string): Promise<LabSummary> {
  const own = (await listNamespaces()).filter((each) => each.lab === lab);
  const state = await readState(lab);
  const there = new Set(own.map(({ namespace }) => namespace));
  const whole = state?.complete === true && state.namespaces.every((namespace) => there.has(namespace));
  return {
    lab,
    state: whole ? 'up' : 'partial',
    title: state?.title ?? '',
    machine: state?.machine ?? '',
    hosts: own.map(({ node }) => node).filter((node) => !isSwitch(node)),
    notices: state?.notices ?? [],
  };
}
