import { describe, expect, test } from 'vitest';
import { InvalidOptionError } from '../../src/option.js';
import { addressesOf } from '../../src/probe/sweep.js';

describe('the addresses of a prefix', () => {
  test.each([
    ['192.168.1.0/30', ['192.168.1.1', '192.168.1.2']],
    ['192.168.1.6/30', ['192.168.1.5', '192.168.1.6']],
    ['10.0.0.4/31', ['10.0.0.4', '10.0.0.5']],
    ['10.0.0.4/32', ['10.0.0.4']],
    ['10.0.0.4', ['10.0.0.4']],
    ['255.255.255.252/30', ['255.255.255.253', '255.255.255.254']],
  ])('%s', (prefix, addresses) => {
    expect(addressesOf(prefix)).toEqual(addresses);
  });

  test('a /16 is the most that is swept', () => {
    expect(addressesOf('10.1.0.0/16')).toHaveLength(65_534);
    expect(() => addressesOf('10.0.0.0/15')).toThrow('of at most 65536 addresses');
  });

  test.each([
    '',
    '/24',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/24',
    '10.0.0.256/24',
    'lan/24',
  ])('%j is refused', (prefix) => {
    expect(() => addressesOf(prefix)).toThrow(InvalidOptionError);
  });
});
