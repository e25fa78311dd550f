import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParseError } from 'sonde';
import { ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text, macBytes, macText } from 'sonde/packet';
import { hex } from './captured.js';

describe('an IPv4 address', () => {
  test('round-trips', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(ipv4Text(ipv4Bytes(text))).toBe(text);
      }),
    );
  });

  test.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
    '1.2.3.256',
    '01.2.3.4',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '0x1.2.3.4',
    '1.2.3.٤',
  ])('is not %j', (text) => {
    expect(() => ipv4Bytes(text)).toThrow(ParseError);
  });

  test('is where the error points', () => {
    expect(() => ipv4Bytes('192.0.2.300')).toThrow('not an IPv4 address: "192.0.2.300" (offset 10)');
  });

  test('is what Node takes for one', () => {
    const almost = fc.string({ unit: fc.constantFrom('1', '25', '0', '.', '9'), maxLength: 10 });
    fc.assert(
      fc.property(almost, (text) => {
        agrees(ipv4Bytes, text, isIPv4(text));
      }),
    );
  });
});

describe('an IPv6 address', () => {
  /** RFC 5952, sections 4 and 5; RFC 4291, section 2.2. */
  test.each([
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:DB8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['ff02:0:0:0:0:1:ff00:0', 'ff02::1:ff00:0'],
    ['::ffff:c000:0201', '::ffff:192.0.2.1'],
    ['::ffff:0.0.0.0', '::ffff:0.0.0.0'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
  ])('%s is written %s', (text, canonical) => {
    expect(ipv6Text(ipv6Bytes(text))).toBe(canonical);
  });

  test.each([
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '12345::',
    'g::',
    '1:',
    ':1',
    '::1%lo',
    '::/0',
    '1.2.3.4::',
    '::1.2.3',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
  ])('is not %j', (text) => {
    expect(isIPv6(text) && !text.includes('%')).toBe(false);
    expect(() => ipv6Bytes(text)).toThrow(ParseError);
  });

  test('round-trips, from bytes and from any text that Node understands', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.ipV6(), (bytes, text) => {
        expect(ipv6Bytes(ipv6Text(bytes))).toEqual(bytes);
        expect(new URL(`http://[${text}]`).hostname).toBe(
          new URL(`http://[${ipv6Text(ipv6Bytes(text))}]`).hostname,
        );
      }),
    );
  });

  test('is what Node takes for one', () => {
    const almost = fc.string({ unit: fc.constantFrom('::', ':', '0', 'f', '1:', '1.2.3.4'), maxLength: 12 });
    fc.assert(
      fc.property(almost, (text) => {
        agrees(ipv6Bytes, text, isIPv6(text));
      }),
    );
  });
});

describe('a MAC address', () => {
  test('round-trips, with colons in lower case', () => {
    expect(macText(macBytes('00-00-5E-00-53-aF'))).toBe('00:00:5e:00:53:af');
    expect(macBytes('00:00:5e:00:53:af')).toEqual(hex('00005e0053af'));
  });

  test.each(['', '00:00:5e:00:53', '00:00:5e:00:53:1', '00:00-5e:00:53:01', '00:00:5e:00:53:0g'])(
    'is not %j',
    (text) => {
      expect(() => macBytes(text)).toThrow(ParseError);
    },
  );
});

test.each([ipv4Text, ipv6Text, macText])('%o needs all the bytes', (text) => {
  expect(() => text(new Uint8Array(20), 18)).toThrow(ParseError);
});

function agrees(parse: (text: string) => Uint8Array, text: string, valid: boolean): void {
  if (valid) expect(parse(text).length).toBeGreaterThan(0);
  else expect(() => parse(text), text).toThrow(ParseError);
}
