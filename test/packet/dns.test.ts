import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DnsMessage, type DnsRecord, decodeDns, encodeDns, ipv6Text } from 'sonde/packet';
import { ParseError } from 'sonde';
import { anyData, anyIpv4, uint } from './arbitrary.js';
import { hex } from './captured.js';
import { expectSturdy } from './damage.js';

/** An answer whose names are compressed (RFC 1035, section 4.1.4): example.org, its alias and its mail server. */
const compressed = hex(`
  1234 8180 0001 0003 0000 0001
  03777777 07 6578616d706c65 03 6f7267 00 0001 0001
  c00c 0005 0001 0000 0e10 0002 c010
  c010 0001 0001 0000 0e10 0004 c000 0201
  c010 000f 0001 0000 0e10 0009 000a 04 6d61696c c010
  00 0029 1000 0000 0000 0000`);

test('compressed names are read', () => {
  expect(decodeDns(compressed)).toMatchObject({
    id: 0x1234,
    response: true,
    recursionDesired: true,
    recursionAvailable: true,
    responseCode: 0,
    questions: [{ name: 'www.example.org', type: 'A' }],
    answers: [
      { name: 'www.example.org', type: 'CNAME', target: 'example.org', ttlSeconds: 3600 },
      { name: 'example.org', type: 'A', address: '192.0.2.1' },
      { name: 'example.org', type: 'MX', preference: 10, exchange: 'mail.example.org' },
    ],
    additionals: [{ name: '.', type: 'other', number: 41, classNumber: 4096, ttlSeconds: 0 }],
  });
});

test('messages round-trip', () => {
  const flags = {
    response: fc.boolean(),
    authoritative: fc.boolean(),
    truncated: fc.boolean(),
    recursionDesired: fc.boolean(),
    recursionAvailable: fc.boolean(),
    authenticData: fc.boolean(),
    checkingDisabled: fc.boolean(),
  };
  const records = fc.array(anyRecord(), { maxLength: 2 });
  const question = fc.record({ name: anyName(), type: fc.constantFrom('A' as const, 'PTR' as const, 255) });
  const message: fc.Arbitrary<DnsMessage> = fc.record({
    id: uint(16),
    ...flags,
    operation: uint(4),
    responseCode: uint(4),
    questions: fc.array(question, { maxLength: 2 }),
    answers: records,
    authorities: records,
    additionals: records,
  });
  fc.assert(
    fc.property(message, (value) => {
      expect(decodeDns(encodeDns(value))).toEqual(value);
    }),
  );
});

describe('a name', () => {
  const ask = (name: string): Uint8Array => encodeDns({ id: 0, questions: [{ name, type: 'A' }] });

  test.each([
    ['.', '00'],
    ['org', '03 6f7267 00'],
    ['org.', '03 6f7267 00'],
    ['a\\.b.c', '03 612e62 01 63 00'],
    ['\\000\\255\\\\', '03 00ff5c 00'],
    ['a\\.', '02 612e 00'],
  ])('%s is written %s', (name, digits) => {
    expect(ask(name).subarray(12, -4)).toEqual(hex(digits));
  });

  test.each([
    '',
    '..',
    'a..b',
    '.a',
    'é.org',
    'a b\n',
    '\\256',
    '\\',
    `${'a'.repeat(64)}.org`,
    'a.'.repeat(128),
  ])('%j is refused', (name) => {
    expect(() => ask(name)).toThrow(ParseError);
  });

  test('of 255 bytes is the longest', () => {
    expect(ask('a.'.repeat(127)).length).toBe(12 + 255 + 4);
  });

  test.each([
    ['c00c', 'to itself'],
    ['c00e', 'forwards'],
    ['01 61 c00c', 'to its own beginning'],
    ['c000', 'into the header'],
    ['40', 'of an unknown label type'],
  ])('%s (pointing %s) is refused', (digits) => {
    const header = hex('0000 0000 0001 0000 0000 0000');
    expect(() => decodeDns(Uint8Array.of(...header, ...hex(digits), 0, 1, 0, 1))).toThrow(ParseError);
  });
});

test('a record whose data are longer or shorter than its type says is refused', () => {
  const header = '0000 8000 0000 0001 0000 0000';
  expect(() => decodeDns(hex(`${header} 00 0001 0001 0000 0000 0005 c000 0201 00`))).toThrow(
    new ParseError('DNS A data end at 27, their record at 28', 27),
  );
  expect(() => decodeDns(hex(`${header} 00 0001 0001 0000 0000 0003 c000 02`))).toThrow(ParseError);
});

test('sixty thousand records announced in twelve bytes cost nothing', () => {
  expect(() => decodeDns(hex('0000 8000 ffff ffff ffff ffff'))).toThrow(ParseError);
});

test('a chain of pointers, each to the one before, does not hold for ever', () => {
  const pointers = Array.from({ length: 8000 }, (_, i) => [0xc0 | ((12 + 2 * i) >> 8), (12 + 2 * i) & 0xff]);
  const question = Uint8Array.of(...hex('0000 0000 0002 0000 0000 0000 00'), 0, ...pointers.flat());
  expect(() => decodeDns(question)).toThrow(ParseError);
});

test('damaged messages never do worse than a ParseError', () => {
  expectSturdy(decodeDns, compressed);
});

function anyName(): fc.Arbitrary<string> {
  const label = fc.string({
    unit: fc.constantFrom('a', 'z', '0', '-', '_', '\\.', '\\\\', '\\000', '\\200'),
    minLength: 1,
    maxLength: 15,
  });
  return fc.array(label, { maxLength: 4 }).map((labels) => labels.join('.') || '.');
}

function anyRecord(): fc.Arbitrary<DnsRecord> {
  const owner = { name: anyName(), ttlSeconds: uint(32) };
  const address6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipv6Text(bytes));
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '=', '"', '\\\\', '\\195\\169'), maxLength: 20 });
  return fc.oneof(
    fc.record({ type: fc.constant('A' as const), ...owner, address: anyIpv4 }),
    fc.record({ type: fc.constant('AAAA' as const), ...owner, address: address6 }),
    fc.record({
      type: fc.constantFrom('CNAME' as const, 'PTR' as const, 'NS' as const),
      ...owner,
      target: anyName(),
    }),
    fc.record({ type: fc.constant('MX' as const), ...owner, preference: uint(16), exchange: anyName() }),
    fc.record({ type: fc.constant('TXT' as const), ...owner, texts: fc.array(text, { maxLength: 3 }) }),
    fc.record({
      type: fc.constant('SOA' as const),
      ...owner,
      server: anyName(),
      mailbox: anyName(),
      serial: uint(32),
      refreshSeconds: uint(32),
      retrySeconds: uint(32),
      expireSeconds: uint(32),
      minimumSeconds: uint(32),
    }),
    fc.record({
      type: fc.constant('other' as const),
      ...owner,
      number: fc.integer({ min: 29, max: 65535 }),
      classNumber: uint(16),
      data: anyData,
    }),
  );
}
