// @vitest-environment node
import { expect, test } from 'vitest';
import { listenInPage, pageFetch } from '../../../theme/client/kernel/page-servers.js';
import { serveExporter } from '../../../theme/client/kernel/twins/exporter-server.js';

const hello = (): Promise<Response> => Promise.resolve(new Response('bonjour'));

test('a cell reaches what another serves, until it closes', async () => {
  const listening = listenInPage('127.0.0.1', 9797, hello);
  const { host } = listening;
  const response = await pageFetch(`http://${host}/metrics`);
  expect(await response.text()).toBe('bonjour');
  expect(() => listenInPage('127.0.0.1', 9797, hello)).toThrow(
    'listen EADDRINUSE: address already in use 127.0.0.1:9797',
  );
  listening.close();
  await expect(pageFetch(`http://${host}/`)).rejects.toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { code: 'ECONNREFUSED' },
  });
  listenInPage('127.0.0.1', 9797, hello).close();
});

test('port 0 takes a free one each time', () => {
  const [one, other] = [listenInPage('127.0.0.1', 0, hello), listenInPage('::1', 0, hello)];
  expect(one.host).toMatch(/^127\.0\.0\.1:\d{5}$/);
  expect(other.host).toMatch(/^\[::1\]:\d{5}$/);
  expect(other.host.split(':').at(-1)).not.toBe(one.host.split(':').at(-1));
});

test('nothing leaves the page', async () => {
  const asked = pageFetch('https://www.exemple.fr/');
  await expect(asked).rejects.toThrow('fetch failed');
  await expect(asked).rejects.toMatchObject({ cause: { name: 'NotInPageError' } });
  expect(await (await pageFetch('data:text/plain,ici')).text()).toBe('ici');
});

test('a request that is given up rejects with its reason', async () => {
  const stop = new AbortController();
  const { host } = listenInPage('127.0.0.1', 0, () => new Promise(() => undefined));
  const asked = pageFetch(`http://${host}/`, { signal: stop.signal });
  stop.abort(new Error('assez'));
  await expect(asked).rejects.toThrow('assez');
  await expect(pageFetch(`http://${host}/`, { signal: stop.signal })).rejects.toThrow('assez');
});

test('an exporter is asked as over HTTP', async () => {
  const asked: unknown[] = [];
  const exporter = {
    answer: ({ method, url, headers }: { method: string; url: string; headers: object }) => {
      asked.push({ method, url, headers });
      return Promise.resolve({ status: 403, headers: { 'x-a': 'b' }, body: 'non\n' });
    },
  } as unknown as Parameters<typeof serveExporter>[0];
  const { url, close } = await serveExporter(exporter, { port: 0 });
  const response = await pageFetch(`${url}/probe?target=x`, { headers: { Accept: 'text/plain' } });
  expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([403, 'b', 'non\n']);
  const head = await pageFetch(`${url}/metrics`, { method: 'HEAD' });
  expect(await head.text()).toBe('');
  const { host } = new URL(url);
  expect(asked).toEqual([
    { method: 'GET', url: '/probe?target=x', headers: { accept: 'text/plain', host } },
    { method: 'HEAD', url: '/metrics', headers: { host } },
  ]);
  await close();
});
