import { expect, test } from 'vitest';
import { linkType } from '../../../src/capture/capture.js';
import { ConversationTracker } from '../../../src/capture/conversations/tracker.js';
import { compileFilter } from '../../../src/capture/filter/compile.js';
import { captured } from '../packet-mix.js';

/**
 * UDP from 192.0.2.1 to 10.0.0.9, and from 2001:db8::ff to 2001:db8::9, by a route that the sender chose. Written byte by
 * byte with its checksums; tshark 4.0 finds them all good, and the same two streams.
 */
const routed = [
  [
    'loose, on its way',
    '4800002a00010000401119a1c00002010a000001830b040a0000020a0000090003e807d0000abfae6869',
  ],
  ['loose, arrived', '4800002a0001000040118b1ec00002010a00000901830b0c0a0000020a00000903e807d0000abfae6869'],
  [
    'strict, on its way',
    '4800002a00010000401113a1c00002010a000001890b040a0000020a0000090003e807d0000abfae6869',
  ],
  ['strict, arrived', '4800002a0001000040118b18c00002010a00000901890b0c0a0000020a00000903e807d0000abfae6869'],
  [
    'routing 0, on its way',
    '6000000000322b4020010db80000000000000000000000ff20010db8000000000000000000000001110400010000000020010db800000000000000000000000220010db800000000000000000000000903e807d0000a2f3f6869',
  ],
  [
    'routing 0, arrived',
    '6000000000322b4020010db80000000000000000000000ff20010db8000000000000000000000009110400000000000020010db800000000000000000000000220010db800000000000000000000000903e807d0000a2f3f6869',
  ],
  [
    'home address, on its way',
    '6000000000222b4020010db80000000000000000000000ff20010db8000000000000000000000001110202010000000020010db800000000000000000000000903e807d0000a2f3f6869',
  ],
  [
    'home address, arrived',
    '6000000000222b4020010db80000000000000000000000ff20010db8000000000000000000000009110202000000000020010db800000000000000000000000903e807d0000a2f3f6869',
  ],
  [
    'segments, on their way',
    '6000000000322b4020010db80000000000000000000000ff20010db8000000000000000000000001110404010100000020010db800000000000000000000000920010db800000000000000000000000203e807d0000a2f3f6869',
  ],
  [
    'segments, arrived',
    '6000000000322b4020010db80000000000000000000000ff20010db8000000000000000000000009110404000100000020010db800000000000000000000000920010db800000000000000000000000203e807d0000a2f3f6869',
  ],
] as const;

test.each(routed)('the checksum covers the final destination: %s', async (_, hex) => {
  const packet = captured(Uint8Array.from(Buffer.from(hex, 'hex')), 1, linkType.raw);
  const good = await compileFilter('udp.checksum.status == "Good"');
  expect(good.keeps(packet)).toBe(true);
});

test.each(routed)('another last byte is told: %s', async (_, hex) => {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
  bytes[bytes.length - 1] = 0x21;
  const bad = await compileFilter('udp.checksum.status == "Bad"');
  expect(bad.keeps(captured(bytes, 1, linkType.raw))).toBe(true);
});

test('who is spoken to is the same on the whole way', () => {
  const tracker = new ConversationTracker();
  const streams = routed.map(([, hex], i) => {
    tracker.follow(captured(Uint8Array.from(Buffer.from(hex, 'hex')), i + 1, linkType.raw));
    return tracker.fields()['udp.stream'];
  });
  expect(streams).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
});

test('a source route shows its next stop and those that follow', async () => {
  const [onItsWay, arrived] = routed.map(([, hex]) =>
    captured(Uint8Array.from(Buffer.from(hex, 'hex')), 1, linkType.raw),
  );
  const next = await compileFilter('ip.dst == 10.0.0.9 && ip.cur_rt == 10.0.0.1 && ip.src_rt == 10.0.0.2');
  const past = await compileFilter('ip.dst == 10.0.0.9 && !ip.cur_rt && ip.rec_rt == 10.0.0.2');
  expect(onItsWay && next.keeps(onItsWay)).toBe(true);
  expect(arrived && past.keeps(arrived)).toBe(true);
});
