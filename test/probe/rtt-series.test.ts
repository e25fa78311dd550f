import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { open, ping, rttSeriesMs } from 'sonde';
import { rttStatistics, type RttEvent } from 'sonde/probe';
import { readPing } from 'sonde/tools';

const reply = (sequence: number, rttMs = sequence): RttEvent => ({ kind: 'reply', sequence, rttMs });
const timeout = (sequence: number): RttEvent => ({ kind: 'timeout', sequence });
const counts = (transmitted: number, received: number) => ({ statistics: { transmitted, received } });

describe('our own ping', () => {
  test('has one time for each request, from its result as from its events', async () => {
    const network = await open({ network: 'simulated', seed: 7 });
    const result = await ping(network, 'wifi.exemple.fr', { count: 40 });
    network.close();
    const series = rttSeriesMs(result);
    expect(series).toHaveLength(40);
    expect(series).toEqual(rttSeriesMs(result.events));
    expect(series.filter((rtt) => rtt !== null)).toHaveLength(result.statistics.received);
  });

  test('interrupted, its last request is lost, as ping counts it', () => {
    expect(rttSeriesMs({ events: [reply(1), reply(2)], ...counts(3, 2) })).toEqual([1, 2, null]);
  });
});

describe('events alone', () => {
  test('make a series from the first request to the last, those between that nothing is said of being lost', () => {
    expect(rttSeriesMs([reply(40), reply(43), timeout(44)])).toEqual([40, null, null, 43, null]);
    expect(rttSeriesMs([])).toEqual([]);
  });

  test('a late reply counts, whatever came first; a duplicate and an error after a reply do not', () => {
    const error: RttEvent = { kind: 'error', sequence: 2 };
    const events = [timeout(1), reply(2, 20), reply(1, 1500), { ...reply(2, 30), duplicate: true }, error];
    expect(rttSeriesMs(events)).toEqual([1500, 20]);
  });

  test('their numbers go on where sequence numbers start again, and an overtaken reply goes back', () => {
    const events = [reply(65_534, 1), reply(0, 3), reply(65_535, 2), reply(2, 5)];
    expect(rttSeriesMs(events)).toEqual([1, 2, 3, null, 5]);
  });

  test('any ping of up to two turns of the numbers, with some replies lost and neighbours swapped, gives its times back', () => {
    const times = fc.array(fc.option(fc.integer({ min: 1, max: 99 })), { minLength: 2, maxLength: 200 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 65_535 }), fc.array(fc.nat()), (rtts, start, swaps) => {
        const events = rtts.map((rttMs, i): RttEvent => {
          const sequence = (start + i) % 65_536;
          return rttMs === null ? timeout(sequence) : reply(sequence, rttMs);
        });
        for (const swap of swaps) {
          const i = 1 + (swap % (events.length - 1));
          // The first event says where the series begins.
          if (i > 1) [events[i - 1], events[i]] = [events[i] as RttEvent, events[i - 1] as RttEvent];
        }
        expect(rttSeriesMs(events)).toEqual(rtts);
      }),
    );
  });
});

describe('a printed ping', () => {
  const iputils = (lines: string, transmitted: number, received: number): string =>
    `PING h (192.0.2.1) 56(84) bytes of data.\n${lines}\n--- h ping statistics ---\n` +
    `${transmitted} packets transmitted, ${received} received, 0% packet loss, time 9ms\n\n`;

  test('of iputils says nothing of what is lost, before, between and after', () => {
    const lines =
      '64 bytes from 192.0.2.1: icmp_seq=2 ttl=64 time=2.00 ms\n64 bytes from 192.0.2.1: icmp_seq=4 ttl=64 time=4.00 ms\n';
    const read = readPing(iputils(lines, 6, 2));
    expect(rttSeriesMs(read)).toEqual([null, 2, null, 4, null, null]);
    expect(rttSeriesMs(read.events)).toEqual([2, null, 4]);
    expect(rttStatistics(rttSeriesMs(read))).toMatchObject({ minMs: 2, avgMs: 3, maxMs: 4 });
  });

  test('of busybox counts from 0', () => {
    const text = `PING h (192.0.2.1): 56 data bytes
64 bytes from 192.0.2.1: seq=1 ttl=64 time=1.500 ms

--- h ping statistics ---
3 packets transmitted, 1 packets received, 66% packet loss
round-trip min/avg/max = 1.500/1.500/1.500 ms
`;
    expect(rttSeriesMs(readPing(text))).toEqual([null, 1.5, null]);
  });

  test('of macOS mixes lines with and without numbers', () => {
    const text = `PING h (192.0.2.1): 56 data bytes
64 bytes from 192.0.2.1: icmp_seq=0 ttl=64 time=1.5 ms
36 bytes from 192.0.2.7: Communication prohibited by filter
Request timeout for icmp_seq 1
64 bytes from 192.0.2.1: icmp_seq=2 ttl=64 time=2.5 ms
`;
    expect(rttSeriesMs(readPing(text))).toEqual([1.5, null, 2.5]);
  });

  test('of Windows has no numbers, and times below its millisecond', () => {
    const text = `Pinging 192.0.2.1 with 32 bytes of data:
Reply from 192.0.2.1: bytes=32 time=11ms TTL=56
Request timed out.
Reply from 192.0.2.1: bytes=32 time<1ms TTL=56
Reply from 192.0.2.7: Destination host unreachable.

Ping statistics for 192.0.2.1:
    Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),
`;
    expect(rttSeriesMs(readPing(text))).toEqual([11, null, 1, null]);
  });

  test('whose replies were received and not printed has no series: they are not lost', () => {
    expect(() => rttSeriesMs(readPing(iputils('', 3, 3)))).toThrow('the times of 3 replies are missing');
    expect(rttSeriesMs(readPing(iputils('', 3, 0)))).toEqual([null, null, null]);
  });

  test('whose replies have no time has no series', () => {
    const lines = '16 bytes from 192.0.2.1: icmp_seq=1 ttl=63\n';
    expect(() => rttSeriesMs(readPing(iputils(lines, 1, 1)))).toThrow('the time of a reply is missing');
  });

  test('with a number that is none is refused, and not waited for', () => {
    expect(() => rttSeriesMs(readPing(iputils('', 999_999_999_999, 0)))).toThrow(RangeError);
  });
});
