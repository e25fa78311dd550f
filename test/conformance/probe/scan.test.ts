import { type AddressInfo, type Server, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../../../src/network/open.js';
import { scan } from '../../../src/probe/scan.js';
import { run } from '../../network/run-dist.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('nmap');

describe.skipIf(lack)(`nmap -sT and ours on loopback${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const servers: Server[] = [];

  beforeAll(async () => {
    for (let i = 0; i < 3; i++) {
      const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      servers.push(server);
    }
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  });

  test('find the same ports open and the same closed', async () => {
    const listening = servers.map((server) => (server.address() as AddressInfo).port);
    const ports = [...new Set(listening.flatMap((port) => [port, port === 65535 ? port - 1 : port + 1]))];
    const theirs = await run(['nmap', '-sT', '-n', '-Pn', '-oG', '-', '-p', ports.join(','), '127.0.0.1']);
    const found = [...theirs.stdout.matchAll(/(\d+)\/(open|closed|filtered)\/tcp/g)];
    const network = await open({ needs: 'connections' });
    const ours = await scan(network, '127.0.0.1', ports);
    network.close();
    expect(found.length).toBe(ports.length);
    const byPort = found.map(([, port, state]) => `${port} ${state}`).sort();
    expect(ours.ports.map(({ port, kind }) => `${port} ${kind}`).sort()).toEqual(byPort);
  });
});
