/** What `iperf3 -J` writes, in iperf3's own names: the fields that are read, of those that it has. */
import * as v from 'valibot';
import { knownFields } from '../../document/schema.js';

const text = v.string('a text');
const optionalText = v.exactOptional(text);

/** A literal such as 1e999 is Infinity. */
const number = v.pipe(v.number('a number'), v.finite('a number'));

/** cJSON writes null for what is not a number (0/0): it is absent then. */
const optionalNumber = v.nullish(number);

/** iperf3 writes true and false here, 1 and 0 there. */
const optionalFlag = v.exactOptional(
  v.pipe(
    v.union([v.boolean(), v.picklist([0, 1])], 'true or false'),
    v.transform((flag) => flag === true || flag === 1),
  ),
);

function list<Item>(item: v.GenericSchema<unknown, Item>): v.GenericSchema<unknown, Item[]> {
  return v.nullish(v.array(item, 'an array'), []);
}

const amountFields = {
  start: number,
  end: number,
  bytes: number,
  bits_per_second: optionalNumber,
  retransmits: optionalNumber,
  jitter_ms: optionalNumber,
  lost_packets: optionalNumber,
  packets: optionalNumber,
  lost_percent: optionalNumber,
};

const amount = v.exactOptional(knownFields(amountFields));

const intervalFields = {
  ...amountFields,
  sender: optionalFlag,
  omitted: optionalFlag,
  snd_cwnd: optionalNumber,
  snd_wnd: optionalNumber,
  rtt: optionalNumber,
  rttvar: optionalNumber,
  pmtu: optionalNumber,
};

const interval = knownFields({
  streams: list(knownFields({ socket: number, ...intervalFields })),
  sum: v.exactOptional(knownFields(intervalFields)),
  sum_bidir_reverse: v.exactOptional(knownFields(intervalFields)),
  sum_again: v.exactOptional(knownFields(intervalFields)),
});

const tcpStream = knownFields({
  sender: knownFields({
    ...amountFields,
    socket: number,
    sender: optionalFlag,
    max_snd_cwnd: optionalNumber,
    min_rtt: optionalNumber,
    mean_rtt: optionalNumber,
    max_rtt: optionalNumber,
  }),
  receiver: amount,
});

const udpStream = knownFields({
  udp: knownFields({ ...amountFields, socket: number, sender: optionalFlag, out_of_order: optionalNumber }),
});

const stream = v.lazy(
  (given): v.GenericSchema<unknown, v.InferOutput<typeof udpStream> | v.InferOutput<typeof tcpStream>> =>
    typeof given === 'object' && given !== null && 'udp' in given ? udpStream : tcpStream,
);

const test = knownFields({
  protocol: v.picklist(['TCP', 'UDP', 'SCTP'], 'TCP, UDP or SCTP'),
  num_streams: number,
  duration: number,
  omit: optionalNumber,
  reverse: optionalFlag,
  bidir: optionalFlag,
  blksize: number,
  target_bitrate: optionalNumber,
});

/** In seconds since 1970. */
const date = v.pipe(
  number,
  v.check((seconds) => !Number.isNaN(new Date(seconds * 1000).getTime()), 'a date'),
);

const start = knownFields({
  version: text,
  /** Of one test alone, the same on both sides. */
  cookie: optionalText,
  system_info: optionalText,
  timestamp: v.exactOptional(knownFields({ timesecs: date })),
  accepted_connection: v.exactOptional(knownFields({})),
  test_start: v.exactOptional(test),
  connected: list(
    knownFields({
      socket: number,
      local_host: text,
      local_port: number,
      remote_host: text,
      remote_port: number,
    }),
  ),
  tcp_mss: optionalNumber,
  tcp_mss_default: optionalNumber,
  sock_bufsize: optionalNumber,
  sndbuf_actual: optionalNumber,
  rcvbuf_actual: optionalNumber,
  target_bitrate: optionalNumber,
});

const cpu = knownFields({
  host_total: number,
  host_user: number,
  host_system: number,
  remote_total: number,
  remote_user: number,
  remote_system: number,
});

const end = knownFields({
  streams: list(stream),
  sum: amount,
  sum_sent: amount,
  sum_received: amount,
  sum_bidir_reverse: amount,
  sum_sent_bidir_reverse: amount,
  sum_received_bidir_reverse: amount,
  // Versions 3.7 to 3.10 give both directions the same names.
  sum_again: amount,
  sum_sent_again: amount,
  sum_received_again: amount,
  cpu_utilization_percent: v.exactOptional(cpu),
  sender_tcp_congestion: optionalText,
  receiver_tcp_congestion: optionalText,
});

const documentFields = {
  start,
  intervals: list(interval),
  end: v.exactOptional(end),
  error: optionalText,
  server_output_text: optionalText,
};

/** A document of `iperf3 -J`; the server's own may stand in that of its client. */
export type Iperf3Document = v.InferOutput<v.ObjectSchema<typeof documentFields, undefined>> & {
  readonly server_output_json?: Iperf3Document;
};

export const iperf3Document: v.GenericSchema<unknown, Iperf3Document> = knownFields({
  ...documentFields,
  server_output_json: v.exactOptional(v.lazy(() => iperf3Document)),
});

/** A line of `iperf3 --json-stream`: a part of the document, as soon as it is known. */
export const iperf3Event = v.variant(
  'event',
  [
    v.object({ event: v.literal('start'), data: start }),
    v.object({ event: v.literal('interval'), data: interval }),
    v.object({ event: v.literal('end'), data: end }),
    v.object({ event: v.literal('error'), data: text }),
    v.object({ event: v.literal('server_output_text'), data: text }),
    v.object({ event: v.literal('server_output_json'), data: v.lazy(() => iperf3Document) }),
  ],
  'start, interval, end, error or server_output',
);

/** What a direction carried. */
export type Amount = v.InferOutput<v.ObjectSchema<typeof amountFields, undefined>>;
/** What a stream, or a direction, carried between two reports. */
export type Interval = v.InferOutput<v.ObjectSchema<typeof intervalFields, undefined>>;
/** A stream over the whole test. */
export type Stream = v.InferOutput<typeof stream>;
/** The end of a test. */
export type End = v.InferOutput<typeof end>;
