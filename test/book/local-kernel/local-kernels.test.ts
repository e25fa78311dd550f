import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BookServer } from '../../../src/book/serve.js';
import { answerTo, isGone, KernelPage, type Said, servedBook, textOf, tokenOf } from './kernel-page.js';

// Kernels take seconds to start on a machine at work.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let server: BookServer;
let end: () => Promise<void>;
/** For tests that stop it. */
let own: BookServer;
let endOwn: () => Promise<void>;

beforeAll(async () => {
  ({ server, end } = await servedBook());
});
afterAll(() => end());

async function onlyPid(of = server): Promise<number | undefined> {
  const pids = await of.kernelPids();
  expect(pids).toHaveLength(1);
  return pids[0];
}

describe('who may not come in', () => {
  test.each<[string, Said, number]>([
    ['no token', { token: '' }, 403],
    ['a wrong token', { token: 'A'.repeat(43) }, 403],
    ['another web site', { origin: 'https://a.example' }, 403],
    ['a program that says no Origin', { origin: undefined }, 403],
    ['a page of the disk', { origin: 'null' }, 403],
    ['another name for this machine (DNS rebinding)', { host: 'a.example' }, 403],
    ['another path', { path: '/' }, 404],
    ['another path that looks alike', { path: '/local-kernel/x' }, 404],
  ])('%s', async (_, said, status) => {
    expect(await answerTo(server, said)).toBe(status);
    expect(await server.kernelPids()).toEqual([]);
  });

  test('a request that is no WebSocket is told why it would be refused, and starts nothing', async () => {
    const { origin } = new URL(server.url);
    const ask = async (token: string, headers: Readonly<Record<string, string>>): Promise<number> =>
      (await fetch(`${server.url}local-kernel?token=${token}`, { method: 'POST', headers })).status;
    expect(await ask(tokenOf(server), { origin })).toBe(426);
    expect(await ask('x', { origin })).toBe(403);
    expect(await ask(tokenOf(server), { origin: 'https://a.example' })).toBe(403);
    expect(await ask(tokenOf(server), {})).toBe(403);
    expect(await server.kernelPids()).toEqual([]);
  });

  test('nothing that is served holds the token', async () => {
    for (const address of ['', 'assets/book.js', 'local-kernel', 'index.html']) {
      const response = await fetch(server.url + address);
      const headers = [...response.headers].join('\n');
      expect(headers + (await response.text())).not.toContain(tokenOf(server));
    }
  });
});

test('what a page may not say: it is left, and its kernel ends', async () => {
  const said = [
    ['garbage', 1008],
    ['{"kind":"exit"}', 1008],
    [JSON.stringify({ kind: 'run', run: 1, cell: 1, source: 'x'.repeat(2_000_000) }), 1009],
  ] as const;
  const pages = await Promise.all(said.map(() => KernelPage.open(server)));
  const pids = await server.kernelPids();
  pages.forEach(({ socket }, i) => {
    socket.send(said[i]?.[0] ?? '');
  });
  await vi.waitUntil(() => pages.every(({ closed }) => closed !== undefined), {
    timeout: 20_000,
    interval: 10,
  });
  expect(pages.map(({ closed }) => closed)).toEqual(said.map(([, code]) => code));
  await Promise.all(pids.map(isGone));
  expect(pids).toHaveLength(3);
});

describe('the kernel of a page', () => {
  // One page, as a student uses it.
  let page: KernelPage;
  beforeAll(async () => {
    page = await KernelPage.open(server);
  });
  afterAll(async () => {
    const pid = await onlyPid();
    page.socket.terminate();
    await isGone(pid);
  });

  test('runs its cells one after another, which share their variables', async () => {
    const first = page.start(
      "import { open, ping } from 'sonde';\nconst réseau = await open();\nconst { origin } = await ping(réseau, '127.0.0.1', { count: 1 });",
    );
    const second = page.start('console.log(origin, process.pid);', 2);
    expect(await page.ended(first)).toBe('done');
    expect(await page.ended(second)).toBe('done');
    expect(textOf(page.eventsOf(second))).toBe(`live ${String(await onlyPid())}\n`);
  });

  test('shows displays that are updated, and errors at their cell and line', async () => {
    const shown = await page.run(
      "import { figure, liveDisplay } from 'sonde';\nconst place = liveDisplay();\nawait place.show(figure.ttlHops(64));\nawait place.show(figure.ttlHops(65));",
    );
    const displays = shown.events.filter((event) => event.kind === 'display');
    expect(Object.keys(displays[0]?.data ?? {})).toContain('application/vnd.plotly.v1+json');
    expect(new Set(displays.map(({ displayId }) => displayId)).size).toBe(1);
    await page.run("function échoue(): never {\n  throw new RangeError('trop loin');\n}", 5);
    const { events, how } = await page.run('\néchoue();', 6);
    expect(how).toBe('failed');
    expect(events[0]).toMatchObject({ kind: 'error', name: 'RangeError', message: 'trop loin', line: 2 });
    expect(JSON.stringify(events[0])).toMatch(/cellule \[5\]:2:9.*cellule \[6\]:2:1/);
    expect((await page.run('inconnu;', 7)).events[0]).toMatchObject({ missing: 'inconnu', line: 1 });
  });

  test('stops an endless loop, and keeps the variables', async () => {
    await page.run('const gardée = 7;');
    const pid = await onlyPid();
    const endless = page.start("process.title = 'boucle';\nfor (;;);");
    const waiting = page.start('1;');
    await vi.waitUntil(() => nameOf(pid) === 'boucle', { timeout: 50_000, interval: 10 });
    page.say({ kind: 'interrupt' });
    expect(await page.ended(endless)).toBe('stopped');
    expect(await page.ended(waiting)).toBe('stopped');
    expect(page.eventsOf(endless).map(({ kind }) => kind)).toEqual(['ended']);
    expect(textOf((await page.run('gardée;')).events)).toBe('7\n');
    expect(await onlyPid()).toBe(pid);
  });

  test.each([
    ['that waits', "console.log('là');\nfor (;;) await new Promise((suite) => setTimeout(suite, 50));"],
    [
      'that computes after it has waited',
      "console.log('là');\nawait new Promise((suite) => setTimeout(suite, 50));\nfor (;;);",
    ],
  ])('a cell %s is stopped for good: another kernel takes the place', async (_, source) => {
    const run = page.start(source);
    await page.printed(run, 'là');
    const pid = await onlyPid();
    page.say({ kind: 'interrupt' });
    expect(await page.ended(run)).toBe('interrupted');
    await isGone(pid);
    expect(textOf((await page.run('1 + 1;')).events)).toBe('2\n');
    expect(await onlyPid()).not.toBe(pid);
  });

  test('restarts: its variables are lost, and what ran or waited is ended', async () => {
    await page.run('const perdue = 7;');
    const pid = await onlyPid();
    const endless = page.start('for (;;);');
    const waiting = page.start('1;');
    page.say({ kind: 'restart' });
    expect(await page.ended(endless)).toBe('interrupted');
    expect(await page.ended(waiting)).toBe('interrupted');
    await isGone(pid);
    // Not "failed" because no kernel started.
    const { events, how } = await page.run('perdue;');
    expect(how).toBe('failed');
    expect(events[0]).toMatchObject({ kind: 'error', missing: 'perdue' });
  });

  test('goes on when it is interrupted and nothing runs', async () => {
    const pid = await onlyPid();
    page.say({ kind: 'interrupt' });
    expect((await page.run('1;')).how).toBe('done');
    expect(await onlyPid()).toBe(pid);
  });

  test('is replaced by one other, however often a page asks', async () => {
    const before = await onlyPid();
    for (let i = 0; i < 100; i += 1) page.say({ kind: 'restart' });
    expect(textOf((await page.run('process.ppid;')).events)).toBe(`${process.pid}\n`);
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').split(' ');
    const kernels = children.filter((child) => child !== '' && child !== String(before));
    expect(kernels).toContain(String(await onlyPid()));
    expect(kernels.length).toBeLessThanOrEqual(2);
  });

  test('that ends by itself is told, and another takes its place', async () => {
    const { how, events } = await page.run('process.exit(3);');
    expect(how).toBe('interrupted');
    expect(events[0]).toMatchObject({
      kind: 'notice',
      text: expect.stringContaining('(code 3)') as string,
    });
    expect((await page.run('1;')).how).toBe('done');
  });

  test('a loop that prints is bounded, and stopped', async () => {
    const run = page.start(
      "for (;;) {\n  console.log('encore');\n  await new Promise((suite) => setTimeout(suite, 0));\n}",
    );
    await page.printed(run, 'encore\n'.repeat(10));
    page.say({ kind: 'interrupt' });
    expect(await page.ended(run)).toBe('interrupted');
    expect(textOf(page.eventsOf(run)).length).toBeLessThanOrEqual(400_000);
    // This one lets nothing be sent before it is stopped, and everything then.
    const mute = page.start("process.title = 'bavarde';\nfor (;;) console.log('encore');");
    await vi.waitUntil(async () => nameOf(await onlyPid()) === 'bavarde', { timeout: 50_000, interval: 10 });
    page.say({ kind: 'interrupt' });
    expect(await page.ended(mute)).toMatch(/^(stopped|interrupted)$/);
    expect(textOf(page.eventsOf(mute)).length).toBeLessThanOrEqual(400_000);
    expect((await page.run('1;')).how).toBe('done');
  });
});

describe('nothing is left running', () => {
  beforeEach(async () => {
    ({ server: own, end: endOwn } = await servedBook());
  });
  afterEach(() => endOwn());

  const endless =
    "import { spawn } from 'node:child_process';\nconsole.log(spawn('sleep', ['1000']).pid);\nfor (;;) await new Promise((suite) => setTimeout(suite, 1000));";

  async function running(page: KernelPage): Promise<readonly (number | undefined)[]> {
    const run = page.start(endless);
    await page.printed(run, '\n');
    const child = Number(textOf(page.eventsOf(run)));
    expect(existsSync(`/proc/${child}`)).toBe(true);
    return [await onlyPid(own), child];
  }

  test('when the page goes in the middle of a cell', async () => {
    const page = await KernelPage.open(own);
    const pids = await running(page);
    page.socket.terminate();
    await Promise.all(pids.map(isGone));
    expect(await own.kernelPids()).toEqual([]);
  });

  test('when the server stops', async () => {
    const page = await KernelPage.open(own);
    const pids = await running(page);
    await own.close();
    expect(existsSync(`/proc/${String(pids[0])}`)).toBe(false);
    // What a cell started is ended too, and forgotten by the system a little later.
    await Promise.all(pids.map(isGone));
    await vi.waitUntil(() => page.closed !== undefined, { timeout: 20_000, interval: 10 });
  });

  test('when the page or the server goes while the kernel starts', async () => {
    const first = await KernelPage.open(own);
    const second = await KernelPage.open(own);
    first.socket.terminate();
    await once(first.socket, 'close');
    await own.close();
    await vi.waitUntil(() => second.closed !== undefined, { timeout: 20_000, interval: 10 });
    expect(await own.kernelPids()).toEqual([]);
  });
});

test('each page has its own, and they are bounded', async () => {
  const pages = await Promise.all([1, 2, 3, 4].map(() => KernelPage.open(server)));
  expect(await answerTo(server, {})).toBe(503);
  const [first, second] = pages;
  if (!first || !second) throw new Error('there are four');
  await Promise.all(pages.map((page) => page.ready()));
  expect(new Set(await server.kernelPids()).size).toBe(4);
  await first.run('const mienne = 1;');
  expect((await second.run('mienne;')).how).toBe('failed');
  for (const page of pages) page.socket.terminate();
  await vi.waitUntil(async () => (await answerTo(server, {})) === 101, { timeout: 20_000 });
});

/** The name that a cell gives to its own process, and which can be seen while it computes. */
function nameOf(pid: number | undefined): string {
  return readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim();
}
