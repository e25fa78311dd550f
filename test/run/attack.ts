/** What a hostile or broken program sends to a server on this machine. */
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PATCH',
  'BREW',
  'get',
  '',
];
const paths = [
  '/',
  '/index.html',
  '/index',
  '/ping',
  '/assets/book.js',
  '/local-kernel?token=x',
  '/metrics',
  '/probe?target=%00&module=icmp',
  '*',
  '//',
  '//autre.exemple/',
  'http://127.0.0.1/index.html',
  'http://[/',
  '/%',
  '/%00',
  '/%ff%fe',
  '/..%2f..%2fetc/passwd',
  '/index.html\\..\\..',
  `/${'a/'.repeat(3000)}`,
  `/${'b'.repeat(300)}`,
  '/index.html/x',
  '/.git/config',
  '/caf%C3%A9',
  '/?%',
  '',
];
const ranges = [
  '5-2',
  '0-',
  '-',
  '-5',
  '-0',
  '0-0',
  '9-',
  '99999999999999999999-',
  '0-99999999999999',
  'x-y',
  '0-1,3-4',
  ',',
  '--',
  '1.5-2',
  'NaN-',
];
const heads = [
  ...ranges.flatMap((range) => [`Range: bytes=${range}`, `Range: ${range}`]),
  'Content-Length: 5',
  'Content-Length: 99999999999999999999',
  'Content-Length: -1',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Expect: 100-continue',
  'Expect: x',
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Connection: Upgrade\r\nUpgrade: h2c',
  'Connection: close',
  'If-Modified-Since: jamais',
  'If-None-Match: "',
  'Accept-Encoding: br;q=x, \u0001',
  'Host: autre.exemple',
  'Host: [',
  'Origin: null',
  `Cookie: ${'c'.repeat(20_000)}`,
  'sans deux-points',
  '\u0000: \u0000',
];
const bodies = [
  '',
  'abc',
  '5\r\nabcde\r\n0\r\n\r\n',
  'zz\r\n',
  'x'.repeat(100_000),
  '\u0081\u0000\u00ff\u00ff',
];

const request = fc
  .record({
    method: fc.constantFrom(...methods),
    path: fc.oneof(
      fc.constantFrom(...paths),
      fc.string({ maxLength: 40 }).map((text) => `/${text}`),
    ),
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', ''),
    named: fc.boolean(),
    lines: fc.array(fc.oneof(fc.constantFrom(...heads), fc.string({ maxLength: 30 })), { maxLength: 4 }),
    body: fc.constantFrom(...bodies),
  })
  .map(({ method, path, version, named, lines, body }) =>
    [`${method} ${path} ${version}`, ...(named ? ['Host: 127.0.0.1'] : []), ...lines, '', body].join('\r\n'),
  );

/** Requests of every shape: each range, each path and each head once, then random ones. */
export function hostileRequests(count: number): readonly string[] {
  const plain = (path: string, line = 'X: y', method = 'GET') =>
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${line}\r\n\r\n`;
  return [
    ...heads.map((line) => plain('/index.html', line)),
    ...paths.map((path) => plain(path)),
    ...methods.map((method) => plain('/index.html', 'X: y', method)),
    ...fc.sample(request, count),
  ];
}

/** Sends each of the requests over a connection of its own, sixteen at a time; every other one is cut before its answer. */
export async function attack(url: string, requests: readonly string[]): Promise<void> {
  const waiting = [...requests.entries()];
  const one = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      await send(url, next[1], next[0] % 2 === 1);
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

async function send(url: string, text: string, cut: boolean): Promise<void> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  const closed = closedSocket(socket);
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed]);
  if (cut) {
    socket.write(Buffer.from(text, 'latin1'), () => socket.resetAndDestroy());
  } else {
    socket.end(Buffer.from(text, 'latin1'));
    // Read to its end, or the connection would stay.
    socket.resume().once('end', () => socket.destroy());
  }
  await closed;
}

/** The end of a connection, whatever it is: it is the server that is looked at. */
export function closedSocket(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}
