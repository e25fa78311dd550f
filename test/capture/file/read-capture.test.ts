import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CaptureError } from '../../../src/capture/file/capture-decoder.js';
import { readCapture } from '../../../src/capture/file/read-capture.js';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { encodePcap } from '../../../src/capture/file/pcap.js';
import { encodePcapng } from '../../../src/capture/file/pcapng-writer.js';
import { packetsToWrite, readAll } from '../capture-bytes.js';

const files = fc.oneof(
  packetsToWrite({ sameLink: true }).map(encodePcap),
  packetsToWrite().map((all) => encodePcapng(all)),
);

describe('the bytes of a capture', () => {
  test('may come in chunks of any sizes', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.array(fc.nat(40), { minLength: 1 }), async (file, sizes) => {
        const whole = await readAll([file]);
        expect(await readAll(chunked(file, sizes))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test('may be cut anywhere: all packets before the cut are given, then the fault says where', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), async (file, somewhere) => {
        const whole = await readAll([file]);
        const cut = await readAll([file.subarray(0, somewhere % file.length)]);
        expect(whole.packets.slice(0, cut.packets.length)).toEqual(cut.packets);
        if (cut.fault) expect(cut.fault).toMatchObject({ fault: 'cut', name: 'CaptureError' });
        else expect(somewhere % file.length).toBeGreaterThanOrEqual(24);
      }),
    );
  });

  test('at every byte of one file', async () => {
    const file = encodePcap([
      { seconds: 1, nanoseconds: 2, linkType: 1, bytes: Uint8Array.of(1, 2, 3) },
      { seconds: 2, nanoseconds: 3, linkType: 1, bytes: Uint8Array.of(4) },
    ]);
    for (let length = 0; length < file.length; length++) {
      const { packets, fault } = await readAll([file.subarray(0, length)]);
      expect(packets.length).toBe(length < 43 ? 0 : 1);
      expect(fault?.fault).toBe(length === 24 || length === 43 ? undefined : 'cut');
      if (fault) expect(fault.offset).toBe(length < 24 ? 0 : length < 43 ? 24 : 43);
    }
  });

  test('may be garbage: a fault, no crash, no endless loop', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (garbage) => {
        expect((await readAll([garbage])).fault).toBeInstanceOf(CaptureError);
      }),
    );
  });

  test('may be changed anywhere: packets stay plain, numbers stay numbers', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(files, changes, async (file, changed) => {
        const mutant = file.slice();
        for (const [at, value] of changed) mutant[at % mutant.length] = value;
        for (const packet of (await readAll([mutant])).packets) expectPlain(packet);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is not a capture is refused with what it is', () => {
  test.each([
    [[], 'the capture ends after 0 bytes of a record (offset 0)'],
    [[0x1f, 0x8b, 8, 0], 'compressed with gzip: unpack it first, or open it with openCaptureFile (offset 0)'],
    [[0x47, 0x45, 0x54, 0x20], 'neither pcap nor pcapng: it starts with 0x47455420 (offset 0)'],
    [
      [0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 5, ...Array<number>(16).fill(0)],
      'pcap version 2.5: only 2.0 to 2.4 are read (offset 0)',
    ],
  ])('%j', async (bytes, message) => {
    expect((await readAll([Uint8Array.from(bytes)])).fault?.message).toBe(message);
  });
});

test('who leaves the loop closes the source', async () => {
  let closed = false;
  const file = encodePcap([{ seconds: 1, nanoseconds: 2, linkType: 1, bytes: new Uint8Array(3) }]);
  // eslint-disable-next-line @typescript-eslint/require-await
  const source = async function* () {
    try {
      for (;;) yield file.slice();
    } finally {
      closed = true;
    }
  };
  for await (const { number } of readCapture(source())) {
    expect(number).toBe(1);
    break;
  }
  expect(closed).toBe(true);
});

function chunked(file: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < file.length; i++) {
    const size = sizes[i % sizes.length] || 1;
    chunks.push(file.slice(at, at + size));
    at += size;
  }
  return chunks;
}

function expectPlain(packet: CapturedPacket): void {
  const { seconds, nanoseconds, capturedLength, originalLength, bytes } = packet;
  for (const number of [seconds, nanoseconds, originalLength]) expect(Number.isFinite(number)).toBe(true);
  expect(nanoseconds).toBeGreaterThanOrEqual(0);
  expect(nanoseconds).toBeLessThan(1e9);
  expect(bytes.length).toBe(capturedLength);
}
