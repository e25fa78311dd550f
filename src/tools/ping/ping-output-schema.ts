import {
  array,
  boolean,
  exactOptional,
  literal,
  number,
  object,
  picklist,
  record,
  string,
  variant,
} from 'valibot';

const sender = { name: exactOptional(string()), from: exactOptional(string()) };

const reply = object({
  kind: literal('reply'),
  sequence: exactOptional(number()),
  ...sender,
  bytes: exactOptional(number()),
  ttl: exactOptional(number()),
  rttMs: exactOptional(number()),
  rttBelowMs: exactOptional(number()),
  duplicate: boolean(),
  atEpochMs: exactOptional(number()),
  truncated: exactOptional(literal(true)),
  badChecksum: exactOptional(literal(true)),
  sameRoute: exactOptional(literal(true)),
  route: exactOptional(array(string())),
  routeNames: exactOptional(record(string(), string())),
  timestamps: exactOptional(
    array(
      object({
        name: exactOptional(string()),
        address: exactOptional(string()),
        valueMs: number(),
        absolute: boolean(),
      }),
    ),
  ),
  clock: exactOptional(object({ originateMs: number(), receiveMs: number(), transmitMs: number() })),
  mask: exactOptional(string()),
  wrongByte: exactOptional(object({ index: number(), expected: number(), found: number() })),
});

const error = object({
  kind: literal('error'),
  sequence: exactOptional(number()),
  ...sender,
  error: picklist([
    'destination-unreachable',
    'time-exceeded',
    'packet-too-big',
    'redirect',
    'local',
    'other',
  ]),
  text: string(),
  nextHopMtu: exactOptional(number()),
  atEpochMs: exactOptional(number()),
  quoted: exactOptional(
    object({ ttl: number(), protocol: number(), source: string(), destination: string() }),
  ),
});

const timeout = object({
  kind: literal('timeout'),
  sequence: exactOptional(number()),
  atEpochMs: exactOptional(number()),
});

const statistics = object({
  transmitted: number(),
  received: number(),
  duplicates: number(),
  errors: number(),
  lossPercent: number(),
  elapsedMs: exactOptional(number()),
  pipe: exactOptional(number()),
  rtt: exactOptional(
    object({
      minMs: number(),
      avgMs: number(),
      maxMs: number(),
      mdevMs: exactOptional(number()),
      ipgMs: exactOptional(number()),
      ewmaMs: exactOptional(number()),
    }),
  ),
});

/** The result of `readPing`, for who reads it as JSON. */
export const pingOutputSchema = object({
  origin: picklist(['live', 'simulated', 'recorded']),
  dialect: picklist(['iputils', 'busybox', 'bsd', 'windows']),
  language: picklist(['en', 'fr']),
  host: exactOptional(string()),
  address: exactOptional(string()),
  size: exactOptional(number()),
  events: array(variant('kind', [reply, error, timeout])),
  statistics: exactOptional(statistics),
  failure: exactOptional(string()),
  notices: array(string()),
  complete: boolean(),
});
