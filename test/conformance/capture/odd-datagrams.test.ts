import { describe, expect, test } from 'vitest';
import { linkType } from '../../../src/capture/capture.js';
import { summarise } from '../../../src/capture/summary/summary.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { encodeUdp } from '../../../src/packet/udp.js';
import { captured, v4 } from '../../capture/packet-mix.js';
import { whyNotInstalled } from '../chain-lab.js';
import { disagreements } from './tshark-fields.js';
import { tshark } from './tshark.js';

const lack = whyNotInstalled('tshark');

function datagram(from: number, to: number, data: readonly number[], length?: number): Uint8Array {
  const payload = encodeUdp({ sourcePort: from, destinationPort: to, data: Uint8Array.from(data) }, v4, 0);
  if (length !== undefined) payload.set([length >> 8, length & 255], 4);
  return encodeIpv4({ ...v4, protocol: 17, payload });
}

const zeros = (length: number): number[] => Array<number>(length).fill(0);
const question = [0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 0, 0, 1, 0, 1];
const packets = [
  datagram(40_000, 123, [0x16, 2, 0, 1, ...zeros(8)]),
  datagram(123, 40_000, [0x16, 0x82, 0, 1, 6, 0x15, 0, 0, 0, 0, 0, 8, ...zeros(8)]),
  datagram(40_000, 123, [0x17, 0, 3, 42, ...zeros(44)]),
  datagram(123, 40_000, [0xd7, 0, 3, 42, 0, 1, 0, 72, ...zeros(72)]),
  datagram(1000, 2000, zeros(4), 4),
  datagram(1000, 2000, zeros(4), 0),
  datagram(1000, 2000, zeros(4), 30),
  datagram(1000, 2000, []),
  datagram(1000, 53, [0, 1, 1, 0x30, ...question]),
  datagram(1000, 53, [0, 2, 1, 0x20, ...question]),
  datagram(1000, 53, [0, 3, 1, 0, ...question]),
].map((bytes, i) => captured(bytes, i + 1, linkType.raw));

describe.skipIf(lack)(`rare datagrams are what tshark says${lack === undefined ? '' : `: ${lack}`}`, () => {
  test('in their lines', async () => {
    const lines = await tshark(packets, []);
    const infos = lines.map((line) => line.replace(/^.* (NTP|UDP|DNS) \d+ /, '').trim());
    expect(packets.map((packet) => summarise(packet).info)).toEqual(infos);
  });

  test('in their fields', async () => {
    expect(await disagreements(packets)).toEqual([]);
  });
});
