import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressBytes, addressText, contains, networkOf, parseAddress } from '../../src/scenario/prefix.js';
import { RoutingTable } from '../../src/simulator/routing-table.js';

const table = (version: 4 | 6, prefixes: readonly string[]): RoutingTable<string> =>
  new RoutingTable(
    version,
    prefixes.map((prefix) => ({ prefix, value: prefix })),
  );

describe('the longest prefix wins', () => {
  test.each([
    ['10.1.2.3', '10.1.2.0/24'],
    ['10.1.3.4', '10.1.0.0/16'],
    ['10.2.0.0', '10.0.0.0/8'],
    ['9.255.255.255', '0.0.0.0/0'],
    ['255.255.255.255', '255.255.255.255/32'],
  ])('%s is in %s', (address, prefix) => {
    const all = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '255.255.255.255/32'];
    expect(table(4, all).lookup(addressBytes(address), 0)).toBe(prefix);
  });

  test('without a route that matches, there is none', () => {
    expect(table(4, ['10.0.0.0/8']).lookup(addressBytes('11.0.0.1'), 0)).toBeUndefined();
    expect(table(6, []).lookup(addressBytes('::1'), 0)).toBeUndefined();
  });

  /** Addresses near each other, or prefixes would never be nested. */
  const address = (version: 4 | 6) =>
    fc
      .array(fc.constantFrom(0, 1, 127, 128, 255), {
        minLength: version === 4 ? 4 : 16,
        maxLength: version === 4 ? 4 : 16,
      })
      .map((bytes) => Uint8Array.from(bytes));

  test.each([4, 6] as const)('whatever the prefixes are (IPv%i)', (version) => {
    const prefix = fc
      .tuple(address(version), fc.integer({ min: 0, max: version === 4 ? 32 : 128 }))
      .map(([bytes, length]) => networkOf({ address: addressText(bytes), prefixLength: length }));
    const longest = (prefixes: readonly string[], bytes: Uint8Array): string | undefined =>
      prefixes
        .map((text) => ({ text, ...parseAddress(text) }))
        .filter((candidate) => contains(candidate, addressText(bytes)))
        .sort((a, b) => b.prefixLength - a.prefixLength)[0]?.text;
    fc.assert(
      fc.property(
        fc.uniqueArray(prefix, { maxLength: 30 }),
        fc.array(address(version), { maxLength: 20 }),
        (prefixes, all) => {
          const built = table(version, prefixes);
          for (const bytes of all) expect(built.lookup(bytes, 0)).toBe(longest(prefixes, bytes));
        },
      ),
      { numRuns: 200 },
    );
  });
});
