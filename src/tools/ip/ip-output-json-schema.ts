import type { GenericSchema } from 'valibot';
import {
  array,
  exactOptional,
  literal,
  looseObject,
  number,
  record,
  string,
  strictObject,
  variant,
} from 'valibot';
import type { IpJson } from './ip-output-json.js';

const counters = record(string(), number());

const addressSchema = looseObject({
  family: string(),
  local: string(),
  prefixlen: number(),
  scope: exactOptional(string()),
});

const linkSchema = looseObject({
  ifindex: number(),
  ifname: string(),
  flags: array(string()),
  mtu: number(),
  operstate: exactOptional(string()),
  link_type: exactOptional(string()),
  address: exactOptional(string()),
  // `ip -j addr show` with a filter leaves empty addresses behind.
  addr_info: exactOptional(array(addressSchema)),
  stats64: exactOptional(looseObject({ rx: counters, tx: counters })),
});

const way = {
  gateway: exactOptional(string()),
  via: exactOptional(looseObject({ family: string(), host: string() })),
  dev: exactOptional(string()),
  weight: exactOptional(number()),
  flags: exactOptional(array(string())),
};

const routeSchema = looseObject({
  ...way,
  type: exactOptional(string()),
  dst: string(),
  protocol: exactOptional(string()),
  scope: exactOptional(string()),
  prefsrc: exactOptional(string()),
  metric: exactOptional(number()),
  table: exactOptional(string()),
  nexthops: exactOptional(array(looseObject(way))),
});

const neighbourSchema = looseObject({
  dst: string(),
  dev: exactOptional(string()),
  lladdr: exactOptional(string()),
  state: exactOptional(array(string())),
});

/** What {@link IpJson} is, for checking and for who reads the JSON of `sonde parse`. */
export const ipJsonSchema: GenericSchema<IpJson> = variant('kind', [
  strictObject({ kind: literal('links'), entries: array(linkSchema) }),
  strictObject({ kind: literal('routes'), entries: array(routeSchema) }),
  strictObject({ kind: literal('neighbours'), entries: array(neighbourSchema) }),
]);
