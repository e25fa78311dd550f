import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { open } from '../../src/network/open.js';
import { NotAuthorisedError } from '../../src/probe/authorisation.js';
import { InvalidOptionError } from '../../src/option.js';
import { scan } from '../../src/probe/scan.js';

test('tells open ports from closed ones, in the order of ports', async () => {
  const network = await open({ network: 'simulated', scenario: 'transatlantique' });
  const { ports } = await scan(network, 'www.exemple.org', [443, 22, 80, 80]);
  expect(ports.map(({ port, kind }) => `${port} ${kind}`)).toEqual(['22 closed', '80 open', '443 open']);
  network.close();
});

test('on this machine, sees a port that listens', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const network = await open({ needs: 'connections' });
  const { ports, origin } = await scan(network, '127.0.0.1', [1, port], { parallel: 2, timeoutMs: 20_000 });
  expect(origin).toBe('live');
  expect(ports.map(({ kind }) => kind)).toEqual(['closed', 'open']);
  network.close();
  server.close();
});

test('refuses a public address on a live network, and says why; nothing is sent', async () => {
  const network = await open({ needs: 'connections' });
  await expect(scan(network, '192.0.2.1', [80])).rejects.toThrow(NotAuthorisedError);
  await expect(scan(network, '192.0.2.1', [80])).rejects.toThrow(/permission/);
  await expect(scan(network, '192.0.2.1', [80], { authorisation: '  ' })).rejects.toThrow(NotAuthorisedError);
  network.close();
});

test.each([[[]], [[0]], [[70000]], [[1.5]]])('refuses the ports %j', async (ports) => {
  const network = await open({ network: 'simulated' });
  await expect(scan(network, 'localhost', ports)).rejects.toThrow(InvalidOptionError);
  network.close();
});
