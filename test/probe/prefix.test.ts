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
    ['2001:db8::4/126', ['2001:db8::4', '2001:db8::5', '2001:db8::6', '2001:db8::7']],
    ['2001:db8::1:7/127', ['2001:db8::1:6', '2001:db8::1:7']],
    ['2001:db8::7/128', ['2001:db8::7']],
    ['fe80::7', ['fe80::7']],
    ['ff02::1%eth0', ['ff02::1%eth0']],
    ['255.255.255.252/30', ['255.255.255.253', '255.255.255.254']],
  ])('%s', (prefix, addresses) => {
    expect(addressesOf(prefix)).toEqual(addresses);
  });

  test('a /16 is the most that is swept', () => {
    expect(addressesOf('10.1.0.0/16')).toHaveLength(65_534);
    expect(() => addressesOf('10.0.0.0/15')).toThrow('of at most 65536 addresses');
  });

  test('in IPv6 that is a /112; who asks for more is told how to find the hosts of a link', () => {
    expect(addressesOf('2001:db8::/112').at(-1)).toBe('2001:db8::ffff');
    const refusal =
      /^prefix must be of at most 65536 addresses \(a \/112\); .*such as ff02::1%eth0, got 2001/;
    for (const length of [111, 64, 0]) expect(() => addressesOf(`2001:db8::/${length}`)).toThrow(refusal);
  });

  test.each([
    '2001:db8::/129',
    '2001:db8:/120',
    'ff02::1',
    'ff02::1%',
    'ff02::1%eth0/120',
    'ff02::1%a name of more letters',
    'fe80::1%eth0',
    '10.0.0.1%eth0',
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
