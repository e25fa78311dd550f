import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isKernelPath, newToken, refusalOf, type Visitor } from '../../../src/book/local-kernel/access.js';

const token = newToken();
const page: Visitor = {
  url: `/local-kernel?token=${token}`,
  host: '127.0.0.1:8000',
  origin: 'http://127.0.0.1:8000',
  port: 8000,
};

test('a page of this server that has the token comes in', () => {
  expect(refusalOf(page, token)).toBeUndefined();
  const named = { ...page, host: 'localhost:8000', origin: 'http://localhost:8000' };
  expect(refusalOf(named, token)).toBeUndefined();
  const onPort80 = { ...page, host: 'localhost', origin: 'http://localhost', port: 80 };
  expect(refusalOf(onPort80, token)).toBeUndefined();
});

describe('refused', () => {
  test.each<[string, Partial<Visitor>, string]>([
    [
      'a site whose name leads here (DNS rebinding)',
      { host: 'a.example:8000', origin: 'http://a.example:8000' },
      'host',
    ],
    ['no Host', { host: undefined }, 'host'],
    ['another port in Host', { host: '127.0.0.1:9000' }, 'host'],
    ['no port in Host', { host: '127.0.0.1' }, 'host'],
    ['a name that starts as ours', { host: '127.0.0.1:8000.a.example' }, 'host'],
    ['another site', { origin: 'https://a.example' }, 'origin'],
    ['a program that says no Origin', { origin: undefined }, 'origin'],
    ['a page of the disk', { origin: 'null' }, 'origin'],
    ['another server of this machine', { origin: 'http://127.0.0.1:9000' }, 'origin'],
    ['our other name', { origin: 'http://localhost:8000' }, 'origin'],
    ['another scheme', { origin: 'https://127.0.0.1:8000' }, 'origin'],
    ['no token', { url: '/local-kernel' }, 'token'],
    ['an empty token', { url: '/local-kernel?token=' }, 'token'],
    ['a wrong token', { url: `/local-kernel?token=${newToken()}` }, 'token'],
    ['the start of the token', { url: `/local-kernel?token=${token.slice(0, -1)}` }, 'token'],
    ['a longer token', { url: `/local-kernel?token=${token}A` }, 'token'],
  ])('%s', (_, said, why) => {
    expect(refusalOf({ ...page, ...said }, token)).toBe(why);
  });

  test('whatever else is said', () => {
    const text = fc.string();
    fc.assert(
      fc.property(text, text, text, (url, host, origin) => {
        expect(refusalOf({ url, host, origin, port: 8000 }, token)).toBeDefined();
        expect(refusalOf({ ...page, url }, token)).toBe('token');
        expect(refusalOf({ ...page, origin }, token)).toBe('origin');
        expect(refusalOf({ ...page, host }, token)).toBe('host');
      }),
    );
  });
});

test('one path, and no other', () => {
  expect(['/local-kernel', '/local-kernel?token=x'].every(isKernelPath)).toBe(true);
  const others = [
    '/',
    '',
    '/local-kernel/',
    '/local-kernels',
    '/x/../local-kernel',
    '/LOCAL-KERNEL',
    '//local-kernel',
  ];
  expect(others.some(isKernelPath)).toBe(false);
});

test('tokens of 256 bits, each its own', () => {
  const tokens = new Set(Array.from({ length: 100 }, newToken));
  expect(tokens.size).toBe(100);
  for (const each of tokens) expect(each).toMatch(/^[\w-]{43}$/);
});
