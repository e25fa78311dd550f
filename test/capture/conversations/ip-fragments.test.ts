import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConversationTracker } from '../../../src/capture/conversations/tracker.js';
import { dissectionOf } from '../../../src/capture/dissect.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../../src/packet/ipv6.js';
import { encodeTcp } from '../../../src/packet/tcp.js';
import { captured, v4, v6 } from '../packet-mix.js';

const data = Uint8Array.from({ length: 2000 }, (_, i) => i & 255);
const segment = (ends: typeof v4) =>
  encodeTcp({ sourcePort: 50_000, destinationPort: 9999, flags: ['ack'], window: 9, data }, ends);

/** Where a packet of 2020 bytes is cut: at multiples of eight. */
const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 8 });

function fragments(version: 4 | 6, places: readonly number[]): Uint8Array[] {
  const payload = segment(version === 4 ? v4 : v6);
  const bounds = [0, ...[...places].sort((a, b) => a - b).map((place) => place * 8), payload.length];
  return bounds.slice(1).map((end, i) => {
    const [from, more] = [bounds[i] ?? 0, end < payload.length];
    const part = payload.subarray(from, end);
    const place = { fragmentOffset: from, moreFragments: more };
    if (version === 4) return encodeIpv4({ ...v4, protocol: 6, payload: part, identification: 7, ...place });
    const extensions = [{ kind: 'fragment' as const, ...place, identification: 7 }];
    return encodeIpv6({ ...v6, protocol: 6, payload: part, extensions });
  });
}

test.each([4, 6] as const)('a segment in fragments of IPv%s is whole with the last that comes', (version) => {
  fc.assert(
    fc.property(cuts, fc.integer(), (places, seed) => {
      const pieces = fragments(version, places)
        .map((bytes, i) => ({ bytes, order: Math.imul(i + 1, seed | 1) }))
        .sort((a, b) => a.order - b.order);
      const tracker = new ConversationTracker();
      const seen = pieces.map(({ bytes }, i) => {
        const packet = captured(bytes, i + 1, 101);
        tracker.follow(packet);
        const { layers } = dissectionOf(packet, tracker.outline);
        expect(layers.filter(({ broken }) => broken)).toEqual([]);
        const tcp = layers.find(({ protocol }) => protocol === 'tcp');
        return tcp?.fields.find(({ name }) => name === 'tcp.checksum.status')?.value;
      });
      expect(seen.slice(0, -1).every((each) => each === undefined)).toBe(true);
      // Put together in the right order: its checksum is right.
      expect(seen.at(-1)).toBe(1);
      expect(tracker.tcp.segment.length).toBe(2000);
    }),
  );
});

test('a first fragment alone is no segment, and a fragment that the capture cut completes nothing', () => {
  const [first = new Uint8Array(0), last = new Uint8Array(0)] = fragments(4, [100]);
  const tracker = new ConversationTracker();
  tracker.follow(captured(first, 1, 101));
  expect(tracker.stream).toBeUndefined();
  const short = captured(last.subarray(0, 60), 2, 101);
  tracker.follow({ ...short, originalLength: last.length });
  expect(tracker.stream).toBeUndefined();
});
