import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import { ConversationTracker } from '../../../src/capture/conversations/tracker.js';
import { dissect, dissectionOf } from '../../../src/capture/dissect.js';
import { StatisticsCounting } from '../../../src/capture/statistics/statistics.js';
import { summaryOf } from '../../../src/capture/summary/summary.js';
import { encodeDns } from '../../../src/packet/dns.js';
import { encodeIcmp } from '../../../src/packet/icmp.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { encodeTcp } from '../../../src/packet/tcp.js';
import { captured } from '../packet-mix.js';

const CLIENT = { address: '192.0.2.10', port: 50_000 };
const SERVER = { address: '198.51.100.80' };
const text = new TextEncoder();

interface Piece {
  readonly client: boolean;
  readonly at: number;
  readonly ack?: number;
  readonly data: Uint8Array;
}

/** Segments of a connection; numbers are counted from 1. */
function packetsOf(port: number, pieces: readonly Piece[]): readonly CapturedPacket[] {
  return pieces.map(({ client, at, ack = 1, data }, i) => {
    const [source, destination] = client
      ? [CLIENT.address, SERVER.address]
      : [SERVER.address, CLIENT.address];
    const [sourcePort, destinationPort] = client ? [CLIENT.port, port] : [port, CLIENT.port];
    const numbers = { sequence: at, acknowledgment: ack, flags: ['ack' as const], window: 1000 };
    const payload = encodeTcp({ sourcePort, destinationPort, ...numbers, data }, { source, destination });
    const bytes = encodeIpv4({ source, destination, protocol: 6, payload });
    return { ...captured(bytes, i + 1, 101), seconds: 1_700_000_000, nanoseconds: i * 1_000_000 };
  });
}

/** A stream of the server cut at these places. */
function cut(data: Uint8Array, places: readonly number[]): readonly Piece[] {
  const ends = [...new Set(places.map((place) => place % data.length))].filter((place) => place > 0);
  const bounds = [0, ...ends.sort((a, b) => a - b), data.length];
  return bounds.slice(1).map((end, i) => {
    const from = bounds[i] ?? 0;
    return { client: false, at: 1 + from, data: data.subarray(from, end) };
  });
}

/** Each value of a field, in the packets of a capture that is followed, and what is broken there. */
function read(packets: readonly CapturedPacket[], field: string) {
  const tracker = new ConversationTracker();
  const values: unknown[] = [];
  const broken: string[] = [];
  for (const packet of packets) {
    tracker.follow(packet);
    for (const layer of dissectionOf(packet, tracker.outline).layers) {
      if (layer.broken) broken.push(layer.broken.kind);
      const all = layer.fields.flatMap((each) => [each, ...(each.children ?? [])]);
      values.push(...all.filter(({ name }) => name === field).map(({ value }) => value));
    }
  }
  return { values, broken };
}

function record(type: number, body: Uint8Array): Uint8Array {
  return Uint8Array.of(type, 3, 3, body.length >> 8, body.length & 255, ...body);
}

function overTcp(id: number): Uint8Array {
  const message = encodeDns({ id, response: false, questions: [{ name: 'www.example.org', type: 'A' }] });
  return Uint8Array.of(message.length >> 8, message.length & 255, ...message);
}

const heads = text.encode(
  [
    'HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\nHTTP/1.1 999 in the body\r\n',
    'HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1b\r\nHTTP/1.1 998 in the body\r\n\n\r\n0\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n',
    'HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n',
  ].join(''),
);
const records = Uint8Array.of(
  ...record(22, Uint8Array.of(14, 0, 0, 0)),
  ...record(20, Uint8Array.of(1)),
  ...record(22, new Uint8Array(40)),
  ...record(23, new Uint8Array(300)),
  ...record(21, new Uint8Array(26)),
);
const questions = Uint8Array.of(...overTcp(1), ...overTcp(2), ...overTcp(3));
const streams = [
  ['http', 80, heads, 'http.response.code', [200, 404, 304, 500]],
  ['tls', 443, records, 'tls.record.content_type', [22, 20, 22, 23, 21]],
  ['dns', 53, questions, 'dns.id', [1, 2, 3]],
] as const;

describe.each(streams)('messages of %s', (_, port, data, field, expected) => {
  // A method is known by its first letters: a first segment of fewer tells nothing.
  const places = fc.array(fc.integer({ min: 8, max: data.length }), { maxLength: 12 });

  test('are those of the stream, wherever its segments end', () => {
    fc.assert(
      fc.property(places, (cuts) => {
        const { values, broken } = read(packetsOf(port, cut(data, cuts)), field);
        expect(values).toEqual(expected);
        expect(broken).toEqual([]);
      }),
    );
  });

  test('are found once, where segments come twice', () => {
    fc.assert(
      fc.property(places, fc.nat(20), (cuts, again) => {
        const pieces = cut(data, cuts);
        const twice = pieces.flatMap((piece, i) => (i === again % pieces.length ? [piece, piece] : [piece]));
        expect(read(packetsOf(port, twice), field)).toEqual({ values: expected, broken: [] });
      }),
    );
  });

  test('nothing is called malformed where segments overtake, come twice or are missing', () => {
    fc.assert(
      fc.property(places, fc.infiniteStream(fc.nat(9)), (cuts, chances) => {
        const pieces = cut(data, cuts).flatMap((piece) => {
          const { value } = chances.next() as { value: number };
          return value === 0 ? [] : value === 1 ? [piece, piece] : [piece];
        });
        for (let i = 1; i < pieces.length; i++) {
          const [one, two] = [pieces[i - 1], pieces[i]];
          const { value } = chances.next() as { value: number };
          if (value < 3 && one && two) [pieces[i - 1], pieces[i]] = [two, one];
        }
        const { broken } = read(packetsOf(port, pieces), field);
        // A stream of DNS is nothing but lengths: behind a hole, nobody knows where one stands.
        if (port !== 53) expect(broken).not.toContain('malformed');
      }),
    );
  });
});

test('overtaken segments of a body and of a record are read in the order of the stream', () => {
  for (const [, port, data, field, expected] of streams) {
    const [first, ...others] = cut(data, [9, 21, 30, 44]);
    const pieces = first ? [first, ...others.reverse()] : [];
    expect(read(packetsOf(port, pieces), field)).toEqual({ values: expected, broken: [] });
  }
});

test('a packet alone says that a message goes on, not that it makes no sense', () => {
  for (const [, port, data] of streams) {
    const [packet] = packetsOf(port, [{ client: false, at: 1, data: data.subarray(0, data.length - 5) }]);
    const kinds = packet ? dissect(packet).layers.flatMap(({ broken }) => (broken ? [broken.kind] : [])) : [];
    expect(kinds).not.toContain('malformed');
  }
});

test('after a side has changed ciphers, what it says of the handshake is enciphered', () => {
  const tracker = new ConversationTracker();
  const pieces = cut(records, [9, 15, 60]);
  const lines = packetsOf(443, pieces).map((packet) => {
    tracker.follow(packet);
    return summaryOf(packet, tracker.outline, tracker.fields()).info;
  });
  expect(lines.slice(0, 3)).toEqual([
    'Server Hello Done',
    'Change Cipher Spec',
    'Encrypted Handshake Message',
  ]);
  expect(lines.at(-1)).toBe('Application Data, Encrypted Alert');
});

describe('answers', () => {
  const get = text.encode('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const ok = text.encode('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  const [asked, said] = [get.length, ok.length];

  test('that were lost leave the others their own requests', () => {
    const packets = packetsOf(80, [
      { client: true, at: 1, ack: 1, data: get },
      { client: false, at: 1, ack: 1 + asked, data: ok },
      { client: true, at: 1 + asked, ack: 1 + said, data: get },
      // The second answer is not captured; the client has it.
      { client: true, at: 1 + 2 * asked, ack: 1 + 2 * said, data: get },
      { client: false, at: 1 + 2 * said, ack: 1 + 3 * asked, data: ok },
    ]);
    const tracker = new ConversationTracker();
    const answered = packets.map((packet) => {
      tracker.follow(packet);
      return tracker.fields()['http.request_in'];
    });
    expect(answered).toEqual([undefined, 1, undefined, undefined, 4]);
    expect(tracker.unanswered().http).toBe(1);
  });

  test('to a HEAD have no body, whatever length they tell', () => {
    const asking = text.encode('HEAD / HTTP/1.1\r\nHost: a\r\n\r\n');
    const told = text.encode('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n');
    const packets = packetsOf(80, [
      { client: true, at: 1, ack: 1, data: asking },
      { client: false, at: 1, ack: 1 + asking.length, data: told },
      { client: true, at: 1 + asking.length, ack: 1 + told.length, data: get },
      { client: false, at: 1 + told.length, ack: 1 + asking.length + asked, data: ok },
    ]);
    const tracker = new ConversationTracker();
    const answered = packets.map((packet) => {
      tracker.follow(packet);
      return tracker.fields()['http.request_in'];
    });
    expect(answered).toEqual([undefined, 1, undefined, 3]);
    expect(read(packets, 'http.content_length_header')).toEqual({ values: ['5000', '0'], broken: [] });
  });

  test('of the DNS over TCP are matched with their questions, in any order and over several segments', () => {
    const message = (id: number, response: boolean): Uint8Array => {
      const bytes = encodeDns({ id, response, questions: [{ name: 'www.example.org', type: 'A' }] });
      return Uint8Array.of(...[bytes.length >> 8, bytes.length & 255], ...bytes);
    };
    const two = Uint8Array.of(...message(2, true), ...message(1, true));
    const packets = packetsOf(53, [
      { client: true, at: 1, data: Uint8Array.of(...message(1, false), ...message(2, false)) },
      { client: false, at: 1, data: two.subarray(0, 20) },
      // Both end in this one.
      { client: false, at: 21, data: two.subarray(20) },
    ]);
    const counting = new StatisticsCounting({ of: ['times'] });
    for (const packet of packets) counting.add(packet);
    const times = counting.report().times?.find(({ kind }) => kind === 'dns');
    expect(times).toMatchObject({ answered: 2, unanswered: 0 });
  });

  test('of a host that asks itself are counted', () => {
    const ends = { source: '127.0.0.1', destination: '127.0.0.1' };
    const counting = new StatisticsCounting({ of: ['times'] });
    for (const [i, kind] of (['echo-request', 'echo-reply'] as const).entries()) {
      const payload = encodeIcmp({ kind, identifier: 7, sequence: 1, data: new Uint8Array(8) });
      counting.add(captured(encodeIpv4({ ...ends, protocol: 1, payload }), i + 1, 101));
    }
    expect(counting.report().times?.[0]).toMatchObject({ kind: 'icmp', answered: 1, unanswered: 0 });
  });
});
