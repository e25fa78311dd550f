import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCapture } from '../../../src/capture/file/read-capture.js';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { compileFilter } from '../../../src/capture/filter/compile.js';
import { encodePcap } from '../../../src/capture/file/pcap.js';
import { recordedCapture } from '../../../src/capture/recorded-capture.js';
import { captureStatistics, StatisticsCounting } from '../../../src/capture/statistics/statistics.js';
import { ConversationTracker } from '../../../src/capture/conversations/tracker.js';
import { dissect } from '../../../src/capture/dissect.js';
import { pseudoHeaderSum } from '../../../src/packet/checksum.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../../src/packet/ipv6.js';
import { encodeTcp } from '../../../src/packet/tcp.js';
import { encodeUdp } from '../../../src/packet/udp.js';
import { anyFrame, captured, v4, v6 } from '../packet-mix.js';
import { anyStory, opening, tell } from '../tcp-story.js';

function counted(packets: Iterable<CapturedPacket>, maxConversations?: number) {
  const counting = new StatisticsCounting(maxConversations === undefined ? {} : { maxConversations });
  for (const packet of packets) counting.add(packet);
  return counting.report();
}

describe('captureStatistics', () => {
  test('three echoes: who, how much, how long', async () => {
    const { conversations, hierarchy, times, errors, origin } = await captureStatistics(
      await recordedCapture('ping'),
    );
    expect(conversations?.ip).toMatchObject([
      { a: { address: '192.0.2.10' }, aToB: { packets: 3, bytes: 294 }, bToA: { packets: 3, bytes: 294 } },
    ]);
    expect(hierarchy).toMatchObject([
      { protocol: 'eth', packets: 6, inside: [{ protocol: 'ip', inside: [{ protocol: 'icmp' }] }] },
    ]);
    expect(times?.find(({ kind }) => kind === 'icmp')).toMatchObject({ answered: 3, unanswered: 0 });
    expect([errors, origin]).toEqual([[], 'recorded']);
  });

  test('what is wrong, and how often', async () => {
    const asked = await captureStatistics(await recordedCapture('sommes-fausses'), { checksums: true });
    expect(asked.errors?.find(({ kind }) => kind === 'bad-checksum')).toMatchObject({
      packets: 4,
      share: 0.5,
    });
    // Without being asked, tshark verifies those of ICMP only.
    const { errors = [] } = await captureStatistics(await recordedCapture('sommes-fausses'));
    expect(errors.find(({ kind }) => kind === 'bad-checksum')).toMatchObject({ packets: 1, firstFrame: 4 });
  });

  test.each([
    ['TCP over IPv4', v4, 6],
    ['TCP over IPv6', v6, 6],
    ['UDP over IPv4', v4, 17],
    ['UDP over IPv6', v6, 17],
  ])('a sum that the card has still to work out is told apart from a wrong one: %s', (_, ends, protocol) => {
    const data = Uint8Array.of(1, 2, 3);
    const frame = (sum?: number) => {
      const ports = { sourcePort: 50_000, destinationPort: 50_001, data };
      const payload =
        protocol === 6 ? encodeTcp({ ...ports, flags: ['ack'] }, ends, sum) : encodeUdp(ports, ends, sum);
      return ends === v4
        ? encodeIpv4({ ...ends, protocol, payload })
        : encodeIpv6({ ...ends, protocol, payload });
    };
    const partial = pseudoHeaderSum(ends, protocol, (protocol === 6 ? 20 : 8) + data.length);
    const packets = [partial, undefined, partial ^ 1].map((sum, i) => captured(frame(sum), i + 1, 101));
    const errors = (checksums: boolean) => {
      const counting = new StatisticsCounting({ of: ['errors'], checksums });
      for (const packet of packets) counting.add(packet);
      return counting.report().errors?.map(({ kind, packets, firstFrame }) => [kind, packets, firstFrame]);
    };
    const sums = [
      ['partial-checksum', 1, 1],
      ['bad-checksum', 1, 3],
    ];
    expect(errors(true)?.filter(([kind]) => String(kind).endsWith('checksum'))).toEqual(sums);
    expect(errors(false)?.filter(([kind]) => String(kind).endsWith('checksum'))).toEqual([]);
    const said = packets.map((packet) =>
      JSON.stringify(dissect(packet)).includes('calcule le reste (offload)'),
    );
    expect(said).toEqual([true, false, false]);
  });

  test('what only data can suffer is counted among data: pure acknowledgements are never sent again', async () => {
    const { errors = [] } = await captureStatistics(await recordedCapture('tcp-pertes'), { of: ['errors'] });
    // tshark: 203 segments, 130 of them with tcp.len > 0; 47 retransmissions, 2 of which are fast ones.
    const resent = errors.filter(({ kind }) => kind.endsWith('retransmission'));
    expect(resent).toMatchObject([
      { packets: 45, share: 45 / 130, of: 'tcp-data' },
      { kind: 'fast-retransmission', packets: 2, share: 2 / 130, of: 'tcp-data' },
    ]);
    expect(errors.find(({ kind }) => kind === 'duplicate-ack')?.of).toBe('tcp');
  });

  test('openings that are sent again, and nothing more: a share is never above one', () => {
    const syn = tell(opening.slice(0, 1));
    const { errors = [] } = counted(
      [1, 2, 3].flatMap((number) => syn.map((packet) => ({ ...packet, number }))),
      1,
    );
    expect(errors.find(({ kind }) => kind === 'retransmission')).toMatchObject({ packets: 2, share: 1 });
  });

  test('beyond the limit, packets are counted but not followed', () => {
    const packets = Array.from({ length: 10 }, (_, i) =>
      tell(opening.slice(0, 1)).map((packet) => ({ ...packet, number: i + 1 })),
    ).flat();
    const other = fc.sample(anyFrame, { numRuns: 50, seed: 1 }).map((bytes, i) => captured(bytes, i + 11));
    const report = counted([...packets, ...other], 1);
    expect(report.packets).toBe(60);
    expect(report.untracked).toBeGreaterThan(0);
    expect(report.conversations?.tcp.length).toBe(1);
  });

  test('an option out of its bounds is refused', () => {
    expect(() => new StatisticsCounting({ intervalMs: 0 })).toThrow(RangeError);
    expect(() => new StatisticsCounting({ maxConversations: NaN })).toThrow(RangeError);
  });

  test('whatever the bytes, every packet is counted, and the sums agree', () => {
    const packet = fc.oneof(
      anyFrame,
      fc.uint8Array({ maxLength: 120 }),
      fc.tuple(anyFrame, fc.nat(80)).map(([bytes, cut]) => bytes.subarray(0, cut)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(packet, fc.constantFrom(0, 1, 101, 113, 276)), { maxLength: 30 }),
        (frames) => {
          const packets = frames.map(([bytes, link], i) => captured(bytes, i + 1, link));
          const report = counted(packets);
          const bytes = packets.reduce((sum, { originalLength }) => sum + originalLength, 0);
          expect([report.packets, report.bytes]).toEqual([packets.length, bytes]);
          expect(report.hierarchy?.reduce((sum, share) => sum + share.packets, 0)).toBe(packets.length);
          expect(report.rates?.reduce((sum, rate) => sum + rate.packets, 0)).toBe(packets.length);
          expect(JSON.parse(JSON.stringify(report))).toEqual(report);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a file cut anywhere is counted up to the cut', async () => {
    const file = encodePcap(tell(opening));
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length), async (length) => {
        const counting = captureStatistics(readCapture([file.subarray(0, length)]));
        await counting.then(
          ({ packets }) => {
            expect(packets).toBeLessThanOrEqual(3);
          },
          (error: unknown) => {
            expect(error).toMatchObject({ name: 'CaptureError' });
          },
        );
      }),
    );
  });
});

describe('ConversationTracker', () => {
  function fieldsOf(packets: readonly CapturedPacket[]) {
    const tracker = new ConversationTracker();
    return packets.map((packet) => {
      tracker.follow(packet);
      return tracker.fields();
    });
  }

  test('numbers are counted from the opening, around zero too', () => {
    const data = { client: true, flags: ['ack'], seq: 1, ack: 1, length: 300 } as const;
    const [syn, , , first, again] = fieldsOf(tell([...opening, data, { ...data, seq: 301 }]));
    expect(syn).toMatchObject({ 'tcp.stream': 0, 'tcp.seq': 0, 'tcp.nxtseq': 1 });
    expect(first).toMatchObject({ 'tcp.seq': 1, 'tcp.nxtseq': 301, 'tcp.window_size': 4000 });
    expect(again).toMatchObject({ 'tcp.seq': 301, 'tcp.analysis.initial_rtt': 0.006 });
  });

  test('a segment that comes twice after a while is a retransmission', () => {
    const data = { client: true, flags: ['ack'], seq: 1, ack: 1, length: 100 } as const;
    const again = fieldsOf(tell([...opening, data, { ...data, afterMs: 300 }])).at(-1);
    expect(again).toHaveProperty(['tcp.analysis.retransmission'], true);
  });

  test('a display filter asks what earlier packets say', async () => {
    const filter = await compileFilter('tcp.analysis.retransmission && tcp.stream == 0');
    const [tracker, kept] = [new ConversationTracker(), [] as number[]];
    for await (const packet of await recordedCapture('tcp-pertes')) {
      tracker.follow(packet);
      if (filter.keeps(packet, tracker.fields())) kept.push(packet.number);
    }
    expect(kept.slice(0, 3)).toEqual([36, 38, 40]);
  });

  test('numbers stay numbers in every story', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const fields of fieldsOf(tell(story))) {
          for (const value of Object.values(fields)) expect(value).not.toBeNaN();
        }
      }),
    );
  });
});
