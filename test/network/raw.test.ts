import { spawn } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { createSocket } from 'raw-socket';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Network, NetworkClosedError, SendError, UnknownHostError } from '../../src/network/network.js';
import { openRaw } from '../../src/network/raw.js';
import { encodeIcmp } from '../../src/packet/icmp.js';
import { encodeIcmpv6 } from '../../src/packet/icmpv6.js';
import { encodeIpv6 } from '../../src/packet/ipv6.js';
import { encodeIpv4, ipProtocol } from '../../src/packet/ipv4.js';
import { ping, pinging } from '../../src/probe/ping.js';
import { whyNoRawSockets } from './privilege.js';
import { DIST, runScript } from './run-dist.js';

const lack = whyNoRawSockets();
const LOOPBACK = '127.0.0.1';
/** Nobody waits that long; it only keeps a busy machine from turning a slow reply into a timeout. */
const PATIENT = { timeoutMs: 20_000 };

describe.skipIf(lack)(`raw sockets on loopback${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  let network: Network;

  beforeEach(() => {
    network = openRaw('test');
  });

  afterEach(() => {
    network.close();
  });

  test('a real ping of 127.0.0.1', async () => {
    const { origin, events, statistics } = await ping(network, LOOPBACK, {
      ...PATIENT,
      count: 5,
      intervalMs: 2,
    });
    expect(origin).toBe('live');
    expect(events).toHaveLength(5);
    expect(events[0]).toMatchObject({ kind: 'reply', sequence: 1, from: LOOPBACK, bytes: 64, ttl: 64 });
    expect(statistics).toMatchObject({
      transmitted: 5,
      received: 5,
      duplicates: 0,
      errors: 0,
      lossPercent: 0,
    });
    expect(statistics.rtt?.minMs).toBeGreaterThan(0);
    expect(statistics.rtt?.minMs).toBeLessThan(100);
  });

  test.each([0, 1, 56, 65_507])('%i bytes of data', async (size) => {
    const { events } = await ping(network, LOOPBACK, { ...PATIENT, count: 2, intervalMs: 0, size });
    expect(events).toMatchObject([
      { kind: 'reply', bytes: size + 8 },
      { kind: 'reply', bytes: size + 8 },
    ]);
  });

  const lacksIpv6 = !Object.values(networkInterfaces())
    .flat()
    .some((each) => each?.address === '::1');

  test.skipIf(lacksIpv6)(
    'IPv6 has room for 65527 bytes, which the kernel cuts, and for no more',
    async () => {
      const { events } = await ping(network, '::1', { ...PATIENT, count: 1, size: 65_527 });
      expect(events).toMatchObject([{ kind: 'reply', bytes: 65_535, from: '::1' }]);
      await expect(ping(network, '::1', { count: 1, size: 65_528 })).rejects.toThrow('from 0 to 65527');
    },
  );

  test.skipIf(lacksIpv6)('what must not be cut is refused in IPv6, which has no bit for it', async () => {
    const data = new Uint8Array(65_527);
    const endpoints = { source: '::1', destination: '::1' };
    const payload = encodeIcmpv6({ kind: 'echo-request', identifier: 1, sequence: 1, data }, endpoints);
    const packet = encodeIpv6({ ...endpoints, protocol: ipProtocol.icmpv6, payload });
    await expect(network.send(packet, true)).rejects.toThrow('Message too long');
  });

  test.each([1, 255])('a ttl of %i leaves with the request', async (ttl) => {
    const { statistics } = await ping(network, LOOPBACK, { ...PATIENT, count: 1, ttl });
    expect(statistics.received).toBe(1);
  });

  test('localhost and 0.0.0.0 are this host', async () => {
    expect(await Promise.all([network.resolve('localhost'), network.resolve('0.0.0.0')])).toEqual([
      LOOPBACK,
      LOOPBACK,
    ]);
  });

  test('no two probes of the process have the same identifier, nor flows of one the identifier of another', () => {
    const other = openRaw('test');
    const identifiers = Array.from({ length: 200 }, () => [network.identifier(), other.identifier()]).flat();
    expect(new Set(identifiers).size).toBe(400);
    const [first = 0, second = 0] = identifiers;
    expect((second - first + 0x10000) % 0x10000).toBeGreaterThan(200);
    other.close();
  });

  test('a network hears nothing of the echoes of another', async () => {
    const other = openRaw('test');
    await ping(network, LOOPBACK, { ...PATIENT, count: 3, intervalMs: 0 });
    expect(await other.receive(other.now())).toBeUndefined();
    const { statistics } = await ping(other, LOOPBACK, { ...PATIENT, count: 3, intervalMs: 0 });
    expect(statistics).toMatchObject({ received: 3, ignored: 0 });
    other.close();
  });

  test('forty pings at once lose nothing, and count no echo twice', async () => {
    const networks = Array.from({ length: 40 }, () => openRaw('test'));
    const options = { ...PATIENT, count: 10, intervalMs: 5 };
    const results = await Promise.all(networks.map((each) => ping(each, LOOPBACK, options)));
    for (const each of networks) each.close();
    for (const { statistics } of results)
      expect(statistics).toMatchObject({ received: 10, duplicates: 0, errors: 0, ignored: 0 });
  });

  test('two pings at the same time, one network each, do not mix', async () => {
    const other = openRaw('test');
    const options = { ...PATIENT, count: 50, intervalMs: 1 };
    const results = await Promise.all([
      ping(network, LOOPBACK, options),
      ping(other, '127.0.0.2', options),
    ]).finally(() => {
      other.close();
    });
    for (const { statistics, events, address } of results) {
      expect(statistics).toMatchObject({ received: 50, duplicates: 0, errors: 0 });
      expect(new Set(events.map((event) => event.kind === 'reply' && event.from))).toEqual(
        new Set([address]),
      );
    }
  });

  test('garbage, cut and foreign packets that arrive all the while change nothing', async () => {
    const source = createSocket({ protocol: ipProtocol.icmp });
    source.on('message', () => undefined);
    const flood = setInterval(() => {
      for (const bytes of junk) source.send(Buffer.from(bytes), 0, bytes.length, LOOPBACK, nothing, nothing);
    }, 5);
    try {
      const { statistics } = await ping(network, LOOPBACK, { ...PATIENT, count: 60, intervalMs: 3 });
      expect(statistics).toMatchObject({ transmitted: 60, received: 60, duplicates: 0, errors: 0 });
      expect(statistics.ignored).toBeGreaterThan(0);
    } finally {
      clearInterval(flood);
      source.close();
    }
  });

  test('a network serves one probe at a time, and says so', async () => {
    const both = Promise.all([1, 2].map(() => ping(network, LOOPBACK, { count: 3, intervalMs: 50 })));
    await expect(both).rejects.toThrow('one probe at a time');
  });

  test('closed while somebody waits for a packet: NetworkClosedError', async () => {
    const waiting = network.receive(Infinity);
    network.close();
    await expect(waiting).rejects.toThrow(NetworkClosedError);
    await expect(network.receive(Infinity)).rejects.toThrow(NetworkClosedError);
  });

  test('closed while a packet is being sent: NetworkClosedError, never a wait without end', async () => {
    const sending = network.send(echoRequest);
    network.close();
    await expect(sending).rejects.toThrow(NetworkClosedError);
    await expect(network.send(echoRequest)).rejects.toThrow(NetworkClosedError);
  });

  test('closed in mid-ping: the ping fails by name', async () => {
    const run = await pinging(network, LOOPBACK, { ...PATIENT, count: 5, intervalMs: 1 });
    await expect(async () => {
      for await (const event of run) if (event.sequence === 2) network.close();
    }).rejects.toThrow(NetworkClosedError);
  });

  test.each([
    ['an empty name', ''],
    ['a name longer than names can be', 'x'.repeat(300)],
  ])('unknown host: %s', async (_, host) => {
    await expect(ping(network, host)).rejects.toThrow(UnknownHostError);
  });

  test('an address that this host refuses to send to', async () => {
    await expect(ping(network, '127.255.255.255')).rejects.toThrow(SendError);
  });

  test.each(['fe80::1%nowhere', 'ff02::1%nowhere'])('an interface that there is not: %s', async (host) => {
    await expect(ping(network, host)).rejects.toThrow(`cannot send to ${host}: No such interface`);
  });
});

describe.skipIf(lack)(`a program with raw sockets${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  test('ends by itself once the network is closed', async () => {
    const { stdout, code } = await runScript(`
      const network = await sonde.open({ network: 'raw' });
      const { statistics } = await sonde.ping(network, '127.0.0.1', { count: 2, intervalMs: 0, timeoutMs: 20_000 });
      network.close();
      console.log(statistics.received);`);
    expect({ stdout, code }).toEqual({ stdout: '2\n', code: 0 });
  });

  test('ends by itself after an error too', async () => {
    const { stdout, code } = await runScript(`
      const network = await sonde.open({ network: 'raw' });
      await sonde.ping(network, '', {}).catch((error) => console.log(error.name));
      network.close();`);
    expect({ stdout, code }).toEqual({ stdout: 'UnknownHostError\n', code: 0 });
  });

  test('keeps its sockets while it waits, whatever the garbage collector does', async () => {
    const { stdout } = await runScript(
      `
      const network = await sonde.open({ network: 'raw' });
      setInterval(gc, 1).unref();
      const { statistics } = await sonde.ping(network, '127.0.0.1', { count: 15, intervalMs: 0, timeoutMs: 20000 });
      console.log(statistics.received);
      network.close();`,
      [process.execPath, '--expose-gc'],
    );
    expect(stdout).toBe('15\n');
  });

  test('stopped by Ctrl-C tells what it measured, and leaves nothing behind', async () => {
    const script = `
      const { open, ping, pinging } = require(${JSON.stringify(DIST)});
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      (async () => {
        const network = await open({ network: 'raw' });
        const run = await pinging(network, '127.0.0.1', { count: Infinity, intervalMs: 5, signal: stop.signal });
        for await (const event of run) if (event.sequence === 3) console.log('three');
        network.close();
        const { transmitted, received } = run.statistics();
console.log(received >= 3 && transmitted >= received);
      })();`;
    const child = spawn(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 55_000,
    });
    child.stdout.once('data', () => child.kill('SIGINT'));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    expect({ output: await text(child.stdout), code: await ended }).toEqual({
      output: 'three\ntrue\n',
      code: 0,
    });
  });
});

const nothing = (): void => undefined;
const data = new Uint8Array(56);
const echoRequest = encodeIpv4({
  source: LOOPBACK,
  destination: LOOPBACK,
  protocol: ipProtocol.icmp,
  payload: encodeIcmp({ kind: 'echo-request', identifier: 1, sequence: 1, data }),
});
/** ICMP messages as other programs, or ill-meaning ones, send them. */
const junk: readonly Uint8Array[] = [
  Uint8Array.of(0),
  Uint8Array.from({ length: 7 }, () => 0),
  Uint8Array.from({ length: 120 }, (_, i) => (i * 97) & 0xff),
  encodeIcmp({ kind: 'echo-reply', identifier: 0xbeef, sequence: 1, data }),
  encodeIcmp({ kind: 'echo-reply', identifier: 0xbeef, sequence: 1, data }, 0x1111),
  encodeIcmp({ kind: 'destination-unreachable', code: 1, quoted: echoRequest }),
  encodeIcmp({ kind: 'time-exceeded', code: 0, quoted: echoRequest.subarray(0, 5) }),
];
