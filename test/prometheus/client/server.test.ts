import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { openPrometheus, type OpenPrometheusOptions } from '../../../src/prometheus/open-prometheus.js';
import type { Prometheus } from '../../../src/prometheus/prometheus.js';
import { PrometheusServerError } from '../../../src/prometheus/client/server-error.js';
import { type Handler, OddServer, one } from './odd-server.js';

const bomb = gzipSync(Buffer.alloc(100_000_000, ' '));

const open: OddServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function odd(handle: Handler): Promise<OddServer> {
  const server = await OddServer.start(handle);
  open.push(server);
  return server;
}

async function good(...given: Parameters<typeof OddServer.good>): Promise<OddServer> {
  const server = await OddServer.good(...given);
  open.push(server);
  return server;
}

const connect = (url: string, options: OpenPrometheusOptions = {}): Promise<Prometheus> =>
  openPrometheus({ source: 'server', url, ...options });

/** A client of a server that gives this to all questions. */
async function answering(data: unknown, options: OpenPrometheusOptions = {}): Promise<Prometheus> {
  return connect((await good(() => data)).url, options);
}

const text = (status: number, body: string, headers: Record<string, string> = {}): Handler => {
  return (response) => response.writeHead(status, headers).end(body);
};
const json = (status: number, body: unknown): Handler => text(status, JSON.stringify(body));

test.each([
  ['host', 'host'],
  ['lien.nom', 'U__lien_2e_nom'],
  ['a_b/../é', 'U__a__b_2f__2e__2e__2f__e9_'],
  ['0a', 'U___30_a'],
])('the label %j is asked for as %s, which no path takes for another', async (name, segment) => {
  const asked: string[] = [];
  const server = await odd((response) => {
    const { pathname } = new URL(response.req.url ?? '', 'http://localhost');
    if (pathname.startsWith('/api/v1/label/')) asked.push(pathname);
    const other = pathname.endsWith('buildinfo')
      ? { version: '3.16.0' }
      : { resultType: 'scalar', result: [0, '1'] };
    const data = pathname.startsWith('/api/v1/label/') ? ['x'] : other;
    response.end(JSON.stringify({ status: 'success', data }));
  });
  expect(await (await connect(server.url)).labelValues(name)).toEqual(['x']);
  expect(asked).toEqual([`/api/v1/label/${segment}/values`]);
});

describe('a server that is none', () => {
  const cut: Handler = (response) => {
    response.writeHead(200, { 'Content-Length': '1000' });
    response.write('{"status":"success","data":{"resultType":');
    response.socket?.destroySoon();
  };
  const flood: Handler = (response) => {
    const chunk = Buffer.alloc(65_536, ' ');
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pour);
    pour();
  };
  test.each<[string, Handler, string]>([
    ['answers HTML', text(200, '<!doctype html><title>Portail captif</title>'), 'not the API'],
    ['answers nothing', text(200, ''), 'not the API'],
    ['answers half of it', text(200, '{"status":"success","data":{"resultTy'), 'not the API'],
    ['answers another JSON', json(200, { ok: true }), 'not the API'],
    ['answers null', json(200, null), 'not the API'],
    ['answers a list', json(200, []), 'not the API'],
    ['answers another shape', json(200, { status: 'success', data: { resultType: 'graph' } }), 'not the API'],
    ['is not found', text(404, 'not found'), 'not the API'],
    ['wants a password', text(401, 'Unauthorized'), 'refused'],
    ['forbids', text(403, ''), 'refused'],
    ['is asked too much', text(429, ''), 'refused'],
    ['is starting', text(503, 'Service Unavailable'), 'not ready'],
    ['is not ready', json(503, { status: 'error', errorType: 'unavailable', error: 'TSDB' }), 'not ready'],
    [
      'gives up its own query',
      json(503, { status: 'error', errorType: 'timeout', error: 'late' }),
      'not ready',
    ],
    ['fails', json(500, { status: 'error', errorType: 'internal', error: 'oops' }), 'refused'],
    ['dies before it answers', (response) => response.socket?.destroy(), 'unreachable'],
    ['dies in the middle', cut, 'unreachable'],
    ['never ends its answer', flood, 'too large'],
    [
      'answers 100 MB in 100 kB',
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
      },
      'too large',
    ],
    ['never answers', () => undefined, 'timeout'],
    [
      'stops in the middle',
      (response) => {
        response.writeHead(200);
        response.write('{"status":');
      },
      'timeout',
    ],
  ])('that %s', async (_, handle, fault) => {
    const server = await odd(handle);
    const timeoutMs = fault === 'timeout' ? 100 : 20_000;
    const asked = connect(server.url, { timeoutMs, maxAnswerBytes: 1_000_000 });
    await expect(asked).rejects.toMatchObject({ name: 'PrometheusServerError', fault, address: server.url });
  });

  test('that nobody started', async () => {
    const server = await odd(() => undefined);
    await open.pop()?.close();
    await expect(connect(server.url)).rejects.toThrow(`no whole answer from ${server.url} (ECONNREFUSED)`);
  });

  test('that sends elsewhere is not followed', async () => {
    const elsewhere = await good();
    const location = `http://user:secret@${elsewhere.host}/api/v1/query?token=1`;
    for (const status of [301, 302, 307, 308]) {
      const server = await odd(text(status, '', { location }));
      await expect(connect(server.url)).rejects.toThrow(
        `${server.url} redirects to ${elsewhere.url}: give the address where it is`,
      );
    }
    expect(elsewhere.asked).toEqual([]);
  });

  test('that is not named', async () => {
    await expect(openPrometheus({ source: 'server' })).rejects.toMatchObject({ fault: 'unreachable' });
  });
});

describe('the address', () => {
  test('may hold a user and a password, which are sent and never shown', async () => {
    const server = await good();
    const prometheus = await connect(`http://h%C3%A9l%C3%A8ne:pa%25ss@${server.host}/`);
    const expected = `Basic ${Buffer.from('hélène:pa%ss').toString('base64')}`;
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([expected, expected]);
    expect(prometheus.reason).toContain(`(${server.url})`);
    await open.pop()?.close();
    const error: unknown = await prometheus.query('up', 0).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(PrometheusServerError);
    expect(JSON.stringify([error, (error as Error).message, prometheus])).not.toMatch(/pa%|hélène|Basic/);
  });

  test('may have a prefix', async () => {
    const server = await odd((response, { url = '' }) => {
      const data = url.startsWith('/prometheus/api/v1/') ? one : undefined;
      response.end(JSON.stringify({ status: 'success', data }));
    });
    expect((await connect(`${server.url}/prometheus?x=1#y`)).reason).toContain(`(${server.url}/prometheus)`);
  });

  test('goes with a token', async () => {
    const server = await good();
    await connect(server.url, { bearerToken: 'abc.def' });
    expect(server.asked[0]?.headers.authorization).toBe('Bearer abc.def');
    await expect(connect(server.url, { bearerToken: 'a\nb' })).rejects.toThrow('bearerToken must be');
  });

  test.each(['ftp://127.0.0.1', 'file:///etc/passwd', 'javascript:1', '127.0.0.1:9090', 'pr0metheus', ''])(
    '%j is refused',
    async (url) => {
      await expect(connect(url)).rejects.toMatchObject({ name: 'InvalidOptionError', option: 'url' });
    },
  );

  test('is not shown when it cannot be read', async () => {
    const error: unknown = await connect('http://user:secret@:99999').catch((fault: unknown) => fault);
    expect(String(error)).not.toContain('secret');
  });
});

describe('what is asked', () => {
  test('goes in a form, with its time limit', async () => {
    const server = await good(() => ({ resultType: 'matrix', result: [] }));
    const prometheus = await connect(server.url, { timeoutMs: 1500 });
    await prometheus.queryRange('a & b', { startMs: 1, endMs: 1001, stepMs: 500 });
    const { path, form } = server.asked.at(-1) ?? { path: '', form: new URLSearchParams() };
    expect(path).toBe('/api/v1/query_range');
    expect(Object.fromEntries(form)).toEqual({
      query: 'a & b',
      start: '0.001',
      end: '1.001',
      step: '0.5',
      timeout: '1.5',
    });
  });

  test('can be given up while the server thinks', async () => {
    const leaving = new AbortController();
    const server = await odd((response, _, form) => {
      if (form.get('query') === 'slow') leaving.abort();
      else response.end(JSON.stringify({ status: 'success', data: one }));
    });
    const prometheus = await connect(server.url);
    await expect(prometheus.query('slow', 0, { signal: leaving.signal })).rejects.toMatchObject({
      name: 'QueryError',
      type: 'canceled',
    });
  });

  test.each([{ timeoutMs: 0 }, { timeoutMs: NaN }, { timeoutMs: 2 ** 31 }, { maxAnswerBytes: 0 }])(
    'has limits in their range: %o',
    async (limits) => {
      await expect(connect('http://127.0.0.1:9', limits)).rejects.toThrow('must be a number from');
    },
  );
});

describe('what is answered', () => {
  test('numbers that JSON has not', async () => {
    const metric = { __name__: 'a', constructor: 'b' };
    const written = ['NaN', '+Inf', '-Inf', '-0', '1e-300', '17'];
    const vector = written.map((value) => ({ metric, value: [1.5, value] }));
    const prometheus = await answering({ resultType: 'vector', result: vector });
    const { result } = await prometheus.query('a', 1500);
    expect(result).toEqual(
      [NaN, Infinity, -Infinity, -0, 1e-300, 17].map((value) => ({ metric, timeMs: 1500, value })),
    );
  });

  test.each([
    ['a value that is none', { resultType: 'vector', result: [{ metric: {}, value: [1, 'beaucoup'] }] }],
    ['a value that is too large', { resultType: 'vector', result: [{ metric: {}, value: [1, '1e999'] }] }],
    ['a number as a number', { resultType: 'scalar', result: [1, 1] }],
    ['a time that is none', { resultType: 'scalar', result: ['1', '1'] }],
    ['half a point', { resultType: 'matrix', result: [{ metric: {}, values: [[1, '1'], [2]] }] }],
    ['a point that is none', { resultType: 'matrix', result: [{ metric: {}, values: [null] }] }],
    ['labels that are not texts', { resultType: 'vector', result: [{ metric: { a: 1 }, value: [1, '1'] }] }],
    ['labels in a list', { resultType: 'vector', result: [{ metric: ['a'], value: [1, '1'] }] }],
    ['no labels', { resultType: 'vector', result: [{ value: [1, '1'] }] }],
    ['a native histogram', { resultType: 'vector', result: [{ metric: {}, histogram: [1, {}] }] }],
    [
      'histograms between numbers',
      { resultType: 'matrix', result: [{ metric: {}, values: [], histograms: [] }] },
    ],
    ['no result', { resultType: 'vector' }],
  ])('%s is no answer', async (_, data) => {
    const prometheus = await answering(data);
    await expect(prometheus.query('a', 0)).rejects.toMatchObject({ fault: 'not the API' });
  });

  test('what an instant query may answer is not for a range', async () => {
    const range = { startMs: 0, endMs: 1, stepMs: 1 };
    const prometheus = await answering(one);
    await expect(prometheus.queryRange('a', range)).rejects.toMatchObject({ fault: 'not the API' });
  });

  test('fields of other versions are left alone, and lists may be missing', async () => {
    const rule = { type: 'recording', name: 'r', query: 'up', health: 'ok', tomorrow: 1 };
    const target = {
      labels: { job: 'j' },
      health: 'weird',
      lastScrape: '0001-01-01T00:00:00Z',
      lastError: '',
    };
    const data: Record<string, unknown> = {
      labels: null,
      series: null,
      rules: {
        groups: [
          { name: 'g', rules: [rule], tomorrow: 1 },
          { name: 'empty', rules: null },
        ],
      },
      targets: { activeTargets: [target], tomorrow: 1 },
      alerts: { alerts: null },
    };
    const prometheus = await connect((await good((path) => data[path])).url);
    expect(await prometheus.labelNames()).toEqual([]);
    expect(await prometheus.series('up')).toEqual([]);
    expect(await prometheus.alerts()).toEqual([]);
    expect(await prometheus.rules()).toEqual([
      { name: 'g', rules: [{ kind: 'recording', name: 'r', expression: 'up', labels: {}, health: 'ok' }] },
      { name: 'empty', rules: [] },
    ]);
    expect(await prometheus.targets()).toEqual([
      { job: 'j', instance: '', labels: { job: 'j' }, health: 'unknown' },
    ]);
  });

  test('moments to the nanosecond, values as Go writes them', async () => {
    const alert = {
      labels: { alertname: 'Panne' },
      annotations: {},
      state: 'firing',
      activeAt: '2026-11-22T07:11:29.123456789Z',
      value: '1e+00',
    };
    const prometheus = await answering({ alerts: [alert] });
    expect(await prometheus.alerts()).toMatchObject([
      { name: 'Panne', activeAtMs: Date.UTC(2026, 10, 22, 7, 11, 29, 123), value: 1 },
    ]);
  });

  test('errors of the API keep their place, even from a server that counts otherwise', async () => {
    const error = 'invalid parameter "query": 9:99: parse error: unexpected end of input';
    const server = await odd((response, _, form) => {
      const wrong = { status: 'error', errorType: 'bad_data', error };
      response.end(JSON.stringify(form.get('query') === '1' ? { status: 'success', data: one } : wrong));
    });
    await expect((await connect(server.url)).query('up +', 0)).rejects.toMatchObject({
      name: 'ExpressionError',
      message: '9:99: parse error: unexpected end of input',
      offset: 4,
    });
  });

  test('whatever JSON comes, it is an answer or an error of ours', async () => {
    let data: unknown;
    const prometheus = await connect((await good(() => data)).url);
    const label = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()));
    const pair = fc.tuple(fc.oneof(fc.double(), fc.string()), fc.oneof(fc.string(), fc.constant('1')));
    const nearly = fc.record(
      {
        resultType: fc.constantFrom('vector', 'matrix', 'scalar', 'string', 'x'),
        result: fc.oneof(
          fc.array(fc.record({ metric: label, value: pair, values: fc.array(pair) }, { requiredKeys: [] })),
          pair,
        ),
      },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(fc.oneof(nearly, fc.jsonValue()), async (given) => {
      data = given;
      for (const ask of [
        () => prometheus.query('a', 0),
        () => prometheus.targets(),
        () => prometheus.alerts(),
        () => prometheus.rules(),
        () => prometheus.series('a'),
      ]) {
        const error: unknown = await ask().then(
          () => undefined,
          (fault: unknown) => fault,
        );
        if (error !== undefined) expect(error).toBeInstanceOf(PrometheusServerError);
      }
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
