import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IcmpMessage, encodeIcmp } from '../../src/packet/icmp.js';
import { type PingResult, ping } from '../../src/probe/ping.js';
import { pingLine } from '../../src/tools/ping/ping-report.js';
import {
  type Answer,
  type SentProbe,
  echoReply,
  HERE,
  icmpFrom,
  IDENTIFIER,
  ROUTER,
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

  test('a reply with one bit flipped anywhere: told to be damaged, or no reply of ours', async () => {
    // Bits that no checksum covers (the outer header's addresses, ttl…) may change what the event says, not its request.
    const bits = fc.integer({ min: 20 * 8, max: 84 * 8 - 1 });
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
        expect(events[0]).toMatchObject(
          bit >= 28 * 8 || bit >> 3 === 22 || bit >> 3 === 23
            ? { kind: 'reply', badChecksum: true }
            : { kind: 'timeout' },
        );
      }),
      { numRuns: 200 },
    );
  });
});

/** What ping(8) of iputils 20221126 makes of these, asked in a network namespace with a host that answers so. */
describe('a reply that is not what was sent is a reply all the same', () => {
  const one = async (changes: (request: SentProbe) => Parameters<typeof echoReply>[1]) => {
    const network = new ScriptedNetwork((request) => [
      { afterMs: 1, bytes: echoReply(request, changes(request)) },
    ]);
    const { events, statistics } = await ping(network, 'there', { count: 1 });
    expect(statistics).toMatchObject({ received: 1, lossPercent: 0, rtt: { minMs: 1 } });
    return events[0] && pingLine(events[0]);
  };

  test('cut', async () => {
    expect(await one(({ data }) => ({ data: data.subarray(0, 40) }))).toBe(
      '48 bytes from 192.0.2.99: icmp_seq=1 ttl=60 (truncated)',
    );
  });

  test('longer', async () => {
    expect(await one(({ data }) => ({ data: Uint8Array.of(...data, 1, 2, 3, 4) }))).toBe(
      '68 bytes from 192.0.2.99: icmp_seq=1 ttl=60 time=1.00 ms',
    );
  });

  test('altered', async () => {
    expect(await one(({ data }) => ({ data: data.map((byte, i) => (i === 30 ? 0x4b : byte)) }))).toBe(
      '64 bytes from 192.0.2.99: icmp_seq=1 ttl=60 time=1.00 ms\n' +
        'wrong data byte #30 should be 0x1e but was 0x4b',
    );
  });

  test('with a wrong checksum', async () => {
    expect(await one(() => ({ checksum: 0x1234 }))).toBe(
      '64 bytes from 192.0.2.99: icmp_seq=1 ttl=60 time=1.00 ms (BAD CHECKSUM!)',
    );
  });

  test('from another address', async () => {
    expect(await one(() => ({ from: HERE }))).toBe(
      '64 bytes from 192.0.2.1: icmp_seq=1 ttl=60 time=1.00 ms (DIFFERENT ADDRESS!)',
    );
  });
});

/** The lines are those of ping(8) of iputils 20221126, asked in a network namespace. */
describe('what routers say of a request beside errors', () => {
  const quoting = (request: SentProbe, message: object): Answer => {
    const quoted = request.bytes;
    return {
      afterMs: 1,
      bytes: icmpFrom(ROUTER, encodeIcmp({ code: 0, ...message, quoted } as IcmpMessage)),
    };
  };

  test('a redirect and a source quench are shown, and the reply is waited for', async () => {
    const network = new ScriptedNetwork((request) => [
      quoting(request, { kind: 'redirect', code: 1, gateway: '192.0.2.3' }),
      quoting(request, { kind: 'source-quench' }),
      { afterMs: 2, bytes: echoReply(request) },
    ]);
    const { events, statistics } = await ping(network, 'there', { count: 1 });
    expect(events.map(pingLine)).toEqual([
      'From 192.0.2.254: icmp_seq=1 Redirect Host(New nexthop: 192.0.2.3)',
      'From 192.0.2.254: icmp_seq=1 Source Quench',
      '64 bytes from 192.0.2.99: icmp_seq=1 ttl=60 time=2.00 ms',
    ]);
    expect(statistics).toMatchObject({ received: 1, errors: 0, lossPercent: 0 });
  });

  test('a parameter problem is an error', async () => {
    const network = new ScriptedNetwork((request) => [
      quoting(request, { kind: 'parameter-problem', pointer: 20 }),
    ]);
    const { events, statistics } = await ping(network, 'there', { count: 2 });
    expect(events.map(pingLine)).toEqual([
      'From 192.0.2.254 icmp_seq=1 Parameter problem: pointer = 20',
      'From 192.0.2.254 icmp_seq=2 Parameter problem: pointer = 20',
    ]);
    expect(statistics).toMatchObject({ received: 0, errors: 2, lossPercent: 100 });
  });
});
