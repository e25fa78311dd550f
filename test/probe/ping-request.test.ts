import { describe, expect, test } from 'vitest';
import { open } from '../../src/network/open.js';
import { InvalidOptionError } from '../../src/option.js';
import { ping } from '../../src/probe/ping.js';
import { pingReport } from '../../src/tools/ping/ping-report.js';
import { whyNoRawSockets } from '../network/privilege.js';

describe('what else a ping can ask, on a simulated network', () => {
  test('record route: the routers write their addresses, there and back', async () => {
    const network = await open({ network: 'simulated', scenario: 'ligne-domestique' });
    const { events } = await ping(network, 'www.exemple.fr', { count: 1, recordRoute: true });
    const [reply] = events;
    expect(reply?.kind === 'reply' && (reply.route?.length ?? 0)).toBeGreaterThan(2);
    network.close();
  });

  test('record route: the sender is written first, and eight of nine slots are left to the others', async () => {
    const network = await open({ network: 'simulated' });
    const result = await ping(network, 'voisin.exemple.fr', { count: 2, recordRoute: true });
    const there = ['192.168.1.23', '100.64.2.0', '100.64.3.0', '100.64.4.0', '198.51.100.97'];
    const route = [...there, '198.51.100.98', '198.51.100.98', '100.64.4.1', '100.64.3.1'];
    expect(result).toMatchObject({
      size: 56,
      optionBytes: 40,
      events: [{ route }, { route, sameRoute: true }],
    });
    const report = pingReport(result);
    expect(report).toMatch(/^PING voisin\.exemple\.fr \(198\.51\.100\.98\) 56\(124\) bytes of data\.\n/);
    expect(report).toContain(`ms\nRR: \t${route.join('\n\t')}\n\n64 bytes from 198.51.100.98: icmp_seq=2 `);
    expect(report).toMatch(/ms\t\(same route\)\n\n---/);
    network.close();
  });

  test('record route: its options leave less room for data', async () => {
    const network = await open({ network: 'simulated' });
    const asked = { count: 1, recordRoute: true, size: 65_467 };
    expect((await ping(network, 'passerelle.lan', asked)).statistics.transmitted).toBe(1);
    const longer = ping(network, 'passerelle.lan', { ...asked, size: 65_468 });
    await expect(longer).rejects.toThrow('size must be an integer from 0 to 65467');
    network.close();
  });

  test('IPv6: the same ping, the other family', async () => {
    const network = await open({ network: 'simulated', scenario: 'ligne-domestique' });
    const result = await ping(network, 'www.exemple.fr', { count: 2, version: 6 });
    expect(result.address).toContain(':');
    expect(result.statistics).toMatchObject({ transmitted: 2, received: 2 });
    expect(pingReport(result).split('\n')[0]).toBe(`PING www.exemple.fr(${result.address}) 56 data bytes`);
    network.close();
  });

  test('refuses what IPv6 does not have', async () => {
    const network = await open({ network: 'simulated', scenario: 'ligne-domestique' });
    const options = [{ recordRoute: true }, { request: 'timestamp' }, { request: 'address-mask' }] as const;
    for (const option of options) {
      const run = ping(network, 'www.exemple.fr', { ...option, version: 6 });
      await expect(run).rejects.toThrow(InvalidOptionError);
    }
    network.close();
  });
});

const missing = whyNoRawSockets();

describe.skipIf(missing !== undefined)(
  `what else a ping can ask of this machine${missing ? `: ${missing}` : ''}`,
  () => {
    test('the time: within a second of our own clock', async () => {
      const network = await open({ network: 'raw' });
      const { events } = await ping(network, '127.0.0.1', {
        count: 1,
        timeoutMs: 20_000,
        request: 'timestamp',
      });
      const [reply] = events;
      if (reply?.kind !== 'reply' || !reply.clock)
        throw new Error(`no timestamp reply: ${JSON.stringify(events)}`);
      expect(Math.abs(reply.clock.receiveMs - reply.clock.originateMs)).toBeLessThan(1000);
      network.close();
    });

    test('IPv6 loopback', async () => {
      const network = await open({ network: 'raw' });
      const { statistics } = await ping(network, '::1', { count: 3, intervalMs: 5, timeoutMs: 20_000 });
      expect(statistics).toMatchObject({ transmitted: 3, received: 3, errors: 0 });
      network.close();
    });

    test('the recorded route of loopback', async () => {
      const network = await open({ network: 'raw' });
      const { events } = await ping(network, '127.0.0.1', { count: 1, timeoutMs: 20_000, recordRoute: true });
      expect(events[0]).toMatchObject({ kind: 'reply', route: Array(4).fill('127.0.0.1') });
      network.close();
    });
  },
);
