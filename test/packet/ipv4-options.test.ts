import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Ipv4Option, decodeIpv4, decodeIpv4Options, encodeIpv4Options } from 'sonde/packet';
import { ParseError } from 'sonde';
import { anyIpv4, uint } from './arbitrary.js';
import { captured, hex } from './captured.js';
import { expectSturdy } from './damage.js';

const here = '127.0.0.1';

test('ping -R comes back with the addresses on its way', () => {
  const { options } = decodeIpv4(captured.recordedRoute);
  expect(decodeIpv4Options(options)).toEqual([
    { kind: 'record-route', slots: 9, recorded: [here, here, here] },
  ]);
  expect(encodeIpv4Options(decodeIpv4Options(options))).toEqual(options);
});

test('ping -T tsandaddr comes back with addresses and times', () => {
  const { options } = decodeIpv4(captured.timestamps);
  const entry = { address: here, sinceMidnightMs: 0x3729fb }; // 01:00:15 UT
  expect(decodeIpv4Options(options)).toEqual([
    { kind: 'timestamp', asks: 'addresses-and-times', slots: 4, overflow: 0, entries: [entry, entry, entry] },
  ]);
  expect(encodeIpv4Options(decodeIpv4Options(options))).toEqual(options);
});

test('an address that waits for its time has none', () => {
  const option: Ipv4Option = {
    kind: 'timestamp',
    asks: 'prespecified-addresses',
    slots: 2,
    overflow: 3,
    entries: [{ address: '192.0.2.1', sinceMidnightMs: 1 }, { address: '192.0.2.2' }],
  };
  expect(decodeIpv4Options(encodeIpv4Options([option]))).toEqual([option]);
});

test('options round-trip', () => {
  const addresses = fc.array(anyIpv4, { maxLength: 3 });
  const option: fc.Arbitrary<Ipv4Option> = fc.oneof(
    fc.constant({ kind: 'nop' as const }),
    fc.record({ kind: fc.constant('router-alert' as const), value: uint(16) }),
    addresses.map((recorded) => ({ kind: 'record-route' as const, slots: 3, recorded })),
    fc.record({
      kind: fc.constantFrom('loose-source-route' as const, 'strict-source-route' as const),
      passed: addresses,
      ahead: addresses,
    }),
    fc.record({
      kind: fc.constant('timestamp' as const),
      asks: fc.constant('times' as const),
      slots: fc.constant(3),
      overflow: uint(4),
      entries: fc.array(fc.record({ sinceMidnightMs: uint(32) }), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('other' as const),
      number: fc.constantFrom(82, 130, 255),
      data: fc.uint8Array({ maxLength: 8 }),
    }),
  );
  fc.assert(
    fc.property(option, fc.constantFrom(0, 1, 2), (value, nops) => {
      const options = [...Array<Ipv4Option>(nops).fill({ kind: 'nop' }), value];
      const bytes = encodeIpv4Options(options);
      expect(bytes.length % 4).toBe(0);
      expect(decodeIpv4Options(bytes)).toEqual(options);
    }),
  );
});

test('nothing is read after the end of the list', () => {
  expect(decodeIpv4Options(hex('01 00 07 ff'))).toEqual([{ kind: 'nop' }]);
});

test.each([
  ['07 01', 'IPv4 option 7 of impossible length 1', 1],
  ['01 07 07', 'IPv4 option 7 of impossible length 7', 2],
  ['07 06 04 00 00 00', 'record-route option of impossible length 6', 1],
  ['07 07 05 00 00 00 00', 'record-route option with an impossible pointer 5', 2],
  ['44 04 05 02', 'timestamp option with an unknown flag 2', 3],
])('%s makes no sense', (digits, message, offset) => {
  expect(() => decodeIpv4Options(hex(digits))).toThrow(new ParseError(message, offset));
});

test('more than 40 bytes do not fit', () => {
  const route: Ipv4Option = { kind: 'record-route', slots: 9, recorded: [] };
  expect(() => encodeIpv4Options([route, { kind: 'nop' }, { kind: 'nop' }])).toThrow(RangeError);
});

test('damaged options never do worse than a ParseError', () => {
  expectSturdy(decodeIpv4Options, decodeIpv4(captured.recordedRoute).options);
  expectSturdy(decodeIpv4Options, decodeIpv4(captured.timestamps).options);
});
