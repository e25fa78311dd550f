import { array, boolean, exactOptional, literal, number, object, picklist, string, variant } from 'valibot';

const speaker = { name: exactOptional(string()), address: exactOptional(string()) };

const reply = object({
  kind: literal('reply'),
  sequence: exactOptional(number()),
  ...speaker,
  bytes: exactOptional(number()),
  ttl: exactOptional(number()),
  rttMs: exactOptional(number()),
  rttBelowMs: exactOptional(number()),
  duplicate: boolean(),
  atEpochMs: exactOptional(number()),
  truncated: exactOptional(literal(true)),
  badChecksum: exactOptional(literal(true)),
  sameRoute: exactOptional(literal(true)),
  route: exactOptional(array(object(speaker))),
  timestamps: exactOptional(array(object({ ...speaker, valueMs: number(), absolute: boolean() }))),
  wrongByte: exactOptional(object({ index: number(), expected: number(), found: number() })),
});

const error = object({
  kind: literal('error'),
  sequence: exactOptional(number()),
  ...speaker,
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
  timeMs: exactOptional(number()),
  pipe: exactOptional(number()),
  rtt: exactOptional(
    object({
      minMs: number(),
      avgMs: number(),
      maxMs: number(),
      mdevMs: exactOptional(number()),
      stddevMs: exactOptional(number()),
      ipgMs: exactOptional(number()),
      ewmaMs: exactOptional(number()),
    }),
  ),
});

/** The result of `parsePingOutput`, for who reads it as JSON. */
export const pingOutputSchema = object({
  dialect: picklist(['iputils', 'busybox', 'bsd', 'windows']),
  language: picklist(['en', 'fr']),
  target: object(speaker),
  payloadBytes: exactOptional(number()),
  replies: array(variant('kind', [reply, error, timeout])),
  statistics: exactOptional(statistics),
  failure: exactOptional(string()),
  notices: array(string()),
  complete: boolean(),
});
