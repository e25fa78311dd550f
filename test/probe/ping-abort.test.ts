import { describe, expect, test } from 'vitest';
import { InvalidOptionError } from '../../src/option.js';
import { type PingOptions, ping, pinging } from '../../src/probe/ping.js';
import { NetworkClosedError, SendError, UnknownHostError } from '../../src/network/network.js';
import { answering, ScriptedNetwork, THERE } from './scripted-network.js';

describe('a signal', () => {
  test('in mid-ping ends it at once, with what was measured so far', async () => {
    const stop = new AbortController();
    const network = new ScriptedNetwork(answering(10));
    network.schedule(2500, () => {
      stop.abort();
    });
    const { events, statistics, interrupted } = await ping(network, 'there', {
      count: Infinity,
      signal: stop.signal,
    });
    expect(events).toHaveLength(3);
    expect(statistics).toMatchObject({ transmitted: 3, received: 3, lossPercent: 0, elapsedMs: 2000 });
    expect(interrupted).toBe(true);
    expect(network.now()).toBe(2500);
  });

  test('while requests are on their way leaves them counted as sent and not received', async () => {
    const stop = new AbortController();
    const network = new ScriptedNetwork(answering(800));
    network.schedule(2500, () => {
      stop.abort();
    });
    const { statistics } = await ping(network, 'there', { count: 9, signal: stop.signal });
    expect(statistics).toMatchObject({ transmitted: 3, received: 2 });
  });

  test('aborted before the start sends nothing', async () => {
    const network = new ScriptedNetwork(answering(1));
    const result = await ping(network, 'there', { signal: AbortSignal.abort() });
    expect(network.sent).toEqual([]);
    expect(result).toMatchObject({ events: [], interrupted: true });
    expect(result.statistics).toMatchObject({ transmitted: 0, received: 0, lossPercent: 0, elapsedMs: 0 });
  });

  test('aborted after the end changes nothing', async () => {
    const stop = new AbortController();
    const run = await pinging(new ScriptedNetwork(answering(1)), 'there', { count: 2, signal: stop.signal });
    for await (const event of run) expect(event.kind).toBe('reply');
    stop.abort();
    expect(run.statistics()).toMatchObject({ transmitted: 2, received: 2 });
  });

  test('breaking out of the loop ends the ping too', async () => {
    const network = new ScriptedNetwork(answering(1));
    const run = await pinging(network, 'there', { count: Infinity });
    for await (const event of run) if (event.sequence === 2) break;
    expect(run.statistics()).toMatchObject({ transmitted: 2, received: 2 });
  });
});

describe('named errors', () => {
  const refused: [keyof PingOptions, PingOptions][] = [
    ...[0, -1, 1.5, NaN, -Infinity].map((count): [keyof PingOptions, PingOptions] => ['count', { count }]),
    ...[-1, NaN, Infinity].map((intervalMs): [keyof PingOptions, PingOptions] => [
      'intervalMs',
      { intervalMs },
    ]),
    ...[-1, 65_508, 0.5, NaN].map((size): [keyof PingOptions, PingOptions] => ['size', { size }]),
    ...[0, 256, 64.5, NaN].map((ttl): [keyof PingOptions, PingOptions] => ['ttl', { ttl }]),
    ...[0, -5, NaN, Infinity].map((timeoutMs): [keyof PingOptions, PingOptions] => [
      'timeoutMs',
      { timeoutMs },
    ]),
  ];

  test.each(refused)('%s out of its range: %o', async (option, options) => {
    const network = new ScriptedNetwork(answering(1));
    const error: unknown = await ping(network, 'there', options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect(error).toMatchObject({ option, value: options[option] });
    expect((error as Error).message).toContain(`${option} must be`);
    expect(network.sent).toEqual([]);
  });

  test('an option of the wrong type is refused as well', async () => {
    const options = { timeoutMs: '56' } as unknown as PingOptions;
    await expect(ping(new ScriptedNetwork(answering(1)), 'there', options)).rejects.toThrow(
      InvalidOptionError,
    );
  });

  test('an unknown host', async () => {
    const unknown = ping(new ScriptedNetwork(answering(1)), 'nowhere');
    await expect(unknown).rejects.toThrow(UnknownHostError);
    await expect(unknown).rejects.toThrow('unknown host: "nowhere"');
  });

  test('a packet that this host refuses to send', async () => {
    const network = new ScriptedNetwork(() => {
      throw new SendError(THERE, 'ENETUNREACH');
    });
    await expect(ping(network, 'there')).rejects.toThrow(`cannot send to ${THERE}: Network is unreachable`);
  });

  test('a network that is closed in mid-ping', async () => {
    const network = new ScriptedNetwork(() => []);
    network.schedule(500, () => {
      network.close();
    });
    await expect(ping(network, 'there')).rejects.toThrow(NetworkClosedError);
  });
});
