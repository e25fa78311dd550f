import { LabNameError } from './lab-error.js';

/** A network namespace of a lab. */
export interface LabNamespace {
  /** As `ip netns` knows it. */
  readonly namespace: string;
  readonly lab: string;
  /** A node of the scenario, or a switch between them (see {@link switchName}). */
  readonly node: string;
}

const LAB = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** Neither labs nor nodes have an underscore in their names: there is one way to read a namespace's name. */
const NAMESPACE = /^sonde-([a-z0-9][a-z0-9-]{0,39})_([a-z0-9+][a-z0-9.-]{0,62})$/;

/** @throws LabNameError for what is not the name of a lab */
export function checkLabName(lab: string): void {
  if (!LAB.test(lab)) throw new LabNameError(lab);
}

/** The namespace in which a node of a lab lives. */
export function namespaceOf(lab: string, node: string): string {
  return `sonde-${lab}_${node}`;
}

/** Reads the name of a namespace; `undefined` for one that no lab has. */
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
