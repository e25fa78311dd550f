import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodePcap } from '../../../src/capture/file/pcap.js';
import { half, packetsToWrite, readAll, word } from '../capture-bytes.js';

const header = (magic: number, little: boolean, link = 1) =>
  [magic, undefined, 0, 0, 65535, link].flatMap((value) =>
    value === undefined ? [...half(2, little), ...half(4, little)] : word(value, little),
  );
const record = (fields: readonly number[], little: boolean, data: readonly number[] = [1, 2, 3]) => [
  ...fields.flatMap((value) => word(value, little)),
  ...data,
];

describe('a pcap file', () => {
  test.each([
    ['microseconds, network order', 0xa1b2c3d4, false, 5000],
    ['microseconds, little-endian', 0xa1b2c3d4, true, 5000],
    ['nanoseconds, network order', 0xa1b23c4d, false, 5],
    ['nanoseconds, little-endian', 0xa1b23c4d, true, 5],
  ])('%s', async (_, magic, little, nanoseconds) => {
    const file = [...header(magic, little), ...record([1_700_000_000, 5, 3, 1500], little)];
    const { packets, facts, fault } = await readAll([Uint8Array.from(file)]);
    expect(fault).toBeUndefined();
    expect(packets).toEqual([
      {
        number: 1,
        seconds: 1_700_000_000,
        nanoseconds,
        capturedLength: 3,
        originalLength: 1500,
        linkType: 1,
        bytes: Uint8Array.of(1, 2, 3),
        interface: { id: 0 },
      },
    ]);
    expect(facts.interfaces).toEqual([{ id: 0, section: 1, linkType: 1, snaplen: 65535 }]);
  });

  test('what is written is what is read', async () => {
    await fc.assert(
      fc.asyncProperty(packetsToWrite({ sameLink: true }), async (packets) => {
        const read = await readAll([encodePcap(packets)]);
        expect(read.fault).toBeUndefined();
        expect(read.packets).toMatchObject(
          packets.map(({ seconds, nanoseconds, linkType, bytes, originalLength = bytes.length }) => ({
            ...{ seconds, nanoseconds, linkType, bytes, originalLength },
          })),
        );
      }),
    );
  });

  test('a million microseconds and more make seconds', async () => {
    const file = [...header(0xa1b2c3d4, false), ...record([1, 2_000_003, 3, 3], false)];
    expect((await readAll([Uint8Array.from(file)])).packets).toMatchObject([
      { seconds: 3, nanoseconds: 3000 },
    ]);
  });

  test('frame check sequences and systems’ own numbers leave the link type', async () => {
    const file = header(0xa1b2c3d4, false, 0x2400_000c);
    expect((await readAll([Uint8Array.from(file)])).facts.interfaces).toMatchObject([{ linkType: 101 }]);
  });

  test('a length that cannot be ends it, after the packets before', async () => {
    const good = record([1, 1, 3, 3], false);
    const file = [...header(0xa1b2c3d4, false), ...good, ...record([1, 1, 0xfffffff0, 3], false), ...good];
    const { packets, fault } = await readAll([Uint8Array.from(file)]);
    expect(packets.length).toBe(1);
    expect(fault).toMatchObject({ fault: 'malformed', offset: 43 });
    expect(fault?.message).toBe('a packet of 4294967280 bytes: at most 262144 are possible (offset 43)');
  });

  test('has one link type, and times of 32 bits', () => {
    const packet = { seconds: 1, nanoseconds: 0, linkType: 1, bytes: new Uint8Array(3) };
    expect(() => encodePcap([packet, { ...packet, linkType: 101 }])).toThrow(
      'a pcap file has one link type: 1, then 101; write pcapng instead',
    );
    expect(() => encodePcap([{ ...packet, seconds: 2 ** 32 }])).toThrow(RangeError);
  });
});
