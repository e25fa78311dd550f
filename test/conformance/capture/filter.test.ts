import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../../src/capture/filter/compile.js';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { recordedCapture, recordedCaptures } from '../../../src/capture/recorded-capture.js';
import { anyFilter } from '../../capture/filter-mix.js';
import { anyFrame, captured } from '../../capture/packet-mix.js';
import { whyNotInstalled } from '../chain-lab.js';
import { tsharkKeeps } from './tshark.js';

const lack = whyNotInstalled('tshark');
const packets = fc.sample(anyFrame, { numRuns: 200, seed: 7 }).map((bytes, i) => captured(bytes, i + 1));

const tests = [
  'tcp',
  'udp and not dns',
  'ip.addr == 192.0.2.1',
  'ip.src == 192.0.2.1',
  'ip.src != 192.0.2.1',
  'ip.addr != 192.0.2.1',
  'ip.addr == 192.0.2.0/24',
  'ip.addr in {192.0.2.0/24, 10.0.0.1}',
  'ipv6.addr == 2001:db8::/32',
  'eth.src[0:3] == 00:00:5e',
  'eth.src[0-2] == 00:00:5e',
  'eth.addr == 00-00-5e-00-53-01',
  'tcp.port in {49152..49250, 80}',
  'tcp.flags.syn == 1 && tcp.flags.ack == 0',
  'tcp.flags & 0x02',
  'tcp.flags & 2 == 2',
  'tcp.flags.syn',
  'not tcp.flags.syn == 1',
  'udp.port > 49200 or icmp',
  'icmp or tcp and udp',
  '!icmp && (tcp || udp)',
  'frame.len > 100',
  'frame contains "example"',
  'frame contains 00:00:5e',
  'http.host == "example.com"',
  'http.host contains example',
  'http.host matches "^EXAMPLE"',
  'http.request.method in {"GET", "POST"}',
  'dns.qry.name matches r"www\\.[a-z]+\\.org$"',
  'dns.resp.type == 28',
  'dns.a == 192.0.2.9',
  'len(dns.qry.name) > 8',
  'count(ip.addr) > 2',
  'upper(http.host) == "EXAMPLE.COM"',
  'ip.ttl == 0x40 or ip.ttl < 0100',
  'vlan.id > 2000',
  'icmp.type == 3 and udp.dstport > 49200',
  'tcp.srcport == tcp.dstport',
  'ip.src == ip.dst',
  'tcp.port === 80',
  'tcp.port !== 80',
  'tcp.port not in {80}',
  'ip.checksum.status == 1 and udp.checksum.status == 0',
  'tcp[13] & 2',
  'udp[0:2] == c0:00',
  'ip.version == 6',
  'ip.flags.mf == 1 || ip.frag_offset > 0',
  'len(data.data) > 20',
  'arp.opcode == 1',
];

describe.skipIf(lack)(`tshark keeps the same packets${lack === undefined ? '' : `: ${lack}`}`, () => {
  test.each(tests)('%s', async (filter) => {
    const [ours, theirs] = await Promise.all([keptBy(filter, packets), tsharkKeeps(packets, filter)]);
    expect(ours).toEqual(theirs);
  });
});

describe.skipIf(lack)(
  `random filters keep the same packets of the recorded captures${lack === undefined ? '' : `: ${lack}`}`,
  async () => {
    const recorded = await everyRecordedPacket();
    test.each(fc.sample(anyFilter, { numRuns: 30, seed: 2026 }))('%s', async (filter) => {
      const [ours, theirs] = await Promise.all([keptBy(filter, recorded), tsharkKeeps(recorded, filter)]);
      expect(ours).toEqual(theirs);
    });
  },
);

test('a field of earlier packets is what the context says of it', async () => {
  const [packet = captured(new Uint8Array(0))] = packets;
  const filter = await compileFilter('tcp.stream == 3 && tcp.analysis.retransmission');
  expect(filter.keeps(packet)).toBe(false);
  expect(filter.keeps(packet, { 'tcp.stream': 3, 'tcp.analysis.retransmission': true })).toBe(true);
  expect(filter.keeps(packet, { 'tcp.stream': 3, 'tcp.analysis.retransmission': false })).toBe(false);
  expect(filter.keeps(packet, { 'tcp.stream': 4, 'tcp.analysis.retransmission': true })).toBe(false);
});

async function everyRecordedPacket(): Promise<readonly CapturedPacket[]> {
  const all: CapturedPacket[] = [];
  for (const { name } of await recordedCaptures()) {
    for await (const packet of await recordedCapture(name)) all.push({ ...packet, number: all.length + 1 });
  }
  return all;
}

async function keptBy(text: string, of: readonly CapturedPacket[]): Promise<readonly number[]> {
  const filter = await compileFilter(text);
  return of.filter((packet) => filter.keeps(packet)).map(({ number }) => number);
}
