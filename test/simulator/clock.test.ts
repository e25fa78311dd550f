import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/simulator/clock.js';

test('time passes only from event to event', () => {
  const clock = new VirtualClock();
  clock.schedule(60_000, () => undefined);
  expect([clock.now(), clock.nextMs()]).toEqual([0, 60_000]);
  clock.step();
  expect([clock.now(), clock.nextMs()]).toEqual([60_000, Infinity]);
  clock.step();
  expect(clock.now()).toBe(60_000);
});

test('an event in the past happens now, and time never goes back', () => {
  const clock = new VirtualClock();
  clock.advanceTo(10);
  clock.schedule(-5, () => undefined);
  clock.step();
  clock.advanceTo(3);
  expect(clock.now()).toBe(10);
});

test('events happen in the order of their instants, and of their planning within one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (delays) => {
      const clock = new VirtualClock();
      const happened: { delay: number; rank: number }[] = [];
      delays.forEach((delay, rank) => {
        clock.schedule(delay, () => happened.push({ delay, rank }));
      });
      while (clock.nextMs() < Infinity) clock.step();
      expect(happened).toEqual(
        delays.map((delay, rank) => ({ delay, rank })).sort((a, b) => a.delay - b.delay || a.rank - b.rank),
      );
    }),
  );
});

test('an event may plan others', () => {
  const clock = new VirtualClock();
  const instants: number[] = [];
  const again = (): void => {
    instants.push(clock.now());
    if (instants.length < 3) clock.schedule(10, again);
  };
  again();
  while (clock.nextMs() < Infinity) clock.step();
  expect(instants).toEqual([0, 10, 20]);
});
