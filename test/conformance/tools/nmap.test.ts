import { type AddressInfo, type Server, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nmap, nmapping } from '../../../src/tools/nmap/nmap.js';
import { open } from '../../../src/network/open.js';
import { scan } from '../../../src/probe/scan.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('nmap');

describe.skipIf(lack)(`the installed nmap on loopback${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    server = createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.2\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterAll(() => {
    server.close();
  });

  test('finds the same ports as our scan', async () => {
    const ports = [port, 1, 2, 3];
    const theirs = await nmap('127.0.0.1', { ports, source: 'live' });
    const network = await open({ needs: 'connections' });
    const ours = await scan(network, '127.0.0.1', ports);
    network.close();
    const found = theirs.hosts[0]?.ports.map((each) => `${each.port} ${each.state}`).sort();
    expect(found).toEqual(ours.ports.map((each) => `${each.port} ${each.kind}`).sort());
    expect(theirs).toMatchObject({ origin: 'live', reason: '', end: { success: true, hostsUp: 1 } });
  });

  test('knows a version', async () => {
    const { hosts } = await nmap('localhost', { mode: 'versions', ports: [port], source: 'live' });
    expect(hosts[0]?.ports[0]?.service).toMatchObject({ name: 'ssh', method: 'probed', product: 'OpenSSH' });
  });

  test('finds a system', async () => {
    const { hosts } = await nmap('127.0.0.1', { mode: 'os', ports: [port, 1], source: 'live' });
    expect(hosts[0]?.osMatches.length ?? 0).toBeGreaterThanOrEqual(0);
    expect(hosts[0]?.state).toBe('up');
  });

  test('runs a script that is harmless', async () => {
    const { hosts } = await nmap('127.0.0.1', { ports: [port], scripts: ['banner'], source: 'live' });
    expect(hosts[0]?.ports[0]?.scripts).toMatchObject([{ id: 'banner', output: 'SSH-2.0-OpenSSH_9.2' }]);
  });

  test.each(['vuln', 'dos', 'exploit', 'http-slowloris', 'ssh-brute'])(
    'does not run %s unasked',
    async (script) => {
      const refused = nmap('127.0.0.1', { ports: [port], scripts: [script], source: 'live' });
      await expect(refused).rejects.toThrow('of the category');
    },
  );

  test.each(['../x', '-oN', 'http-*', 'not dos', 'nosuchscript', '/tmp/x.nse'])(
    '%j is no script',
    async (script) => {
      await expect(nmap('127.0.0.1', { scripts: [script], source: 'live' })).rejects.toThrow();
    },
  );

  test('says how far it is, and ends when the loop is left', async () => {
    // Ports that are refused at once: only the rate of --stats-every makes it wait.
    for await (const event of nmapping('127.77.0.0/24', { ports: '1-65535', source: 'live' })) {
      expect(event.kind).toBe('progress');
      break;
    }
  });

  test('is ended when aborted', async () => {
    const abortion = new AbortController();
    const running = nmap('127.77.0.0/24', { ports: '1-65535', source: 'live', signal: abortion.signal });
    abortion.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
