import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gridAround, numberText, quantityIn, readNumber } from '../../src/course/number-answer.js';

describe('a quantity in any spelling', () => {
  test.each([
    ['12', 'ms', 12],
    ['12 ms', 'ms', 12],
    ['12ms', 'ms', 12],
    ['0,012 s', 'ms', 12],
    ['0.012 secondes', 'ms', 12],
    ['12\u202f000 µs', 'ms', 12],
    ['1\u00a0234,5 km', 'km', 1234.5],
    ['−3', 'routeurs', -3],
    ['1e3', 'km', 1000],
    ['12 routeurs', 'routeurs', 12],
    ['12 sauts', 'routeurs', 12],
    ['31,25 Mo', 'Mo', 31.25],
    ['250 Mbit', 'Mo', 31.25],
    ['250 Mb', 'Mo', 31.25],
    ['31.25 MB', 'Mo', 31.25],
    ['1 Mio', 'Mo', 1.048576],
    ['16,7 ko/s', 'kbit/s', 133.6],
    ['134 Mbps', 'Mbit/s', 134],
    ['134 MBIT/S', 'Mbit/s', 134],
    ['1008 octets', 'octets', 1008],
    ['1008 Octet', 'octets', 1008],
    ['30\u202f%', '%', 30],
    ['4 h', 'min', 240],
  ])('%s is %s × %d', (text, unit, value) => {
    expect(quantityIn(text, unit)).toBeCloseTo(value, 9);
  });
});

describe('what is no quantity of that kind is told, not judged', () => {
  test.each([
    ['douze', 'ms', 'ne commence pas par un nombre'],
    ['', 'ms', 'ne commence pas par un nombre'],
    ['12 Mbit', 'ms', 'l’unité d’une quantité de données\u202f; on attend une durée, en ms par exemple'],
    ['12 mb', 'Mo', 'm’est inconnue'],
    ['12 mbps', 'Mbit/s', 'm’est inconnue'],
    ['12 coudées', 'km', 'm’est inconnue'],
    ['12 ms', 'routeurs', 'on attend un nombre de routeurs'],
    ['1,234.5', 'km', 'se lit de plusieurs façons'],
    ['1.2.3', 'km', 'se lit de plusieurs façons'],
    ['1e999', 'km', 'hors de toute mesure'],
    ['9'.repeat(200), 'km', 'trop longue'],
  ])('%s in %s', (text, unit, reason) => {
    expect(quantityIn(text, unit)).toContain(reason);
  });
});

test('any text is a finite number or a reason', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d ,.e+-]*$/)), (text) => {
      const read = readNumber(text);
      expect(typeof read === 'string' || Number.isFinite(read.value)).toBe(true);
    }),
  );
});

test('any number is read back from its French spelling', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(999), (whole, thousandths) => {
      // Read and not computed: 8 + 0.819 is not 8.819.
      const value = Number(`${whole}.${String(thousandths).padStart(3, '0')}`);
      const text = value.toLocaleString('fr-FR', { maximumFractionDigits: 3 });
      expect(quantityIn(text, 'km')).toBe(value);
    }),
  );
});

test('the box of the right value holds what is within tolerance, and nothing else', () => {
  const amount = fc.double({ min: 0.001, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(amount, fc.double({ min: 0.001, max: 0.2, noNaN: true }), (value, share) => {
      const tolerance = value * share;
      const grid = gridAround(value, tolerance);
      const right = numberText(value, grid);
      for (const inside of [-1, -0.5, 0.5, 1])
        expect(numberText(value + inside * tolerance, grid)).toBe(right);
      for (const outside of [-1.001, 1.001, 3])
        expect(numberText(value + outside * tolerance, grid)).not.toBe(right);
    }),
  );
});

test('the public grid does not tell which box is right', () => {
  const { step, offset } = gridAround(6000, 300);
  expect(offset).toBeGreaterThanOrEqual(0);
  expect(offset).toBeLessThan(step);
});
