import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Reassembly,
  type ReassemblyOutcome,
  decodeIpv4,
  decodeIpv6,
  encodeIpv4,
  encodeIpv4Options,
  encodeIpv6,
  fragmentIpv4,
  fragmentIpv6,
  newReassembly,
  reassemble,
} from 'sonde/packet';
import { expectSturdy } from './damage.js';

const payload = Uint8Array.from({ length: 5000 }, (_, i) => i & 0xff);
const overIpv4 = { source: '192.0.2.1', destination: '198.51.100.2', protocol: 17, identification: 7 };
const packet = encodeIpv4({ ...overIpv4, payload });
const packetv6 = encodeIpv6({
  source: '2001:db8::1',
  destination: '2001:db8::2',
  protocol: 17,
  payload,
  extensions: [
    { kind: 'hop-by-hop', options: [{ kind: 'router-alert', value: 0 }] },
    { kind: 'destination-options', options: [] },
  ],
});

describe('an IPv4 packet too long for a link', () => {
  test('is cut at multiples of 8 bytes', () => {
    const fragments = fragmentIpv4(packet, 1500).map(decodeIpv4);
    expect(
      fragments.map(({ fragmentOffset, moreFragments, totalLength }) => [
        fragmentOffset,
        moreFragments,
        totalLength,
      ]),
    ).toEqual([
      [0, true, 1500],
      [1480, true, 1500],
      [2960, true, 1500],
      [4440, false, 580],
    ]);
    expect(
      fragments.every(({ identification, checksumValid }) => identification === 7 && checksumValid),
    ).toBe(true);
  });

  test('that fits is left as it is', () => {
    expect(fragmentIpv4(packet, 5020)).toEqual([packet]);
  });

  test('repeats only the options that are marked for it', () => {
    const options = encodeIpv4Options([
      { kind: 'record-route', slots: 1, recorded: [] },
      { kind: 'loose-source-route', passed: [], ahead: ['192.0.2.9'] },
    ]);
    const fragments = fragmentIpv4(encodeIpv4({ ...overIpv4, payload, options }), 1500).map(decodeIpv4);
    expect(fragments.map((fragment) => fragment.options.length)).toEqual([16, 8, 8, 8]);
    expect(fragments[1]?.options[0]).toBe(131);
  });

  test('that may not be cut is refused', () => {
    const fixed = encodeIpv4({ ...overIpv4, payload, dontFragment: true });
    expect(() => fragmentIpv4(fixed, 1500)).toThrow(RangeError);
    expect(() => fragmentIpv4(packet, 67)).toThrow('an IPv4 MTU is at least 68, got 67');
  });
});

describe('an IPv6 packet too long for a path', () => {
  test('is cut after the headers that routers read', () => {
    const [first, ...others] = fragmentIpv6(packetv6, 1500, 0x5eed).map(decodeIpv6);
    expect(first?.extensions.map(({ kind }) => kind)).toEqual([
      'hop-by-hop',
      'fragment',
      'destination-options',
    ]);
    expect(others.map(({ extensions }) => extensions.map(({ kind }) => kind))).toEqual(
      others.map(() => ['hop-by-hop', 'fragment']),
    );
  });

  test('is not cut twice', () => {
    const [fragment = packetv6] = fragmentIpv6(packetv6, 1500, 1);
    expect(() => fragmentIpv6(fragment, 1280, 1)).toThrow('this packet is a fragment already');
    expect(() => fragmentIpv6(packetv6, 1279, 1)).toThrow('an IPv6 MTU is at least 1280, got 1279');
  });
});

test('fragments in any order, cut again or sent twice, make the packet again', () => {
  const order = fc.array(fc.nat(), { minLength: 150, maxLength: 150 });
  fc.assert(
    fc.property(order, fc.integer({ min: 68, max: 2000 }), fc.boolean(), (draws, mtu, twice) => {
      const fragments = fragmentIpv4(packet, 1500).flatMap((fragment) => fragmentIpv4(fragment, mtu));
      const sent = shuffled(fragments, draws).flatMap((fragment) =>
        twice ? [fragment, fragment] : [fragment],
      );
      expect(wholes(sent)).toEqual([packet]);
    }),
    { numRuns: 30 },
  );
  fc.assert(
    fc.property(order, fc.integer({ min: 1280, max: 3000 }), (draws, mtu) => {
      expect(wholes(shuffled(fragmentIpv6(packetv6, mtu, 7), draws))).toEqual([packetv6]);
    }),
    { numRuns: 30 },
  );
});

test('a packet that is no fragment goes through', () => {
  expect(wholes([packet, packetv6])).toEqual([packet, packetv6]);
});

test('packets are not mixed up', () => {
  const other = encodeIpv4({ ...overIpv4, identification: 8, payload });
  const mixed = fragmentIpv4(packet, 1500).flatMap((fragment, i) => [
    fragment,
    fragmentIpv4(other, 1500)[i] ?? fragment,
  ]);
  expect(wholes(mixed)).toEqual([packet, other]);
});

describe('a fragment that cannot be right drops its packet', () => {
  const part = (fragmentOffset: number, length: number, moreFragments = true): Uint8Array =>
    encodeIpv4({ ...overIpv4, payload: new Uint8Array(length).fill(length), fragmentOffset, moreFragments });

  test.each<[string, readonly Uint8Array[]]>([
    ['overlap', [part(0, 16), part(8, 16)]],
    ['overlap', [part(0, 16), part(0, 24)]],
    ['overlap', [part(16, 8, false), part(24, 8)]],
    ['overlap', [part(16, 8, false), part(24, 8, false)]],
    ['bad-length', [part(0, 12)]],
    ['bad-length', [part(0, 0)]],
    ['too-long', [part(65528, 8, false)]],
  ])('%s', (reason, fragments) => {
    const { outcomes, reassembly } = feed(newReassembly(), fragments);
    expect(outcomes.at(-1)).toEqual({ kind: 'dropped', reason });
    expect(reassembly.pending).toEqual([]);
  });
});

describe('memory', () => {
  const first = (identification: number): Uint8Array =>
    encodeIpv4({ ...overIpv4, identification, payload: new Uint8Array(800), moreFragments: true });

  test('is bounded in packets: the oldest are given up', () => {
    const { reassembly } = feed(newReassembly({ maxPackets: 3 }), [1, 2, 3, 4, 5].map(first));
    expect(reassembly.pending.map(({ key }) => key.split(' ').at(-1))).toEqual(['3', '4', '5']);
  });

  test('is bounded in bytes', () => {
    const flood = Array.from({ length: 100 }, (_, i) => first(i));
    const { reassembly } = feed(newReassembly({ maxBytes: 5000 }), flood);
    expect(reassembly.pending.length).toBe(6);
  });

  test('is freed in time, and the fragments are given to whoever must report it', () => {
    const { reassembly } = reassemble(newReassembly({ timeoutMs: 1000 }), first(1), 0);
    expect(reassemble(reassembly, first(2), 999).expired).toEqual([]);
    const { expired } = reassemble(reassembly, first(2), 1000);
    expect(expired.map(({ pieces }) => pieces[0]?.offset)).toEqual([0]);
  });

  test('is never changed behind the caller’s back', () => {
    const before = reassemble(newReassembly(), first(1), 0).reassembly;
    const copy = structuredClone(before);
    reassemble(before, first(2), 1);
    expect(before).toEqual(copy);
  });
});

test('damaged fragments never do worse than a ParseError', () => {
  const [, one = packet] = fragmentIpv4(encodeIpv4({ ...overIpv4, payload: payload.subarray(0, 60) }), 68);
  expectSturdy((bytes) => feed(newReassembly(), [one, bytes]), one);
  const [fragment = packetv6] = fragmentIpv6(packetv6, 1280, 1);
  expectSturdy((bytes) => feed(newReassembly(), [bytes]), fragment.slice(0, 80));
});

function feed(
  start: Reassembly,
  packets: readonly Uint8Array[],
): { reassembly: Reassembly; outcomes: readonly ReassemblyOutcome[] } {
  let reassembly = start;
  const outcomes = packets.map((bytes, atMs) => {
    const step = reassemble(reassembly, bytes, atMs);
    reassembly = step.reassembly;
    return step.outcome;
  });
  return { reassembly, outcomes };
}

/** The whole packets that come out. */
function wholes(packets: readonly Uint8Array[]): readonly Uint8Array[] {
  return feed(newReassembly(), packets).outcomes.flatMap((outcome) =>
    outcome.kind === 'whole' ? [outcome.bytes] : [],
  );
}

function shuffled<T>(values: readonly T[], draws: readonly number[]): readonly T[] {
  return values
    .map((value, i) => ({ value, draw: draws[i] ?? 0 }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ value }) => value);
}
