import type { GenericSchema } from 'valibot';
import { array, boolean, exactOptional, lazy, number, picklist, strictObject, string, union } from 'valibot';
import type { NmapRun, NmapScriptTable } from './nmap-run.js';

const states = picklist(['open', 'closed', 'filtered', 'unfiltered', 'open|filtered', 'closed|filtered']);
const optionalText = exactOptional(string());
const optionalNumber = exactOptional(number());

const entries: GenericSchema<NmapScriptTable['entries']> = array(
  strictObject({
    key: optionalText,
    value: union([string(), strictObject({ entries: lazy(() => entries) })]),
  }),
);

const scripts = array(strictObject({ id: string(), output: string(), entries }));

const service = strictObject({
  name: string(),
  method: picklist(['table', 'probed']),
  confidence: number(),
  product: optionalText,
  version: optionalText,
  extraInfo: optionalText,
  hostname: optionalText,
  osType: optionalText,
  deviceType: optionalText,
  tunnel: optionalText,
  cpe: array(string()),
});

const port = strictObject({
  protocol: picklist(['tcp', 'udp', 'sctp', 'ip']),
  port: number(),
  state: states,
  reason: string(),
  reasonTtl: number(),
  service: exactOptional(service),
  scripts,
});

const osMatch = strictObject({
  name: string(),
  accuracyPercent: number(),
  classes: array(
    strictObject({
      vendor: string(),
      family: string(),
      generation: optionalText,
      deviceType: optionalText,
      accuracyPercent: number(),
      cpe: array(string()),
    }),
  ),
});

const host = strictObject({
  state: picklist(['up', 'down', 'unknown', 'skipped']),
  reason: string(),
  addresses: array(
    strictObject({ kind: picklist(['ipv4', 'ipv6', 'mac']), address: string(), vendor: optionalText }),
  ),
  hostnames: array(strictObject({ name: string(), kind: picklist(['user', 'PTR']) })),
  ports: array(port),
  extraPorts: array(
    strictObject({
      state: states,
      count: number(),
      reasons: array(strictObject({ reason: string(), count: number() })),
    }),
  ),
  osMatches: array(osMatch),
  scripts,
  trace: array(strictObject({ ttl: number(), address: string(), host: optionalText, rttMs: optionalNumber })),
  distance: optionalNumber,
  uptimeSeconds: optionalNumber,
  rttMs: optionalNumber,
});

/** What `sonde parse nmap-xml` prints. */
export const nmapXmlSchema: GenericSchema<NmapRun> = strictObject({
  version: string(),
  args: string(),
  startedAt: string(),
  scans: array(strictObject({ kind: string(), protocol: string(), services: string(), count: number() })),
  hosts: array(host),
  scripts,
  end: exactOptional(
    strictObject({
      finishedAt: string(),
      elapsedMs: number(),
      success: boolean(),
      error: optionalText,
      hostsUp: number(),
      hostsDown: number(),
      hostsTotal: number(),
    }),
  ),
});
