import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type BookServer, serveBook } from '../../src/book/serve.js';
import { openMachine } from '../../src/host/open-machine.js';
import { open } from '../../src/network/open.js';
import { notebooksFolder } from '../../src/notebook/course-notebooks.js';
import { Exporter } from '../../src/prometheus/exporter/exporter.js';
import { serveExporter } from '../../src/prometheus/exporter/exporter-server.js';
import { httpServer, listening } from '../../src/run/http-server.js';
import { attack, closedSocket, hostileRequests } from './attack.js';

const root = path.resolve(import.meta.dirname, '../..');
let directory = '';
let book: BookServer;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sonde-attack-'));
  await mkdir(path.join(directory, 'assets'));
  await mkdir(path.join(directory, 'ping'));
  await writeFile(path.join(directory, 'index.html'), 'accueil');
  await writeFile(path.join(directory, 'café.txt'), 'noir');
  await writeFile(path.join(directory, 'ping/index.html'), 'ping');
  await writeFile(path.join(directory, '.secret'), 'secret');
  await writeFile(path.join(directory, 'assets/long.js'), 'x'.repeat(1_000_000));
  book = await serveBook({ directory, port: 0, cells: notebooksFolder });
  // What cannot be answered is told there.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterAll(async () => {
  vi.restoreAllMocks();
  await book.close();
  await rm(directory, { recursive: true });
});

// An error that nobody listened to would be one of the run's own, and end it: each test fails by that too.
describe('no request ends a server', () => {
  test('of the book, which lends kernels', async () => {
    await attack(book.url, hostileRequests(400));
    expect(await (await fetch(book.url)).text()).toBe('accueil');
  });

  test('of the exporter', async () => {
    const exporter = await Exporter.create({
      machine: await openMachine({ name: 'serveur-web' }),
      openNetwork: () => open({ network: 'simulated', scenario: 'congestion' }),
    });
    const { url, close } = await serveExporter(exporter, { port: 0 });
    await attack(url, hostileRequests(200));
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
    await close();
  });

  test('whose answers throw, reject, or break in the middle', async () => {
    const server = httpServer({
      answer: (request, response) => {
        switch (request.url) {
          case '/throws':
            throw new Error('thrown \u001b[2J');
          case '/rejects':
            return Promise.reject(Object.assign(new Error('no descriptor'), { code: 'EMFILE' }));
          case '/half':
            response.writeHead(200, { 'content-length': 100 }).write('half');
            throw new Error('in the middle');
          case '/stream':
            createReadStream('/nowhere')
              .on('error', (error) => response.destroy(error))
              .pipe(response);
            return undefined;
          default:
            response.end('well');
            return undefined;
        }
      },
      upgrade: () => {
        throw new Error('no upgrade');
      },
    });
    const { port } = await listening(server, 0, '127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    expect((await fetch(`${url}/throws`)).status).toBe(500);
    expect((await fetch(`${url}/rejects`)).status).toBe(503);
    await expect(fetch(`${url}/half`).then((answer) => answer.text())).rejects.toThrow();
    await expect(fetch(`${url}/stream`)).rejects.toThrow();
    const socket = new WebSocket(url.replace('http', 'ws'));
    await once(socket, 'error');
    // As the system tells that a connection could not be accepted.
    server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
    expect(await (await fetch(url)).text()).toBe('well');
    expect(vi.mocked(console.error).mock.calls.flat().join()).not.toContain('\u001b');
    server.close();
    server.closeAllConnections();
  });

  test('with frames of a WebSocket that no page sends', async () => {
    const token = book.privateUrl?.split('=')[1] ?? '';
    const { host, origin } = new URL(book.url);
    for (const frame of [
      '81',
      '8185',
      'ffffffffffffffffffff',
      '817f7fffffffffffffffdeadbeef',
      '828100000000',
      '8900',
      '8882000000000000',
      '818400000000616161',
      'c18400000000ffffffff',
    ]) {
      const socket = connect(Number(new URL(book.url).port), '127.0.0.1');
      const closed = closedSocket(socket);
      socket.write(
        [
          `GET /local-kernel?token=${token} HTTP/1.1`,
          `Host: ${host}`,
          `Origin: ${origin}`,
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          '',
          '',
        ].join('\r\n'),
      );
      const [head] = (await once(socket, 'data')) as [Buffer];
      expect(head.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
      socket.write(Buffer.from(frame, 'hex'));
      socket.end();
      socket.resume();
      await closed;
      // Each connection starts a kernel, of which there are few.
      await vi.waitUntil(async () => (await book.kernelPids()).length === 0, { timeout: 20_000 });
    }
    expect(await (await fetch(book.url)).text()).toBe('accueil');
  });

  test.runIf(process.platform === 'linux')('that has no descriptor left', async () => {
    const script = `require('./dist/book/serve.js').serveBook({ directory: ${JSON.stringify(directory)}, port: 0 }).then(({ url }) => console.log(url))`;
    const child = spawn('sh', ['-c', 'ulimit -n 60; exec "$0" -e "$1"', process.execPath, script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const url = await firstLine(child);
    const sockets = Array.from({ length: 100 }, () =>
      connect(Number(new URL(url).port), '127.0.0.1')
        .on('error', () => undefined)
        .resume(),
    );
    for (const socket of sockets) socket.write('GET /assets/long.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await Promise.race(sockets.map((socket) => once(socket, 'data')));
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(async () => {
      expect(await (await fetch(`${url}index.html`)).text()).toBe('accueil');
    });
    expect(child.exitCode).toBeNull();
    child.kill();
    await once(child, 'close');
  });

  test('while its files are being replaced', async () => {
    const [one, two] = [path.join(directory, 'moving.js'), path.join(directory, 'moved.js')];
    await writeFile(one, 'x');
    const statuses = new Set<number>();
    for (let round = 0; round < 100; round++) {
      const asked = fetch(`${book.url}moving.js`);
      await rename(one, two);
      await rename(two, one);
      statuses.add((await asked).status);
    }
    expect([...statuses].every((status) => status === 200 || status === 404)).toBe(true);
  });
});

test('a connection that says nothing, or half of a head, is closed in time', async () => {
  const { port } = new URL(book.url);
  const silent = ['', 'GET / HTTP/1.1\r\nHost: 127'].map((text) => {
    const socket = connect(Number(port), '127.0.0.1').resume();
    if (text !== '') socket.write(text);
    return closedSocket(socket);
  });
  await Promise.all(silent);
});

describe('files are sent whole', () => {
  test.each(['bytes=5-2', 'bytes=0-2', 'bytes=-1', 'x'])('to Range: %s', async (range) => {
    const answer = await fetch(book.url, { headers: { range } });
    expect([answer.status, await answer.text()]).toEqual([200, 'accueil']);
  });

  test('by their names as addresses write them; a folder by its page, hidden ones not at all', async () => {
    const text = async (name: string) => {
      const answer = await fetch(`${book.url}${name}`);
      return answer.ok ? answer.text() : answer.status;
    };
    expect(await text('caf%C3%A9.txt')).toBe('noir');
    expect(await text('index')).toBe('accueil');
    expect(await text('ping')).toBe('ping');
    expect(await text('ping/')).toBe('ping');
    expect(await text('ping/?a#b')).toBe('ping');
    for (const name of ['.secret', 'assets', '%2e%2e/x', 'index.html/', 'index.html%00', 'caf%E9.txt'])
      expect(await text(name)).toBe(404);
    expect((await fetch(`${book.url}index.html`, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  test('HEAD has the length and no body', async () => {
    const answer = await fetch(`${book.url}assets/long.js`, { method: 'HEAD' });
    expect(answer.headers.get('content-length')).toBe('1000000');
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await answer.text()).toBe('');
  });
});

test('every HTTP server of ours is made here', () => {
  const source = path.join(root, 'src');
  const makers = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /\.m?ts$/.test(file) &&
      /createServer[^;]*from 'node:http'/.test(readFileSync(path.join(source, file), 'utf8')),
  );
  expect(makers).toEqual(['run/http-server.ts']);
});

async function firstLine(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return line.trim();
}
