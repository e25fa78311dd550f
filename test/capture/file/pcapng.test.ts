import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodePcapng } from '../../../src/capture/file/pcapng-writer.js';
import {
  block,
  half,
  interfaceBlock,
  optionBytes,
  packetBlock,
  packetsToWrite,
  readAll,
  section,
  word,
} from '../capture-bytes.js';

const ascii = (text: string) => [...new TextEncoder().encode(text)];
const DATA = [1, 2, 3, 4];

describe('a pcapng file', () => {
  test('what is written is what is read', async () => {
    await fc.assert(
      fc.asyncProperty(packetsToWrite(), async (packets) => {
        const read = await readAll([encodePcapng(packets)]);
        expect(read.fault).toBeUndefined();
        const expected = packets.map((packet) => ({ originalLength: packet.bytes.length, ...packet }));
        expect(read.packets).toMatchObject(expected);
        expect(read.packets.filter(({ fault }) => fault)).toEqual([]);
      }),
    );
  });

  test('has sections in either order, each with its own interfaces', async () => {
    const one = [section(), interfaceBlock({ link: 1 }), packetBlock(DATA)];
    const other = [section({ little: true }), interfaceBlock({ link: 101, little: true })];
    const last = packetBlock(DATA, { low: 1_500_000, little: true });
    const { packets, facts } = await readAll([...one, ...other, last]);
    expect(packets.map(({ linkType, seconds, nanoseconds }) => [linkType, seconds, nanoseconds])).toEqual([
      [1, 0, 0],
      [101, 1, 500_000_000],
    ]);
    expect(facts.interfaces).toMatchObject([
      { id: 0, section: 1 },
      { id: 0, section: 2, linkType: 101 },
    ]);
  });

  test('says what it is of, who captured, what was lost, and the names of addresses', async () => {
    const packet = { seconds: 0, nanoseconds: 0, linkType: 1, bytes: Uint8Array.from(DATA) };
    const names = [
      { address: '192.0.2.1', names: ['a.example', 'b.example'] },
      { address: '2001:db8::1', names: ['c.example'] },
    ];
    const file = encodePcapng([{ ...packet, interface: { id: 3, name: 'eth0', description: 'salle' } }], {
      application: 'Sonde',
      comments: ['une', 'deux'],
      names,
    });
    const lost = block(5, [...word(0), ...word(0), ...word(0), ...optionBytes(5, [...word(0), ...word(12)])]);
    const { packets, facts } = await readAll([file, lost]);
    expect(packets[0]?.interface).toEqual({ id: 0, name: 'eth0', description: 'salle' });
    expect(facts).toMatchObject({
      format: 'pcapng',
      packets: 1,
      sections: [{ application: 'Sonde', comments: ['une', 'deux'] }],
      interfaces: [{ id: 0, name: 'eth0', description: 'salle', snaplen: 262144, dropped: 12 }],
      names,
    });
  });

  test('has the filter of its capture', async () => {
    const options = optionBytes(11, [0, ...ascii('icmp')]);
    const { facts } = await readAll([section(), interfaceBlock({ options })]);
    expect(facts.interfaces[0]?.filter).toBe('icmp');
  });
});

describe('times', () => {
  test.each([
    [
      'microseconds where nothing is said',
      undefined,
      0n,
      1_700_000_000_123_456n,
      [1_700_000_000, 123_456_000],
    ],
    ['seconds', 0, 0n, 1_700_000_000n, [1_700_000_000, 0]],
    ['nanoseconds', 9, 0n, 1_700_000_000_123_456_789n, [1_700_000_000, 123_456_789]],
    ['picoseconds, cut to the nanosecond', 12, 0n, 1_700_000_123_456_789_999n, [1_700_000, 123_456_789]],
    ['halves', 0x81, 0n, 3_400_000_001n, [1_700_000_000, 500_000_000]],
    ['2^-32 seconds', 0xa0, 0n, (1_700_000_000n << 32n) | 0x4000_0000n, [1_700_000_000, 250_000_000]],
    ['seconds added', 6, 1_000n, 5_000_001n, [1005, 1000]],
    ['seconds taken away', 6, -1_000n, 5_000_001n, [-995, 1000]],
    ['the last microsecond of 64 bits', 6, 0n, 2n ** 64n - 1n, [18_446_744_073_709, 551_615_000]],
  ])('%s', async (_, resolution, offset, ticks, [seconds, nanoseconds]) => {
    const halves = [offset >> 32n, offset].map((each) => Number(BigInt.asUintN(32, each)));
    const options = [
      ...(resolution === undefined ? [] : optionBytes(9, [resolution])),
      ...optionBytes(
        14,
        halves.flatMap((each) => word(each)),
      ),
    ];
    const [high, low] = [Number(ticks >> 32n), Number(ticks & 0xffffffffn)];
    const { packets } = await readAll([
      section(),
      interfaceBlock({ options }),
      packetBlock(DATA, { high, low }),
    ]);
    expect(packets).toMatchObject([{ seconds, nanoseconds }]);
  });
});

describe('other blocks', () => {
  test('a simple packet has no time and the length of the snaplen', async () => {
    const simple = block(3, [...word(100), ...DATA]);
    const { packets } = await readAll([section(), interfaceBlock({ snaplen: 4 }), simple]);
    expect(packets).toMatchObject([{ seconds: 0, capturedLength: 4, originalLength: 100 }]);
    expect(packets[0]).not.toHaveProperty('fault');
  });

  test('a packet of the first drafts is read', async () => {
    const words = [0, 1_000_000, 4, 60].flatMap((value) => word(value));
    const obsolete = block(2, [...half(0), ...half(7), ...words, ...DATA]);
    const { packets } = await readAll([section(), interfaceBlock(), obsolete]);
    expect(packets).toMatchObject([{ seconds: 1, capturedLength: 4, originalLength: 60 }]);
  });

  test('secrets and unknown blocks are skipped, in however small chunks', async () => {
    const bytes = [
      section(),
      interfaceBlock(),
      block(10, DATA),
      block(0x80000001, Array<number>(400).fill(9)),
    ];
    const file = [...bytes, packetBlock(DATA)]
      .flatMap((each) => [...each])
      .map((byte) => Uint8Array.of(byte));
    expect((await readAll(file)).packets).toMatchObject([{ number: 1, bytes: Uint8Array.from(DATA) }]);
  });
});

describe('a wrong packet is given as far as it goes, with its fault, and the next one is read', () => {
  const after = packetBlock(DATA, { low: 7 });

  test.each([
    [
      'it claims 4 GB',
      packetBlock(DATA, { claimed: 0xffffffff }),
      'it claims 4294967295 bytes, its block has 4',
    ],
    [
      'an option overruns its block',
      packetBlock(DATA, { options: [0, 1, 0xff, 0xff] }),
      'option 1 claims 65535 bytes, its block has 0 left',
    ],
  ])('%s', async (_, wrong, fault) => {
    const { packets } = await readAll([section(), interfaceBlock(), wrong, after]);
    expect(packets).toMatchObject([
      { number: 1, bytes: Uint8Array.from(DATA), fault },
      { number: 2, nanoseconds: 7000 },
    ]);
  });
});

describe('where the next block cannot be found, reading ends there', () => {
  const before = [section(), interfaceBlock(), packetBlock(DATA)];
  const raw = (type: number, length: number) => Uint8Array.from([...word(type), ...word(length), ...word(0)]);

  test.each([
    ['a block of 0 bytes', raw(99, 0), 'malformed', 'a block of 0 bytes'],
    ['a block of 13 bytes', raw(99, 13), 'malformed', 'a block of 13 bytes'],
    ['4 GB claimed', raw(6, 0xfffffffc), 'malformed', 'a block of 4294967292 bytes: at most 16777216'],
    [
      '4 GB of an unknown block',
      raw(99, 0xfffffffc),
      'cut',
      'the capture ends 4294967280 bytes before the end of a block',
    ],
    [
      'lengths that differ',
      Uint8Array.from([...word(6), ...word(16), ...DATA, ...word(0)]),
      'malformed',
      'a block of 16 bytes that says 0 at its end',
    ],
    [
      'no such interface',
      packetBlock(DATA, { id: 5 }),
      'malformed',
      'a packet of interface 5, which was not described',
    ],
    ['a packet without header', block(6, DATA), 'malformed', 'a packet block without a packet'],
  ])('%s', async (_, wrong, kind, message) => {
    const { packets, fault } = await readAll([...before, wrong]);
    expect(packets.length).toBe(1);
    expect(fault?.fault).toBe(kind);
    expect(fault?.message).toContain(message);
  });

  test('a file made to fill the memory with interfaces is refused', async () => {
    const one = interfaceBlock();
    const many = Uint8Array.from({ length: 600_000 * one.length }, (_, i) => one[i % one.length] ?? 0);
    expect((await readAll([section(), many])).fault?.message).toContain(
      'more than 8388608 bytes of sections',
    );
  });
});

test.each([
  [{ seconds: -1 }, 'seconds of a packet: -1'],
  [{ seconds: 18_446_744_073 }, 'seconds of a packet: 18446744073'],
  [{ nanoseconds: 1e9 }, 'nanoseconds of a packet: 1000000000'],
  [{ linkType: 70_000 }, 'link type 70000'],
  [{ bytes: new Uint8Array(262_145) }, 'a packet of 262145 bytes: at most 262144 can be written'],
  [{ comments: ['x'.repeat(65_536)] }, 'a text of 65536 bytes: at most 65535 can be written'],
])('%j cannot be written', (fields, message) => {
  const packet = { seconds: 0, nanoseconds: 0, linkType: 1, bytes: new Uint8Array(4), ...fields };
  expect(() => encodePcapng([packet])).toThrow(new RangeError(message));
});
