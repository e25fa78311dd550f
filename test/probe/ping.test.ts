import { describe, expect, test } from 'vitest';
import type { PingEvent } from '../../src/probe/ping-session.js';
import { ping, pinging } from '../../src/probe/ping.js';
import {
  type SentProbe,
  answering,
  echoReply,
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
