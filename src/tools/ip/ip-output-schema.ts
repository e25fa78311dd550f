import type { GenericSchema } from 'valibot';
import { array, boolean, exactOptional, number, record, strictObject, string } from 'valibot';
import type { IpLink } from './ip-output-link.js';
import type { IpNeighbour } from './ip-output-neighbour.js';
import type { IpRoute } from './ip-output-route.js';

const text = exactOptional(string());
const count = exactOptional(number());
const texts = exactOptional(array(string()));
const counters = exactOptional(record(string(), number()));

const nextHop = { gateway: text, device: text, weight: count, flags: texts };

/** What `sonde parse ip-route` prints. */
export const ipRouteSchema: GenericSchema<readonly IpRoute[]> = array(
  strictObject({
    ...nextHop,
    type: string(),
    destination: string(),
    source: text,
    metric: count,
    protocol: text,
    scope: text,
    table: text,
    preference: text,
    expiresSeconds: count,
    mtuBytes: count,
    advertisedMssBytes: count,
    nextHops: exactOptional(array(strictObject(nextHop))),
    more: texts,
  }),
);

/** What `sonde parse ip-neigh` prints. */
export const ipNeighSchema: GenericSchema<readonly IpNeighbour[]> = array(
  strictObject({
    address: string(),
    device: text,
    hardwareAddress: text,
    state: text,
    isRouter: boolean(),
    isProxy: boolean(),
    usedSeconds: count,
    confirmedSeconds: count,
    updatedSeconds: count,
    references: count,
    probes: count,
    more: texts,
  }),
);

/** What `sonde parse ip-link` prints. */
export const ipLinkSchema: GenericSchema<readonly IpLink[]> = array(
  strictObject({
    index: number(),
    name: string(),
    below: text,
    flags: array(string()),
    mtuBytes: number(),
    qdisc: text,
    state: text,
    linkType: string(),
    hardwareAddress: text,
    broadcast: text,
    addresses: array(
      strictObject({ family: string(), address: string(), prefixLength: number(), scope: text }),
    ),
    receive: counters,
    receiveErrors: counters,
    transmit: counters,
    transmitErrors: counters,
  }),
);
