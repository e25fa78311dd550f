import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PingResult, ping } from '../../src/probe/ping.js';
import {
  type Answer,
  type SentProbe,
  echoReply,
  HERE,
  icmpFrom,
  IDENTIFIER,
  ScriptedNetwork,
  THERE,
  timeExceeded,
  unreachable,
} from './scripted-network.js';

/** Answers of every kind: a reply, none, an error, a duplicate, a late reply. */
function everyKind(request: SentProbe): readonly Answer[] {
  switch (request.rank) {
    case 2:
      return [];
    case 3:
      return [{ afterMs: 7, bytes: timeExceeded(request.bytes) }];
    case 4:
      return [10, 12].map((afterMs) => ({ afterMs, bytes: echoReply(request) }));
    case 5:
      return [{ afterMs: 130, bytes: echoReply(request) }];
    default:
      return [{ afterMs: 10 + request.rank, bytes: echoReply(request) }];
  }
}

/** Pings through `everyKind` while, after each request, `junk` makes of it what else arrives. */
function pingAmong(junk: (request: SentProbe) => readonly Answer[]): Promise<PingResult> {
  const network = new ScriptedNetwork((request) => [...everyKind(request), ...junk(request)]);
  return ping(network, 'there', { count: 8, intervalMs: 50, timeoutMs: 100 });
}

/** Everything that was measured: the result without the count of what was ignored. */
function measured({ statistics, ...result }: PingResult): object {
  return { ...result, statistics: { ...statistics, ignored: undefined } };
}

const quiet = measured(await pingAmong(() => []));

/** One request of another program, as an error could quote it. */
function foreign(request: SentProbe, at: number, bytes: readonly number[]): Uint8Array {
  const other = request.bytes.slice();
  other.set(bytes, at);
  return other;
}

const wrongByOne = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 10 ? byte ^ 1 : byte));

const junk: Readonly<Record<string, (request: SentProbe) => Uint8Array | readonly Uint8Array[]>> = {
  'nothing at all': () => new Uint8Array(0),
  'our own request, as loopback hands it back': ({ bytes }) => bytes,
  'a reply cut at every byte': (request) => {
    const reply = echoReply(request);
    return Array.from(reply, (_, length) => reply.subarray(0, length));
  },
  'an error cut at every byte': ({ bytes }) => {
    const error = unreachable(bytes, 1);
    return Array.from(error, (_, length) => error.subarray(0, length));
  },
  'a reply to another program': (request) => echoReply(request, { identifier: IDENTIFIER ^ 1 }),
  'a reply to a request never sent': (request) => echoReply(request, { sequence: 999 }),
  'a reply with a wrong checksum': (request) => echoReply(request, { checksum: 0x1234 }),
  'a reply with other data': (request) => echoReply(request, { data: wrongByOne(request.data) }),
  'a reply with less data': (request) => echoReply(request, { data: request.data.subarray(1) }),
  'a reply with more data': (request) => echoReply(request, { data: Uint8Array.of(...request.data, 0) }),
  'an error about a packet to another host': (request) => unreachable(foreign(request, 16, [8, 8, 8, 8]), 1),
  'an error about a packet from another host': (request) => timeExceeded(foreign(request, 12, [8, 8, 8, 8])),
  'an error about a packet of another protocol': (request) => timeExceeded(foreign(request, 9, [17])),
  'an error about the request of another program': (request) => timeExceeded(foreign(request, 24, [0, 0])),
  'an error about a request never sent': (request) => timeExceeded(foreign(request, 26, [3, 231])),
  'an error about a reply': (request) => unreachable(foreign(request, 20, [0]), 1),
  'an error whose quotation is empty': () => unreachable(new Uint8Array(0), 1),
  'an error whose quotation is cut before the sequence number': ({ bytes }) =>
    unreachable(bytes.subarray(0, 26), 1),
  'an error with a wrong checksum': ({ bytes }) => {
    const error = timeExceeded(bytes);
    error[22] = 0xff;
    return error;
  },
  'an ICMP message of each type that is not about us': (request) =>
    Array.from({ length: 256 }, (_, type) => type)
      .filter((type) => type !== 0)
      .map((type) => {
        const message = echoReply(request).slice(20);
        message.set([type, 0, 0, 0]);
        return icmpFrom(THERE, message);
      }),
  IPv6: () => Uint8Array.from({ length: 60 }, (_, i) => (i === 0 ? 0x60 : i)),
};

describe('what is not about our requests changes nothing that was measured', () => {
  test.each(Object.entries(junk))('%s', async (_, make) => {
    const result = await pingAmong((request) =>
      [make(request)].flat().map((bytes, i) => ({ afterMs: 0.1 + i / 1000, bytes })),
    );
    expect(measured(result)).toEqual(quiet);
    expect(result.statistics.ignored).toBeGreaterThanOrEqual(8);
  });

  const anyBytes = fc.uint8Array({ maxLength: 200 });
  /** Random bytes after a header good enough to be read, addressed to us. */
  const anyIcmp = anyBytes.map((payload) => icmpFrom(THERE, payload));
  const kinds = Object.values(junk);
  const anyJunk = fc.oneof(
    anyBytes.map((bytes) => () => bytes),
    anyIcmp.map((bytes) => () => bytes),
    fc.constantFrom(...kinds),
  );
  const arrivals = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 8 }), fc.double({ min: 0, max: 300, noNaN: true }), anyJunk),
    {
      maxLength: 12,
    },
  );

  test('any interleaving of junk', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (plan) => {
        const result = await pingAmong((request) =>
          plan
            .filter(([rank]) => rank === request.rank)
            .flatMap(([, afterMs, make]) => [make(request)].flat().map((bytes) => ({ afterMs, bytes }))),
        );
        expect(measured(result)).toEqual(quiet);
      }),
      { numRuns: 150 },
    );
  });

  test('a reply and an error with one bit flipped anywhere: never an event that was not', async () => {
    // Bits that no checksum covers (the outer header's addresses, ttl…) may change what the event says, not its request.
    const bits = fc.integer({ min: 0, max: 84 * 8 - 1 });
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        const { events } = await ping(
          new ScriptedNetwork((request) => {
            const damaged = echoReply(request);
            damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
            return [{ afterMs: 1, bytes: damaged }];
          }),
          'there',
          { count: 1 },
        );
        expect(events).toHaveLength(1);
        if (bit >= 20 * 8) expect(events[0]?.kind).toBe('timeout');
      }),
      { numRuns: 200 },
    );
  });
});

test('an answer that comes from another address is kept, and its sender shown', async () => {
  const network = new ScriptedNetwork((request) => [
    { afterMs: 1, bytes: echoReply(request, { from: HERE }) },
  ]);
  const { events } = await ping(network, 'there', { count: 1 });
  expect(events[0]).toMatchObject({ kind: 'reply', from: HERE });
});
