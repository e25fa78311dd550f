import { LabError } from './lab-error.js';

/** A network namespace of a lab. */
export interface LabNamespace {
  /** As `ip netns` knows it. */
  readonly namespace: string;
  readonly lab: string;
  /** A node of the scenario, or a switch between them (see {@link switchName}). */
  readonly node: string;
}

const LAB = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** The underscore separates the lab from the node: neither may have one in its name. */
const NAMESPACE = /^sonde-([a-z0-9][a-z0-9-]{0,39})_([a-z0-9+][a-z0-9.-]{0,62})$/;

/** @throws {@link LabError} `name` for what may not be the name of a lab */
export function checkLabName(lab: string): void {
  if (LAB.test(lab)) return;
  const expected = 'a name of at most 40 lower-case letters, digits and hyphens for a lab';
  throw new LabError('name', `expected ${expected}, got ${JSON.stringify(lab)}`);
}

/** The name of the namespace of a node. */
export function namespaceOf(lab: string, node: string): string {
  return `sonde-${lab}_${node}`;
}

/** Reads the name of a namespace; `undefined` for one that is not of a lab. */
export function readNamespace(namespace: string): LabNamespace | undefined {
  const [, lab, node] = NAMESPACE.exec(namespace) ?? [];
  return lab !== undefined && node !== undefined ? { namespace, lab, node } : undefined;
}

/** The switch of a link with more than two ends: no node of a scenario may be called so. */
export function switchName(link: number): string {
  return `+${link}`;
}

/** Whether it is a switch that the lab added, and no node of the scenario. */
export function isSwitch(node: string): boolean {
  return node.startsWith('+');
}
