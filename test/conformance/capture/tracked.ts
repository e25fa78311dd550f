import type { CapturedPacket } from '../../../src/capture/capture.js';
import { ConversationTracker } from '../../../src/capture/conversations/tracker.js';
import type { FieldValue } from '../../../src/capture/layers/field.js';
import { run } from '../../network/run-dist.js';

/** Sonde shows a message of HTTP where its head ends, and does not wait for its body. */
const HEADS = ['-o', 'http.desegment_body:FALSE'];

/** Fields of the tracker, and whether their values are compared as times. */
const numbers = [
  ...['tcp.stream', 'udp.stream', 'tcp.seq', 'tcp.ack', 'tcp.nxtseq', 'tcp.window_size'],
  ...[
    'duplicate_ack_num',
    'duplicate_ack_frame',
    'acks_frame',
    'bytes_in_flight',
    'push_bytes_sent',
    'rto_frame',
  ].map((name) => `tcp.analysis.${name}`),
  ...['icmp.resp_to', 'icmpv6.resp_to', 'dns.response_to', 'http.request_in'],
];
const times = [
  ...['frame.time_relative', 'frame.time_delta', 'tcp.time_relative', 'tcp.time_delta'],
  ...['tcp.analysis.initial_rtt', 'tcp.analysis.ack_rtt', 'tcp.analysis.rto'],
  ...['icmp.resptime', 'icmpv6.resptime', 'dns.time', 'http.time'],
];
const verdicts = [
  ...['retransmission', 'fast_retransmission', 'spurious_retransmission', 'out_of_order', 'duplicate_ack'],
  ...['lost_segment', 'ack_lost_segment', 'zero_window', 'zero_window_probe', 'zero_window_probe_ack'],
  ...['window_update', 'window_full', 'keep_alive', 'keep_alive_ack', 'reused_ports'],
].map((name) => `tcp.analysis.${name}`);
const names = [...numbers, ...times, ...verdicts];

/** What differs, in words; nothing when all is the same. */
export async function differences(
  file: string,
  packets: AsyncIterable<CapturedPacket> | Iterable<CapturedPacket>,
): Promise<readonly string[]> {
  const order = names.flatMap((name) => ['-e', name]);
  // A quoted packet has a stream of its own there; the first value is that of the packet itself.
  const theirs = await realTshark(file, '-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=f', ...order);
  const tracker = new ConversationTracker();
  const { outline } = tracker;
  const faults: string[] = [];
  for await (const packet of packets) {
    tracker.follow(packet);
    const ours = tracker.fields();
    const cells = theirs[packet.number - 1]?.split('\t') ?? [];
    const quotes = outline.layers.slice(0, outline.count).some(({ quoted }) => quoted);
    names.forEach((name, column) => {
      const cell = cells[column] ?? '';
      if (quotes && /^(tcp|udp)/.test(name)) return;
      if (!isSame(name, ours[name], cell)) {
        faults.push(`${packet.number} ${name}: ${String(ours[name])} and not ${cell || 'nothing'}`);
      }
    });
  }
  return faults;
}

function isSame(name: string, ours: FieldValue | undefined, theirs: string): boolean {
  if (ours === undefined || theirs === '') return ours === undefined && theirs === '';
  if (verdicts.includes(name)) return true;
  if (numbers.includes(name)) return String(ours) === theirs;
  // Those of ICMP have three decimals.
  return Math.abs(Number(ours) - Number(theirs)) <= (name.endsWith('resptime') ? 6e-4 : 2e-9);
}

/** What the real tshark prints of a file. */
export async function realTshark(file: string, ...order: string[]): Promise<readonly string[]> {
  const { stdout, stderr, code } = await run(['tshark', '-n', '-r', file, ...HEADS, ...order]);
  if (code !== 0) throw new Error(`tshark ended with ${String(code)}: ${stderr}`);
  return stdout.split('\n');
}
