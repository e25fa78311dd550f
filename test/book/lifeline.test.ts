import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { whenGone } from '../../src/book/theme/lifeline.mjs';

test('tells when a server is gone, not when it cuts an idle line', async () => {
  const lines: Socket[] = [];
  const server = createServer((line) => lines.push(line));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const onGone = vi.fn();
  whenGone('127.0.0.1', (server.address() as AddressInfo).port, onGone);

  await vi.waitUntil(() => lines.length === 1, { timeout: 20_000 });
  lines[0]?.destroy();
  await vi.waitUntil(() => lines.length === 2, { timeout: 20_000 });
  expect(onGone).not.toHaveBeenCalled();

  server.close();
  lines[1]?.destroy();
  await vi.waitUntil(() => onGone.mock.calls.length === 1, { timeout: 20_000 });
});
