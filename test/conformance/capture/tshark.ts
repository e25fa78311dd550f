import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { encodePcap } from '../../../src/capture/file/pcap.js';
import { run } from '../../network/run-dist.js';

/** tshark on one packet at a time: no reassembly, every checksum verified, sequence numbers as they are. */
const ALONE = [
  ...['ip', 'tcp', 'udp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`]),
  ...[
    'ip.defragment',
    'ipv6.defragment',
    'tcp.analyze_sequence_numbers',
    'tcp.desegment_tcp_streams',
  ].flatMap((name) => ['-o', `${name}:FALSE`]),
  ...['-o', 'tcp.relative_sequence_numbers:FALSE'],
  // Guessed from a few random bytes.
  ...['wg', 'spice', 'f5ethtrailer', 'vssmonitoring'].flatMap((name) => ['--disable-protocol', name]),
];

/** The values of some fields in each packet, as the real tshark sees them; a field may appear several times. */
export async function tsharkFields(
  packets: readonly CapturedPacket[],
  fields: readonly string[],
): Promise<readonly (readonly (readonly string[])[])[]> {
  const order = [
    '-T',
    'fields',
    '-E',
    'separator=/t',
    '-E',
    'aggregator=|',
    ...fields.flatMap((name) => ['-e', name]),
  ];
  const lines = await tshark(packets, order);
  return lines.map((line) => line.split('\t').map((cell) => (cell === '' ? [] : cell.split('|'))));
}

/** The numbers of the packets that the real tshark keeps. */
export async function tsharkKeeps(
  packets: readonly CapturedPacket[],
  filter: string,
): Promise<readonly number[]> {
  return (await tshark(packets, ['-Y', filter, '-T', 'fields', '-e', 'frame.number'])).map(Number);
}

/** One-line summaries of the real tshark. */
export async function tshark(
  packets: readonly CapturedPacket[],
  order: readonly string[],
): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sonde-tshark-'));
  try {
    const file = path.join(folder, 'packets.pcap');
    writeFileSync(file, encodePcap(packets));
    const { stdout, stderr, code } = await run(['tshark', '-n', '-r', file, ...ALONE, ...order]);
    if (code !== 0) throw new Error(`tshark ended with ${String(code)}: ${stderr}`);
    return stdout.split('\n').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
