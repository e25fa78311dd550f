import { describe, expect, test } from 'vitest';
import type { PingEvent } from '../../src/probe/ping-session.js';
import { ping, pinging } from '../../src/probe/ping.js';
import {
  type SentProbe,
  answering,
  echoReply,
  HERE,
  ROUTER,
  ScriptedNetwork,
  THERE,
  timeExceeded,
  unreachable,
} from './scripted-network.js';

const brief = (events: readonly PingEvent[]): string[] =>
  events.map((event) =>
    event.kind === 'reply' ? `${event.sequence}:${event.rttMs}` : `${event.sequence}:${event.kind}`,
  );

describe('replies', () => {
  test('each request gets its own', async () => {
    const network = new ScriptedNetwork(answering(12.5));
    const { events, statistics, interrupted, ...rest } = await ping(network, 'there', { count: 2 });
    const reply = {
      kind: 'reply',
      from: THERE,
      bytes: 64,
      ttl: 60,
      rttMs: 12.5,
      duplicate: false,
      late: false,
    };
    expect(events).toEqual([
      { ...reply, sequence: 1 },
      { ...reply, sequence: 2 },
    ]);
    expect(rest).toEqual({ origin: 'simulated', host: 'there', address: THERE, size: 56 });
    expect(statistics).toMatchObject({
      transmitted: 2,
      received: 2,
      lossPercent: 0,
      elapsedMs: 1000,
      pipe: 1,
    });
    expect(interrupted).toBe(false);
  });

  test('a lost one times out, in its turn', async () => {
    const network = new ScriptedNetwork((request) => (request.rank === 2 ? [] : answering(5)(request)));
    const { events, statistics } = await ping(network, 'there', { count: 3, intervalMs: 500 });
    expect(brief(events)).toEqual(['1:5', '3:5', '2:timeout']);
    expect(statistics).toMatchObject({ transmitted: 3, received: 2, elapsedMs: 1000 });
    expect(statistics.lossPercent).toBeCloseTo(100 / 3);
  });

  test('a second one to the same request is a duplicate, which counts in the times but not in the loss', async () => {
    const network = new ScriptedNetwork((request) => [
      { afterMs: 10, bytes: echoReply(request) },
      { afterMs: 20, bytes: echoReply(request) },
    ]);
    const { events, statistics } = await ping(network, 'there', { count: 2, intervalMs: 100 });
    expect(events.map((event) => event.kind === 'reply' && event.duplicate)).toEqual([false, true, false]);
    expect(statistics).toMatchObject({ received: 2, duplicates: 1, lossPercent: 0 });
    expect(statistics.rtt?.avgMs).toBe(13.333);
  });

  test('a late one is told as a timeout first, then as a late reply, and is no loss', async () => {
    const network = new ScriptedNetwork((request) => answering(request.rank === 1 ? 250 : 1)(request));
    const { events, statistics } = await ping(network, 'there', {
      count: 4,
      intervalMs: 100,
      timeoutMs: 200,
    });
    expect(brief(events)).toEqual(['2:1', '1:timeout', '3:1', '1:250', '4:1']);
    expect(events[3]).toMatchObject({ late: true, duplicate: false });
    expect(statistics).toMatchObject({ received: 4, lossPercent: 0, pipe: 3 });
  });

  test('one at the very end of its time is not late', async () => {
    const { events } = await ping(new ScriptedNetwork(answering(200)), 'there', { count: 1, timeoutMs: 200 });
    expect(events).toMatchObject([{ kind: 'reply', late: false, rttMs: 200 }]);
  });

  test('a host that never answers gives an honest report: 100 % loss and no times', async () => {
    const { events, statistics } = await ping(new ScriptedNetwork(() => []), 'there', { count: 3 });
    expect(brief(events)).toEqual(['1:timeout', '2:timeout', '3:timeout']);
    expect(statistics).toEqual({
      transmitted: 3,
      received: 0,
      duplicates: 0,
      errors: 0,
      ignored: 0,
      lossPercent: 100,
      elapsedMs: 2000,
      pipe: 0,
    });
  });
});

describe('errors', () => {
  test('say who, about which request, and why', async () => {
    const network = new ScriptedNetwork(({ bytes, rank }) => [
      { afterMs: 3, bytes: rank === 1 ? timeExceeded(bytes) : unreachable(bytes, 1) },
    ]);
    const { events, statistics } = await ping(network, 'there', { count: 2 });
    expect(events).toEqual([
      { kind: 'error', sequence: 1, from: ROUTER, error: 'time-exceeded', code: 0 },
      { kind: 'error', sequence: 2, from: ROUTER, error: 'destination-unreachable', code: 1 },
    ]);
    expect(statistics).toMatchObject({ transmitted: 2, received: 0, errors: 2, lossPercent: 100 });
    expect(statistics).not.toHaveProperty('rtt');
  });

  test('settle their request: nothing is waited for afterwards', async () => {
    const network = new ScriptedNetwork(({ bytes }) => [{ afterMs: 3, bytes: timeExceeded(bytes) }]);
    await ping(network, 'there', { count: 1, timeoutMs: 60_000 });
    expect(network.now()).toBe(3);
  });

  test('that come late together show in the pipe, as in iputils', async () => {
    const network = new ScriptedNetwork(({ bytes, atMs }) => [
      { afterMs: 3000 - atMs, bytes: unreachable(bytes, 1) },
    ]);
    const { statistics } = await ping(network, 'there', { count: 3, timeoutMs: 4000 });
    expect(statistics).toMatchObject({ errors: 3, pipe: 3 });
  });
});

describe('options', () => {
  test('defaults are those of ping: 4 requests (not without end), every second, 56 bytes, ttl 64', async () => {
    const network = new ScriptedNetwork(answering(1));
    await ping(network, 'there');
    expect(network.sent.map(({ atMs }) => atMs)).toEqual([0, 1000, 2000, 3000]);
    expect(network.sent.map(({ ttl, data }) => [ttl, data.length])).toEqual(Array(4).fill([64, 56]));
  });

  test('size and ttl are those of the packets', async () => {
    const network = new ScriptedNetwork(answering(1));
    const { events } = await ping(network, 'there', { count: 1, size: 1000, ttl: 7 });
    expect(network.sent[0]).toMatchObject({ ttl: 7, bytes: { length: 1028 } });
    expect(events[0]).toMatchObject({ bytes: 1008 });
  });

  test.each([0, 65507])('%i bytes of data', async (size) => {
    const { statistics } = await ping(new ScriptedNetwork(answering(1)), 'there', { count: 2, size });
    expect(statistics.received).toBe(2);
  });

  test('the interval does not wait for the replies', async () => {
    const network = new ScriptedNetwork(answering(450));
    const { events } = await ping(network, 'there', { count: 4, intervalMs: 100 });
    expect(network.sent.map(({ atMs }) => atMs)).toEqual([0, 100, 200, 300]);
    expect(brief(events)).toEqual(['1:450', '2:450', '3:450', '4:450']);
  });

  test('an interval of 0 sends the next request as soon as the last one is settled', async () => {
    const script = (request: SentProbe) => (request.rank === 2 ? [] : answering(5)(request));
    const network = new ScriptedNetwork(script);
    await ping(network, 'there', { count: 4, intervalMs: 0, timeoutMs: 100 });
    expect(network.sent.map(({ atMs }) => atMs)).toEqual([0, 5, 105, 110]);
  });

  test('the sequence goes on from 0 after 65535, and each reply still finds its request', async () => {
    const network = new ScriptedNetwork(answering(0.25));
    const run = await pinging(network, 'there', { count: 65_600, intervalMs: 0, size: 0 });
    const last: PingEvent[] = [];
    for await (const event of run) if (run.statistics().transmitted > 65_534) last.push(event);
    expect(last.slice(0, 4).map(({ sequence }) => sequence)).toEqual([65_535, 0, 1, 2]);
    expect(run.statistics()).toMatchObject({ transmitted: 65_600, received: 65_600, duplicates: 0, pipe: 1 });
  });
});

/** What ping(8) of iputils 20221126 does, asked in a network namespace with a host that answers so late. */
describe('the end of a ping is that of iputils', () => {
  const rtt = (rttsMs: readonly number[]) => (request: SentProbe) =>
    answering(rttsMs[request.rank - 1] ?? 0)(request);

  test.each([1, 3])('a host at 1.5 s loses nothing of %i', async (count) => {
    const { statistics } = await ping(new ScriptedNetwork(answering(1500)), 'there', { count });
    expect(statistics).toMatchObject({ transmitted: count, received: count, lossPercent: 0 });
  });

  test('before any reply, the wait is of ten seconds, or of the timeout', async () => {
    const silent = new ScriptedNetwork(() => []);
    expect((await ping(silent, 'there', { count: 1 })).statistics.lossPercent).toBe(100);
    expect(silent.now()).toBe(10_000);
    await ping(silent, 'there', { count: 1, timeoutMs: 300 });
    expect(silent.now()).toBe(10_300);
  });

  test('after one, twice the longest round trip, and an interval at least', async () => {
    const network = new ScriptedNetwork(rtt([9, 3000]));
    expect((await ping(network, 'there', { count: 2 })).statistics.received).toBe(1);
    expect(network.now()).toBe(2000);
    const slow = new ScriptedNetwork(rtt([900, 2000]));
    expect((await ping(slow, 'there', { count: 2, timeoutMs: 100 })).statistics.received).toBe(1);
    expect(slow.now()).toBe(1000 + 1800);
  });

  test('errors are answers: three failures of the neighbour, three seconds later, and no more is waited for', async () => {
    const network = new ScriptedNetwork(({ bytes, rank }) => [
      { afterMs: 3060 - 1000 * (rank - 1), bytes: unreachable(bytes, 1, HERE) },
    ]);
    const { events, statistics } = await ping(network, 'there', { count: 3 });
    expect(events.map(({ kind }) => kind)).toEqual(['error', 'error', 'error']);
    expect(statistics).toMatchObject({ errors: 3, lossPercent: 100, pipe: 3 });
    expect(network.now()).toBe(3060);
  });

  test('with a deadline it sends until so many replies have come', async () => {
    const odd = (request: SentProbe) => (request.rank % 2 === 1 ? answering(1)(request) : []);
    const options = { count: 3, intervalMs: 500, deadlineMs: 4000 };
    const { statistics } = await ping(new ScriptedNetwork(odd), 'there', options);
    expect(statistics).toMatchObject({ transmitted: 5, received: 3, lossPercent: 40 });
  });

  test('a deadline ends it with what has come, and so does an error', async () => {
    const silent = new ScriptedNetwork(() => []);
    const options = { count: Infinity, intervalMs: 500, deadlineMs: 1800 };
    const { events, statistics } = await ping(silent, 'there', options);
    expect([statistics.transmitted, events.length, silent.now()]).toEqual([4, 4, 1800]);
    const refused = new ScriptedNetwork(({ bytes }) => [{ afterMs: 1, bytes: unreachable(bytes, 13) }]);
    expect((await ping(refused, 'there', options)).statistics).toMatchObject({ transmitted: 1, errors: 1 });
  });
});
