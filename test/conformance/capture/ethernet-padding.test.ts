import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dissect } from '../../../src/capture/dissect.js';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { encodeArp } from '../../../src/packet/arp.js';
import { encodeEthernet } from '../../../src/packet/ethernet.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../../src/packet/ipv6.js';
import { encodeTcp } from '../../../src/packet/tcp.js';
import { encodeUdp } from '../../../src/packet/udp.js';
import { captured, macs, v4, v6 } from '../../capture/packet-mix.js';
import { whyNotInstalled } from '../chain-lab.js';
import { disagreements } from './tshark-fields.js';

const lack = whyNotInstalled('tshark');
const ports = { sourcePort: 50_000, destinationPort: 50_001 };
const some = fc.uint8Array({ maxLength: 8 });
const segment = (ends: typeof v4) => some.map((data) => encodeTcp({ ...ports, flags: ['ack'], data }, ends));

/** Packets short enough to be padded, with the EtherType that announces them. */
const packet = fc.oneof(
  segment(v4).map((payload) => [0x0800, encodeIpv4({ ...v4, protocol: 6, payload })] as const),
  some.map(
    (data) =>
      [0x0800, encodeIpv4({ ...v4, protocol: 17, payload: encodeUdp({ ...ports, data }, v4) })] as const,
  ),
  segment(v6).map((payload) => [0x86dd, encodeIpv6({ ...v6, protocol: 6, payload })] as const),
  fc.constant([
    0x0806,
    encodeArp({
      ...{ operation: 'request', senderMac: macs.source, senderIp: v4.source },
      ...{ targetMac: macs.destination, targetIp: v4.destination },
    }),
  ] as const),
);
const tags = fc
  .constantFrom([], [], [0x8100], [0x88a8], [0x88a8, 0x8100])
  .map((protocols) => protocols.map((protocol) => ({ protocol, dropEligible: false, vlan: 5, priority: 0 })));
/** A frame, and what a driver or a card left behind the packet. */
const padded = fc
  .tuple(
    packet,
    tags,
    fc.constantFrom(46, 56, 60, 64, 68),
    fc.constantFrom(0, 0, 0x55),
    fc.uint8Array({ maxLength: 9 }),
  )
  .map(([[etherType, payload], tags, length, filler, more]) => {
    const frame = encodeEthernet({ ...macs, etherType, payload, tags });
    const filling = Array.from({ length: Math.max(0, length - frame.length) }, () => filler);
    return Uint8Array.of(...frame, ...filling, ...more);
  });

describe('what fills a frame up is no data of any packet', () => {
  test.each([443, 80, 53, 50_001])('an acknowledgement of 60 bytes to port %i carries nothing', (port) => {
    const payload = encodeTcp({ sourcePort: 50_000, destinationPort: port, flags: ['ack'] }, v4);
    const packet = encodeIpv4({ ...v4, protocol: 6, payload });
    const frame = encodeEthernet({ ...macs, etherType: 0x0800, payload: packet });
    const filler = port === 443 ? 22 : 65;
    const bytes = Uint8Array.of(...frame, ...Array<number>(6).fill(filler));
    const { layers } = dissect(captured(bytes));
    expect(layers.map(({ protocol }) => protocol)).toEqual(['eth', 'ip', 'tcp']);
    const shown = layers.flatMap(({ fields }) => fields);
    expect(shown.find(({ name }) => name === 'tcp.len')?.value).toBe(0);
    expect(shown.find(({ name }) => name === 'eth.trailer')?.length).toBe(6);
  });

  test.skipIf(lack)('every field of 400 frames is what tshark says', async () => {
    const packets = fc.sample(padded, { numRuns: 400, seed: 60 }).map((bytes, i) => captured(bytes, i + 1));
    expect(await disagreements(packets)).toEqual([]);
  });

  test.skipIf(lack)('and of 200 that the capture cut', async () => {
    const cut = fc.sample(fc.tuple(padded, fc.integer({ min: 1, max: 12 })), { numRuns: 200, seed: 61 });
    const packets: readonly CapturedPacket[] = cut.map(([bytes, less], i) => ({
      ...captured(bytes.subarray(0, -less), i + 1),
      originalLength: bytes.length,
    }));
    expect(await disagreements(packets)).toEqual([]);
  });
});
