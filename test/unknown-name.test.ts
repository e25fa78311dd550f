import { expect, test } from 'vitest';
import { nearestNames, UnknownNameError } from '../src/unknown-name.js';

test('the nearest names come first, and only near ones', () => {
  const known = ['ping', 'pinging', 'sweep', 'tcping'];
  expect(nearestNames('pign', known)).toEqual(['ping']);
  expect(nearestNames('tping', known)).toEqual(['ping', 'tcping']);
  expect(nearestNames('traceroute', known)).toEqual([]);
});

test('an unknown name is told with the nearest, and with all', () => {
  const error = new UnknownNameError('scenario', 'satelite', ['satellite', 'wifi']);
  expect(error.message).toBe(
    'unknown scenario: "satelite"; did you mean satellite? there is satellite, wifi',
  );
  expect(new UnknownNameError('lab', 'x\u001b[31m', []).message).toBe(
    String.raw`unknown lab: "x\u001b[31m"; there is none`,
  );
});

test('a long name takes no time, and is not repeated whole', () => {
  const { message } = new UnknownNameError('capture', 'a'.repeat(1_000_000), ['ping']);
  expect(message.length).toBeLessThan(120);
});
