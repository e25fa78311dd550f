import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { onServerClosed } from '../../src/book/theme/content.mjs';

test('tells when a server is closed, not when it cuts an idle connection', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const onClosed = vi.fn();
  onServerClosed('127.0.0.1', (server.address() as AddressInfo).port, onClosed);

  await vi.waitUntil(() => sockets.length === 1, { timeout: 20_000 });
  sockets[0]?.destroy();
  await vi.waitUntil(() => sockets.length === 2, { timeout: 20_000 });
  expect(onClosed).not.toHaveBeenCalled();

  server.close();
  sockets[1]?.destroy();
  await vi.waitUntil(() => onClosed.mock.calls.length === 1, { timeout: 20_000 });
});
