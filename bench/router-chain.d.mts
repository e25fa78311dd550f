/** A chain of routers in network namespaces. */
export interface RouterChain {
  /** The namespace at its beginning. */
  readonly client: string;
  /** The address of the host at its end, and its IPv6 one. */
  readonly server: string;
  readonly server6: string;
  readonly remove: () => void;
}

/** @throws Error when the machine does not allow it; nothing is left behind */
export function makeRouterChain(routers: number): RouterChain;
