import type { GenericSchema } from 'valibot';
import {
  array,
  boolean,
  exactOptional,
  lazy,
  literal,
  number,
  picklist,
  strictObject,
  string,
  union,
} from 'valibot';
import type { Iperf3Run } from './iperf3-run.js';

const optionalText = exactOptional(string());
const optionalNumber = exactOptional(number());
const direction = picklist(['client-to-server', 'server-to-client']);

const amount = {
  startS: number(),
  endS: number(),
  bytes: number(),
  bitsPerSecond: number(),
  retransmits: optionalNumber,
  jitterMs: optionalNumber,
  lostPackets: optionalNumber,
  packets: optionalNumber,
  lostPercent: optionalNumber,
};

const intervals = array(
  strictObject({
    ...amount,
    direction,
    stream: union([number(), literal('sum')]),
    omitted: boolean(),
    cwndBytes: optionalNumber,
    peerWindowBytes: optionalNumber,
    rttMs: optionalNumber,
    rttVariationMs: optionalNumber,
    pathMtuBytes: optionalNumber,
  }),
);

const summary = {
  direction,
  sent: exactOptional(strictObject(amount)),
  received: exactOptional(strictObject(amount)),
};

const test = strictObject({
  protocol: picklist(['TCP', 'UDP', 'SCTP']),
  streams: number(),
  durationS: number(),
  omitS: number(),
  reverse: boolean(),
  bidirectional: boolean(),
  blockBytes: number(),
  targetBitsPerSecond: number(),
});

const cpu = strictObject({
  localPercent: number(),
  localUserPercent: number(),
  localSystemPercent: number(),
  remotePercent: number(),
  remoteUserPercent: number(),
  remoteSystemPercent: number(),
});

const streams = array(
  strictObject({
    ...summary,
    stream: number(),
    maxCwndBytes: optionalNumber,
    minRttMs: optionalNumber,
    meanRttMs: optionalNumber,
    maxRttMs: optionalNumber,
    outOfOrderPackets: optionalNumber,
  }),
);

/** What `sonde parse iperf3-json` prints. */
export const iperf3JsonSchema: GenericSchema<Iperf3Run> = strictObject({
  role: picklist(['client', 'server']),
  version: string(),
  system: string(),
  startedAt: optionalText,
  test: exactOptional(test),
  connections: array(
    strictObject({
      stream: number(),
      localAddress: string(),
      localPort: number(),
      remoteAddress: string(),
      remotePort: number(),
    }),
  ),
  mssBytes: optionalNumber,
  windowBytes: optionalNumber,
  sendBufferBytes: optionalNumber,
  receiveBufferBytes: optionalNumber,
  intervals,
  sums: intervals,
  streams,
  summaries: array(strictObject(summary)),
  cpu: exactOptional(cpu),
  senderCongestion: optionalText,
  receiverCongestion: optionalText,
  serverOutput: exactOptional(union([string(), lazy(() => iperf3JsonSchema)])),
  error: optionalText,
});
