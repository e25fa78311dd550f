import type { ScenarioEgress, ScenarioIcmp, ScenarioNode } from './scenario.js';

/** A link of which a scenario says nothing: it neither delays nor loses. The queue is the one of Linux (txqueuelen). */
export const defaultEgress: ScenarioEgress = {
  delayMs: 0,
  jitterMs: 0,
  loss: 0,
  duplication: 0,
  reorders: false,
  queuePackets: 1000,
};

/** As Ethernet. */
export const DEFAULT_MTU = 1500;

/**
 * As Linux, but for the limit of ICMP errors, which Linux has (one a second for each destination, six in a row): a
 * scenario that wants one says so.
 */
export const defaultIcmp: ScenarioIcmp = {
  errors: true,
  echo: true,
  tooBig: true,
  timestamp: true,
  mask: false,
  delayMs: 0,
  jitterMs: 0,
};

/** A host of which nothing is said but its name. */
export const defaultNode: Omit<ScenarioNode, 'name'> = {
  router: false,
  addresses: [],
  initialTtl: 64,
  routing: 'computed',
  routes: [],
  balance: 'none',
  filters: [],
  icmp: defaultIcmp,
  forwardsZeroTtl: false,
  tcpPorts: [],
  udpServices: [],
  loopback: defaultEgress,
};
