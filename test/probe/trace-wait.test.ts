import { describe, expect, test } from 'vitest';
import { TraceWait } from '../../src/probe/traceroute.js';

/** With the factors of traceroute's own default. */
const waiting = (): TraceWait => new TraceWait(5000, { here: 3, near: 10 });

describe('how long to wait for a probe (traceroute -w 5,3,10)', () => {
  test('the maximum, as long as nobody has answered', () => {
    expect(waiting().patienceMs(4)).toBe(5000);
  });

  test('three times what the same hop took', () => {
    const wait = waiting();
    wait.learn(4, 50);
    wait.learn(4, 80);
    expect(wait.patienceMs(4)).toBe(240);
  });

  test('ten times what the next hop that answered took', () => {
    const wait = waiting();
    wait.learn(6, 60);
    wait.learn(9, 200);
    expect(wait.patienceMs(4)).toBe(600);
  });

  test('the maximum beyond the last one that answered: nobody knows how far it is', () => {
    const wait = waiting();
    wait.learn(3, 20);
    expect(wait.patienceMs(4)).toBe(5000);
  });

  test('never less than 100 ms, never more than the maximum', () => {
    const wait = waiting();
    wait.learn(1, 0.1);
    wait.learn(2, 4000);
    expect([wait.patienceMs(1), wait.patienceMs(2)]).toEqual([100, 5000]);
  });

  test('factors of 0 never hurry', () => {
    const wait = new TraceWait(5000, { here: 0, near: 0 });
    wait.learn(4, 50);
    expect([wait.patienceMs(4), wait.patienceMs(3)]).toEqual([5000, 5000]);
  });
});
