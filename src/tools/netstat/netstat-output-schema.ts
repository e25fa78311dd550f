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
import type { NetstatOutput } from './read-netstat.js';

const text = exactOptional(string());
const count = exactOptional(number());
const numberOrText = exactOptional(union([number(), string()]));
const origin = exactOptional(picklist(['live', 'simulated', 'recorded']));
const endpoint = strictObject({ address: string(), port: count, service: text, device: text });

const socket = strictObject({
  protocol: string(),
  recvQueue: number(),
  sendQueue: number(),
  local: endpoint,
  peer: endpoint,
  state: text,
  uid: count,
  user: text,
  inode: count,
  process: exactOptional(strictObject({ pid: number(), name: string() })),
  timer: exactOptional(
    strictObject({ kind: string(), expiresMs: number(), retransmits: number(), probes: number() }),
  ),
  further: exactOptional(array(string())),
});

const unixSocket = strictObject({
  type: string(),
  state: text,
  flags: exactOptional(array(string())),
  inode: union([number(), string()]),
  path: text,
  process: text,
});

const anyRoute = {
  destination: string(),
  gateway: text,
  flags: string(),
  metric: count,
  referenceCount: count,
  uses: count,
  mtu: count,
  interface: text,
  expires: numberOrText,
};
const route = strictObject({ ...anyRoute, mask: text, mss: count, window: count, initialRtt: count });
const ipv6Route = strictObject({ ...anyRoute, prefixLength: count });

const networkInterface = strictObject({
  name: string(),
  mtu: count,
  network: text,
  address: text,
  rxOk: count,
  rxErrors: count,
  rxDropped: count,
  rxOverruns: count,
  rxBytes: count,
  txOk: count,
  txErrors: count,
  txDropped: count,
  txOverruns: count,
  txBytes: count,
  collisions: count,
  flags: text,
});

const line = strictObject({
  text: string(),
  values: array(number()),
  counter: text,
  depth: number(),
  under: text,
});
const protocol = strictObject({ protocol: string(), lines: array(line) });

/** What `sonde parse netstat` prints. */
export const netstatOutputSchema: GenericSchema<NetstatOutput> = strictObject({
  tables: array(
    variant('kind', [
      strictObject({ kind: literal('sockets'), origin, data: array(socket) }),
      strictObject({ kind: literal('unix'), origin, data: array(unixSocket) }),
      strictObject({ kind: literal('routes'), origin, family: literal('inet'), data: array(route) }),
      strictObject({ kind: literal('routes'), origin, family: literal('inet6'), data: array(ipv6Route) }),
      strictObject({ kind: literal('interfaces'), origin, data: array(networkInterface) }),
      strictObject({ kind: literal('statistics'), origin, data: array(protocol) }),
      strictObject({ kind: literal('other'), origin, title: string(), data: array(string()) }),
    ]),
  ),
});
