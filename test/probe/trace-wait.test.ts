import { describe, expect, test } from 'vitest';
import { TraceWait } from '../../src/probe/trace-wait.js';

describe('how long to wait for a probe (traceroute -w 5,3,10)', () => {
  test('the maximum, as long as nobody has answered', () => {
    expect(new TraceWait(5000).patienceMs(4)).toBe(5000);
  });

  test('three times what the same hop took', () => {
    const wait = new TraceWait(5000);
    wait.learn(4, 50);
    wait.learn(4, 80);
    expect(wait.patienceMs(4)).toBe(240);
  });

  test('ten times what the next hop that answered took', () => {
    const wait = new TraceWait(5000);
    wait.learn(6, 60);
    wait.learn(9, 200);
    expect(wait.patienceMs(4)).toBe(600);
  });

  test('the maximum beyond the last one that answered: nobody knows how far it is', () => {
    const wait = new TraceWait(5000);
    wait.learn(3, 20);
    expect(wait.patienceMs(4)).toBe(5000);
  });

  test('never less than 100 ms, never more than the maximum', () => {
    const wait = new TraceWait(5000);
    wait.learn(1, 0.1);
    wait.learn(2, 4000);
    expect([wait.patienceMs(1), wait.patienceMs(2)]).toEqual([100, 5000]);
  });
});
