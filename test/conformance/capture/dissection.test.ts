import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CapturedPacket, linkType } from '../../../src/capture/capture.js';
import { recordedCapture, recordedCaptures } from '../../../src/capture/recorded-capture.js';
import { framesOf } from '../../capture/packet-links.js';
import { captured } from '../../capture/packet-mix.js';
import { whyNotInstalled } from '../chain-lab.js';
import { disagreements } from './tshark-fields.js';

const lack = whyNotInstalled('tshark');
const captures = await recordedCaptures();

describe.skipIf(lack)(`every field is what tshark says${lack === undefined ? '' : `: ${lack}`}`, () => {
  test.each(captures)('in the recorded capture « $name »', async ({ name }) => {
    const packets: CapturedPacket[] = [];
    for await (const packet of await recordedCapture(name)) packets.push(packet);
    expect(await disagreements(packets)).toEqual([]);
  });

  test.each(Object.entries(linkType))('in 300 packets of every kind on %s', async (_, link) => {
    const frames = framesOf.get(link) ?? fc.constant(new Uint8Array(0));
    const bytes = fc.sample(frames, { numRuns: 300, seed: 42 });
    const packets = bytes.map((each, i) => captured(each, i + 1, link));
    expect(await disagreements(packets)).toEqual([]);
  });

  test('in 300 packets that the capture cut', async () => {
    const frames = framesOf.get(linkType.ethernet) ?? fc.constant(new Uint8Array(0));
    const cut = fc.sample(fc.tuple(frames, fc.integer({ min: 14, max: 120 })), { numRuns: 300, seed: 4 });
    const packets = cut.map(([each, end], i) => {
      const bytes = each.subarray(0, end);
      return { ...captured(bytes, i + 1), originalLength: each.length };
    });
    expect(await disagreements(packets)).toEqual([]);
  });
});
