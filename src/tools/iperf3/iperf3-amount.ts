import type { Iperf3Fields } from './iperf3-fields.js';
import { present } from './iperf3-fields.js';
import type {
  Iperf3Amount,
  Iperf3Direction,
  Iperf3Interval,
  Iperf3StreamTotal,
  Iperf3Summary,
} from './iperf3-run.js';

/** What tells directions: who reports, and who was to send. */
export interface Way {
  readonly role: 'client' | 'server';
  readonly reverse: boolean;
}

/** The end of a test, which an error may have come before. */
export interface End extends Way {
  readonly partial: boolean;
}

/** What each stream carried in an interval. */
export function intervalsOf(interval: Iperf3Fields, way: Way): readonly Iperf3Interval[] {
  return interval.objects('streams').map((each) => intervalOf(each, way, each.number('socket')));
}

/** What each direction carried in an interval. */
export function sumsOf(interval: Iperf3Fields, way: Way): readonly Iperf3Interval[] {
  return ['sum', 'sum_bidir_reverse'].flatMap((name) => {
    const sum = interval.optionalObject(name);
    return sum ? [intervalOf(sum, way, 'sum')] : [];
  });
}

function intervalOf(fields: Iperf3Fields, way: Way, stream: number | 'sum'): Iperf3Interval {
  const [rttUs, variationUs] = [fields.optionalNumber('rtt'), fields.optionalNumber('rttvar')];
  return {
    direction: directionOf(fields, way),
    stream,
    ...amountOf(fields),
    omitted: fields.optionalFlag('omitted') ?? false,
    ...present({
      cwndBytes: fields.optionalNumber('snd_cwnd'),
      peerWindowBytes: fields.optionalNumber('snd_wnd'),
      rttMs: milliseconds(rttUs),
      rttVariationMs: milliseconds(variationUs),
      pathMtuBytes: fields.optionalNumber('pmtu'),
    }),
  };
}

function amountOf(fields: Iperf3Fields): Iperf3Amount {
  return {
    startS: fields.number('start'),
    endS: fields.number('end'),
    bytes: fields.number('bytes'),
    bitsPerSecond: fields.optionalNumber('bits_per_second') ?? 0,
    ...present({
      retransmits: fields.optionalNumber('retransmits'),
      jitterMs: fields.optionalNumber('jitter_ms'),
      lostPackets: fields.optionalNumber('lost_packets'),
      packets: fields.optionalNumber('packets'),
      lostPercent: fields.optionalNumber('lost_percent'),
    }),
  };
}

/** Times of TCP are in microseconds (struct tcp_info). */
function milliseconds(microseconds: number | undefined): number | undefined {
  return microseconds === undefined ? undefined : microseconds / 1000;
}

/** `sender` is of the side that reports; iperf3 before 3.7 does not write it. */
function directionOf(fields: Iperf3Fields, { role, reverse }: Way): Iperf3Direction {
  const sender = fields.optionalFlag('sender') ?? (role === 'client') !== reverse;
  return (role === 'client') === sender ? 'client-to-server' : 'server-to-client';
}

const otherWay: Readonly<Record<Iperf3Direction, Iperf3Direction>> = {
  'client-to-server': 'server-to-client',
  'server-to-client': 'client-to-server',
};

/** The directions of the whole test; the flag `sender` of these sums is not to be trusted (it is true of both in UDP). */
export function summariesOf(end: Iperf3Fields, way: End): readonly Iperf3Summary[] {
  const main = way.reverse ? 'server-to-client' : 'client-to-server';
  return [
    summaryOf(
      main,
      end.optionalObject('sum_sent'),
      end.optionalObject('sum_received') ?? end.optionalObject('sum'),
      way,
    ),
    summaryOf(
      otherWay[main],
      end.optionalObject('sum_sent_bidir_reverse'),
      end.optionalObject('sum_received_bidir_reverse'),
      way,
    ),
  ].flatMap((summary) => (summary.sent || summary.received ? [summary] : []));
}

/** A server is never told what its client counted, nor a client what its server did when an error came before. */
function summaryOf(
  direction: Iperf3Direction,
  sentFields: Iperf3Fields | undefined,
  receivedFields: Iperf3Fields | undefined,
  { role, partial }: End,
): Iperf3Summary {
  const sends = (direction === 'client-to-server') === (role === 'client');
  const untold = partial || role === 'server';
  const sent = sentFields && amountOf(sentFields);
  const received = receivedFields && amountOf(receivedFields);
  return {
    direction,
    ...(sent && (sends || !untold || sent.bytes > 0) && { sent }),
    ...(received && (!sends || !untold || received.bytes > 0) && { received }),
  };
}

/** The streams over the whole test. */
export function streamTotalsOf(end: Iperf3Fields, way: End): readonly Iperf3StreamTotal[] {
  return end.objects('streams').map((stream) => {
    const udp = stream.optionalObject('udp');
    return udp ? udpTotal(udp, way) : tcpTotal(stream, way);
  });
}

/** Of UDP iperf3 writes one total, whose losses are those of the side that receives; a server writes 0 bytes in it. */
function udpTotal(udp: Iperf3Fields, way: End): Iperf3StreamTotal {
  const direction = directionOf(udp, way);
  return {
    stream: udp.number('socket'),
    ...(way.role === 'client' ? { direction, received: amountOf(udp) } : { direction }),
    ...present({ outOfOrderPackets: udp.optionalNumber('out_of_order') }),
  };
}

function tcpTotal(stream: Iperf3Fields, way: End): Iperf3StreamTotal {
  const sender = stream.object('sender');
  return {
    stream: sender.number('socket'),
    ...summaryOf(directionOf(sender, way), sender, stream.optionalObject('receiver'), way),
    ...present({
      maxCwndBytes: known(sender.optionalNumber('max_snd_cwnd')),
      minRttMs: milliseconds(known(sender.optionalNumber('min_rtt'))),
      meanRttMs: milliseconds(known(sender.optionalNumber('mean_rtt'))),
      maxRttMs: milliseconds(known(sender.optionalNumber('max_rtt'))),
    }),
  };
}

/** iperf3 writes 0 for the window and the times of a sender that is on the other side: neither can be 0. */
function known(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}
