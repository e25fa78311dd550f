import { describe, expect, test } from 'vitest';
import { describeIcmp, describeIcmpv6, icmpType, icmpTypes, icmpv6Type, icmpv6Types } from 'sonde/packet';

describe.each([
  ['ICMP', icmpTypes, Object.values(icmpType)],
  ['ICMPv6', icmpv6Types, Object.values(icmpv6Type)],
])('the registry of %s', (_name, types, decoded) => {
  const entries = types.flatMap((type) => [type, ...type.codes]);

  test('has each number once, in order', () => {
    const numbers = types.map(({ type }) => type);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    for (const { codes } of types) {
      expect(codes.map(({ code }) => code)).toEqual(
        [...new Set(codes.map(({ code }) => code))].sort((a, b) => a - b),
      );
    }
  });

  test('knows every type that is taken apart', () => {
    expect(types.map(({ type }) => type)).toEqual(expect.arrayContaining([...decoded]));
  });

  test('speaks French as it is printed', () => {
    for (const { french } of entries) {
      expect(french).toMatch(/^[«A-ZÀ-Ý].*[.»]$/u);
      // No straight apostrophe, and no space that could break before a double sign or inside quotation marks.
      expect(french).not.toMatch(/['"]| [;:!?»]|« |[^\u202f\u00a0][;!?»]/u);
    }
  });

  test('cites its sources', () => {
    for (const { source } of entries) expect(source).toMatch(/^(RFC \d+|IANA)$/);
  });
});

test('names a code, or else the type', () => {
  expect(describeIcmp(3, 1)?.name).toBe('Host Unreachable');
  expect(describeIcmp(8, 0)?.name).toBe('Echo');
  expect(describeIcmp(8, 1)).toBeUndefined();
  expect(describeIcmp(3, 16)).toBeUndefined();
  expect(describeIcmp(1, 0)).toBeUndefined();
  expect(describeIcmpv6(1, 4)?.name).toBe('port unreachable');
});

test('tells what is obsolete, and since which RFC', () => {
  const obsolete = icmpTypes.filter(({ obsoletedBy }) => obsoletedBy !== undefined).map(({ type }) => type);
  expect(obsolete).toEqual([4, 6, 15, 16, 17, 18, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
  expect(describeIcmp(4, 0)?.obsoletedBy).toBe('RFC 6633');
  expect(describeIcmp(17, 0)?.obsoletedBy).toBe('RFC 6918');
});
