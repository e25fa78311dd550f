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

  /** As libpcap reads them (pcap-savefile(5)): which length comes first changed twice. */
  test.each([
    ['2.0', 2, 0, [1500, 3], 1500],
    ['2.2', 2, 2, [1500, 3], 1500],
    ['2.3 as before', 2, 3, [1500, 3], 1500],
    ['2.3 as after', 2, 3, [3, 1500], 1500],
    ['2.4', 2, 4, [3, 1500], 1500],
    ['543.0 of DG/UX', 543, 0, [1500, 3], 1500],
  ])('version %s', async (_, major, minor, lengths, originalLength) => {
    for (const little of [true, false]) {
      const start = [...word(0xa1b2c3d4, little), ...half(major, little), ...half(minor, little)];
      const rest = [0, 0, 65535, 1].flatMap((value) => word(value, little));
      const file = [
        ...start,
        ...rest,
        ...record([1, 5, ...lengths], little),
        ...record([2, 5, ...lengths], little),
      ];
      const { packets, fault, facts } = await readAll([Uint8Array.from(file)]);
      expect(fault).toBeUndefined();
      expect(packets.map((packet) => packet.originalLength)).toEqual([originalLength, originalLength]);
      expect(packets.map((packet) => packet.capturedLength)).toEqual([3, 3]);
      expect(facts.notices).toBeUndefined();
    }
  });

  /** Eight bytes more (interface, protocol, kind), twelve with SuSE's, four with Nokia's; editcap writes the four. */
  test.each([
    ['Kuznetzov', 0xa1b2cd34, 8, 0, 5000],
    ['Nokia', 0xa1b2c3d4, 4, 0, 5000],
    ['SuSE 6.3', 0xa1b2cd34, 12, 0, 5000],
    ['Ixia hardware', 0x1c0001ac, 0, 4, 5],
    ['Ixia software', 0x1c0001ab, 0, 4, 5000],
  ])('the records of %s', async (_, magic, more, afterHeader, nanoseconds) => {
    const data = [...Array<number>(more).fill(0), 1, 2, 3];
    for (const little of [true, false]) {
      const records = [1, 2, 3].flatMap((second) => record([second, 5, 3, 60], little, data));
      const file = [...header(magic, little), ...Array<number>(afterHeader).fill(9), ...records];
      const { packets, fault } = await readAll([Uint8Array.from(file)]);
      expect(fault).toBeUndefined();
      expect(packets.map(({ seconds }) => seconds)).toEqual([1, 2, 3]);
      expect(packets.map((packet) => packet.nanoseconds)).toEqual([nanoseconds, nanoseconds, nanoseconds]);
      for (const { bytes } of packets) expect(bytes).toEqual(Uint8Array.of(1, 2, 3));
    }
  });

  test('lengths that lie are told, and the packets given', async () => {
    const head = [...header(0xa1b2c3d4, false).slice(0, 16), ...word(4), ...word(1)];
    const long = record([1, 1, 6, 6], false, [1, 2, 3, 4, 5, 6]);
    const file = [...head, ...record([1, 1, 3, 2], false), ...long, ...long, ...record([2, 1, 3, 3], false)];
    const { packets, facts, fault } = await readAll([Uint8Array.from(file)]);
    expect(fault).toBeUndefined();
    expect(packets.length).toBe(4);
    expect(facts.notices).toEqual([
      'packet 1 is longer in the file than on the wire',
      '2 packets are longer than the 4 bytes that the file says it keeps, packet 2 first',
    ]);
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
