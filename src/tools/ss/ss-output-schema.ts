import type { GenericSchema } from 'valibot';
import {
  array,
  boolean,
  exactOptional,
  literal,
  number,
  picklist,
  record,
  strictObject,
  string,
  variant,
} from 'valibot';
import type { SsOutput } from './read-ss.js';

const text = exactOptional(string());
const count = exactOptional(number());

const origin = exactOptional(picklist(['live', 'simulated', 'recorded']));

const endpoint = strictObject({ address: string(), port: count, service: text, device: text });

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

const timer = strictObject({
  kind: picklist(['on', 'keepalive', 'timewait', 'persist', 'unknown']),
  expiresMs: number(),
  retransmits: number(),
});

const socket = strictObject({
  netid: text,
  family: exactOptional(picklist(['inet', 'inet6', 'unix'])),
  state: text,
  recvQueue: number(),
  sendQueue: number(),
  local: endpoint,
  peer: endpoint,
  v6only: exactOptional(boolean()),
  uid: count,
  inode: count,
  timer: exactOptional(timer),
  processes: array(strictObject({ name: string(), pid: number(), fd: number() })),
  cookie: text,
  memory: exactOptional(memory),
  tcpInfo: exactOptional(tcpInfo),
  further: exactOptional(record(string(), string())),
});

const tcp = strictObject({
  total: number(),
  established: count,
  closed: count,
  orphaned: count,
  timeWait: count,
  further: exactOptional(record(string(), number())),
});

/** What `sonde parse ss` prints. */
export const ssOutputSchema: GenericSchema<SsOutput> = variant('kind', [
  strictObject({
    kind: literal('sockets'),
    origin,
    hidden: array(picklist(['netid', 'state'])),
    sockets: array(socket),
  }),
  strictObject({
    kind: literal('summary'),
    origin,
    total: number(),
    tcp,
    transports: record(string(), strictObject({ total: number(), ip: count, ipv6: count })),
  }),
]);
