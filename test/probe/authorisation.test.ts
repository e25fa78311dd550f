import { describe, expect, test } from 'vitest';
import { isPrivateAddress, NotAuthorisedError, requireAuthorisation } from '../../src/probe/authorisation.js';

describe('what may be scanned without asking', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.7.7',
    '169.254.1.1',
    '100.64.0.1',
    '100.127.0.1',
  ])('%s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });
  test.each(['::1', 'fe80::1', 'fd00::1'])('%s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });
  test.each([
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '2001:db8::1',
    '::2',
    '::',
  ])('not %s', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('a public address', () => {
  test('is refused on a live network, and the refusal says why and what to do', () => {
    expect(() => {
      requireAuthorisation('8.8.8.8', 'live', undefined);
    }).toThrow(NotAuthorisedError);
    expect(() => {
      requireAuthorisation('8.8.8.8', 'live', '  ');
    }).toThrow(/8\.8\.8\.8 is a public address.*323-1.*authorisation/s);
  });

  test('is allowed on a simulated one: nobody is harmed', () => {
    requireAuthorisation('8.8.8.8', 'simulated', undefined);
  });

  test('is allowed when the caller says who allowed it', () => {
    requireAuthorisation('8.8.8.8', 'live', 'the owner, by letter of 3 May');
  });
});
