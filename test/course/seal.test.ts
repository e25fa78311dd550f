import { afterEach, expect, test, vi } from 'vitest';
import { NoCryptographyError, seal, unseal } from '../../src/course/seal.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a verdict opens with its answer, at its place, and not otherwise', async () => {
  const verdict = { right: true, says: 'De 128 à 113.' };
  const seals = [await seal('49', '01-a', { right: false, says: 'Non.' }), await seal('15', '01-a', verdict)];
  expect(await unseal('15', '01-a', seals)).toEqual(verdict);
  expect(await unseal('49', '01-a', seals)).toEqual({ right: false, says: 'Non.' });
  expect(await unseal('16', '01-a', seals)).toBeUndefined();
  expect(await unseal('15', '01-b', seals)).toBeUndefined();
});

test('the same verdict gives the same seal, so that what is published can be compared', async () => {
  const verdict = { right: true, says: '' };
  expect(await seal('15', '01-a', verdict)).toBe(await seal('15', '01-a', verdict));
});

test('a spoilt seal opens with nothing', async () => {
  const whole = await seal('15', '01-a', { right: true, says: '' });
  for (const spoilt of ['', 'AAAA', whole.slice(4), `AAAA${whole.slice(4)}`, 'A'.repeat(9000), '§'])
    expect(await unseal('15', '01-a', [spoilt])).toBeUndefined();
});

test('a page that is not a secure context is told so', async () => {
  vi.stubGlobal('crypto', {});
  await expect(unseal('15', '01-a', [])).rejects.toThrow(NoCryptographyError);
});
