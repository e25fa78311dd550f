import type { GenericSchema } from 'valibot';
import {
  array,
  exactOptional,
  literal,
  number,
  picklist,
  strictObject,
  string,
  union,
  variant,
} from 'valibot';
import type { NetstatOutput } from './netstat-output.js';

const text = exactOptional(string());
const count = exactOptional(number());
const numberOrText = exactOptional(union([number(), string()]));
const endpoint = strictObject({ address: string(), port: numberOrText });

const socket = strictObject({
  protocol: string(),
  receiveQueueBytes: number(),
  sendQueueBytes: number(),
  local: endpoint,
  foreign: endpoint,
  state: text,
  user: numberOrText,
  inode: count,
  process: exactOptional(strictObject({ pid: number(), name: string() })),
  timer: exactOptional(
    strictObject({ name: string(), expiresMs: number(), retransmissions: number(), probes: number() }),
  ),
  more: exactOptional(array(string())),
});

const unixSocket = strictObject({
  type: string(),
  state: text,
  flags: exactOptional(array(string())),
  inode: union([number(), string()]),
  path: text,
  process: text,
});

const route = strictObject({
  destination: string(),
  gateway: text,
  genmask: text,
  flags: string(),
  metric: count,
  references: count,
  use: count,
  mssBytes: count,
  windowBytes: count,
  initialRttMs: count,
  interface: text,
  expires: numberOrText,
});

const networkInterface = strictObject({
  name: string(),
  mtuBytes: count,
  network: text,
  address: text,
  rxPackets: count,
  rxErrors: count,
  rxDrops: count,
  rxOverruns: count,
  rxBytes: count,
  txPackets: count,
  txErrors: count,
  txDrops: count,
  txOverruns: count,
  txBytes: count,
  collisions: count,
  flags: text,
});

const counter = strictObject({ text: string(), values: array(number()), under: text });
const protocol = strictObject({ protocol: string(), counters: array(counter) });

/** What `sonde parse netstat` prints. */
export const netstatOutputSchema: GenericSchema<NetstatOutput> = strictObject({
  tables: array(
    variant('kind', [
      strictObject({ kind: literal('sockets'), sockets: array(socket) }),
      strictObject({ kind: literal('unix'), sockets: array(unixSocket) }),
      strictObject({ kind: literal('routes'), family: picklist(['inet', 'inet6']), routes: array(route) }),
      strictObject({ kind: literal('interfaces'), interfaces: array(networkInterface) }),
      strictObject({ kind: literal('statistics'), protocols: array(protocol) }),
      strictObject({ kind: literal('other'), title: string(), lines: array(string()) }),
    ]),
  ),
});
