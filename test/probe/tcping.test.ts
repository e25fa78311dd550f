import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/network/open.js';
import { InvalidOptionError } from '../../src/option.js';
import { tcping } from '../../src/probe/tcping.js';

describe('tcping on a simulated network', () => {
  test('times the handshake of an open port, connection after connection', async () => {
    const network = await open({ network: 'simulated', scenario: 'transatlantique' });
    const { attempts, answered, lossPercent, rtt, origin } = await tcping(network, 'www.exemple.org', 80, {
      count: 3,
    });
    expect(attempts.map(({ kind }) => kind)).toEqual(['open', 'open', 'open']);
    expect({ answered, lossPercent, origin }).toEqual({ answered: 3, lossPercent: 0, origin: 'simulated' });
    expect(rtt?.minMs).toBeGreaterThan(60);
    network.close();
  });

  test('a refusal is an answer', async () => {
    const network = await open({ network: 'simulated' });
    const { attempts, answered } = await tcping(network, 'passerelle.lan', 9, { count: 2 });
    expect(attempts.map(({ kind }) => kind)).toEqual(['closed', 'closed']);
    expect(answered).toBe(2);
    network.close();
  });

  test('nobody at the address: no answer, all lost, no times', async () => {
    const network = await open({ network: 'simulated' });
    const { attempts, lossPercent, rtt } = await tcping(network, 'muet.exemple.fr', 80, { count: 2 });
    expect(attempts.every(({ kind }) => kind === 'filtered')).toBe(true);
    expect({ lossPercent, rtt }).toEqual({ lossPercent: 100, rtt: undefined });
    network.close();
  });

  test.each([
    ['port', 0, {}],
    ['port', 65536, {}],
    ['count', 80, { count: 0 }],
    ['timeoutMs', 80, { timeoutMs: -1 }],
    ['intervalMs', 80, { intervalMs: NaN }],
  ] as const)('refuses a wrong %s', async (option, port, options) => {
    const network = await open({ network: 'simulated' });
    await expect(tcping(network, 'localhost', port, options)).rejects.toSatisfy(
      (error) => error instanceof InvalidOptionError && error.option === option,
    );
    network.close();
  });
});

describe('tcping without any privilege', () => {
  test('is real: it connects to a port of this machine', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const network = await open({ needs: 'connections' });
    const { attempts, origin } = await tcping(network, '127.0.0.1', port, {
      count: 2,
      intervalMs: 1,
      timeoutMs: 20_000,
    });
    expect(origin).toBe('live');
    expect(attempts.map(({ kind }) => kind)).toEqual(['open', 'open']);
    network.close();
    await new Promise((resolve) => server.close(resolve));
    const again = await open({ needs: 'connections' });
    expect((await tcping(again, '127.0.0.1', port, { count: 1, timeoutMs: 20_000 })).attempts[0]?.kind).toBe(
      'closed',
    );
    again.close();
  });

  test('stops when aborted, and keeps what it has', async () => {
    const network = await open({ needs: 'connections' });
    const signal = AbortSignal.abort();
    expect((await tcping(network, '127.0.0.1', 1, { signal })).attempts).toEqual([]);
    network.close();
  });
});
