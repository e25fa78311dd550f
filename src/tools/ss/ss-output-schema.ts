import type { GenericSchema } from 'valibot';
import { array, exactOptional, literal, number, record, strictObject, string, union, variant } from 'valibot';
import type { SsOutput } from './ss-output.js';

const text = exactOptional(string());
const count = exactOptional(number());

const endpoint = strictObject({
  address: string(),
  device: text,
  port: exactOptional(union([number(), string()])),
});

const tcpInfo = strictObject({
  flags: array(string()),
  congestionControl: text,
  sendWindowScale: count,
  receiveWindowScale: count,
  rtoMs: count,
  backoff: count,
  rttMs: count,
  rttVarianceMs: count,
  minRttMs: count,
  receiveRttMs: count,
  ackTimeoutMs: count,
  mssBytes: count,
  pathMtuBytes: count,
  receiveMssBytes: count,
  advertisedMssBytes: count,
  congestionWindowSegments: count,
  slowStartThresholdSegments: count,
  bytesSent: count,
  bytesRetransmitted: count,
  bytesAcknowledged: count,
  bytesReceived: count,
  segmentsOut: count,
  segmentsIn: count,
  dataSegmentsOut: count,
  dataSegmentsIn: count,
  lastSentMs: count,
  lastReceivedMs: count,
  lastAckMs: count,
  sendBitsPerSecond: count,
  pacingBitsPerSecond: count,
  maxPacingBitsPerSecond: count,
  deliveryBitsPerSecond: count,
  segmentsDelivered: count,
  busyMs: count,
  receiveWindowLimitedMs: count,
  sendBufferLimitedMs: count,
  unacknowledgedSegments: count,
  retransmittingSegments: count,
  retransmittedSegments: count,
  lostSegments: count,
  sackedSegments: count,
  duplicateSacks: count,
  reordering: count,
  receiveSpaceBytes: count,
  receiveThresholdBytes: count,
  notSentBytes: count,
  sendWindowBytes: count,
  receiveWindowBytes: count,
});

const memory = strictObject({
  receiveBytes: number(),
  receiveBufferBytes: number(),
  transmitBytes: number(),
  transmitBufferBytes: number(),
  forwardBytes: number(),
  queuedBytes: number(),
  optionBytes: number(),
  backlogBytes: count,
  drops: count,
});

const socket = strictObject({
  netid: text,
  state: string(),
  receiveQueue: number(),
  sendQueue: number(),
  local: endpoint,
  peer: endpoint,
  users: exactOptional(array(strictObject({ name: string(), pid: number(), fd: number() }))),
  timer: exactOptional(strictObject({ name: string(), expiresMs: number(), retransmissions: number() })),
  uid: count,
  inode: count,
  cookie: text,
  memory: exactOptional(memory),
  tcpInfo: exactOptional(tcpInfo),
  more: exactOptional(record(string(), string())),
});

const transport = strictObject({ transport: string(), total: number(), ipv4: number(), ipv6: number() });

/** What `sonde parse ss` prints. */
export const ssOutputSchema: GenericSchema<SsOutput> = variant('kind', [
  strictObject({ kind: literal('sockets'), sockets: array(socket) }),
  strictObject({
    kind: literal('summary'),
    total: number(),
    tcp: strictObject({ total: number(), states: record(string(), number()) }),
    transports: array(transport),
  }),
]);
