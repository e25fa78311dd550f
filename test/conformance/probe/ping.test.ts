import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { PingOptions } from '../../../src/probe/ping.js';
import { whyNoRawSockets } from '../../network/privilege.js';
import { DIST } from '../../network/run-dist.js';
import { NoNamespaceError, RealNetwork } from '../namespaces.js';

/** The real network, or why there is none here. */
function prepare(): RealNetwork | string {
  const lack = whyNoRawSockets();
  if (lack) return lack;
  if (!existsSync('/usr/bin/ping')) return 'needs iputils-ping';
  try {
    return new RealNetwork();
  } catch (error) {
    if (error instanceof NoNamespaceError) return `needs network namespaces: ${error.message}`;
    throw error;
  }
}

const network = prepare();
const lack = typeof network === 'string' ? network : undefined;

afterAll(() => {
  if (typeof network !== 'string') network.remove();
});

interface Case {
  readonly from: 'client' | 'bridge';
  readonly to: string;
  readonly count: number;
  readonly intervalMs?: number;
  readonly flags?: readonly string[];
  readonly options?: PingOptions;
}

const cases: Readonly<Record<string, Case>> = {
  'a host that answers': { from: 'client', to: '127.0.0.1', count: 3 },
  'as little data as ping can time': {
    from: 'client',
    to: '127.0.0.1',
    count: 2,
    flags: ['-s', '16'],
    options: { size: 16 },
  },
  'this host by its address of nothing': { from: 'client', to: '0.0.0.0', count: 1 },
  'a host behind a router': { from: 'client', to: '10.9.2.2', count: 3 },
  'packets that are cut on the way': {
    from: 'client',
    to: '10.9.2.2',
    count: 2,
    flags: ['-s', '4000'],
    options: { size: 4000 },
  },
  'a ttl that ends at the router': {
    from: 'client',
    to: '10.9.2.2',
    count: 2,
    flags: ['-t', '1'],
    options: { ttl: 1 },
  },
  'a ttl that ends at the router, with packets that are cut': {
    from: 'client',
    to: '10.9.2.2',
    count: 2,
    flags: ['-t', '1', '-s', '2000'],
    options: { ttl: 1, size: 2000 },
  },
  'a ttl that just suffices': {
    from: 'client',
    to: '10.9.2.2',
    count: 1,
    flags: ['-t', '2'],
    options: { ttl: 2 },
  },
  'a neighbour that nobody is': { from: 'client', to: '10.9.1.77', count: 2, options: { timeoutMs: 6000 } },
  'an address behind the router that nobody has': {
    from: 'client',
    to: '10.9.2.77',
    count: 3,
    options: { timeoutMs: 6000 },
  },
  'a router that prohibits': { from: 'client', to: '10.9.3.1', count: 2 },
  'a router that discards in silence': {
    from: 'client',
    to: '10.9.5.1',
    count: 3,
    flags: ['-W', '0.3'],
    options: { timeoutMs: 300 },
  },
  'a recorded route': {
    from: 'client',
    to: '10.9.2.2',
    count: 3,
    flags: ['-R'],
    options: { recordRoute: true },
  },
  'a recorded route, with packets that are cut on the way': {
    from: 'client',
    to: '10.9.2.2',
    count: 2,
    flags: ['-R', '-s', '4000'],
    options: { recordRoute: true, size: 4000 },
  },
  'two hosts that answer for one': { from: 'bridge', to: '10.9.9.2', count: 3 },
};

const longest: Case = {
  from: 'client',
  to: '127.0.0.1',
  count: 2,
  flags: ['-s', '65507'],
  options: { size: 65_507 },
};

/** What both must print alike: everything but the times. */
function withoutTimes(report: string): string {
  return report
    .replace(/time=[\d.]+ ms/g, 'time=… ms')
    .replace(/, time \d+ms/, ', time …ms')
    .replace(/= [\d./]+ ms/, '= … ms')
    .trimEnd();
}

/** A program that pings and prints its report. */
const ours = (to: string, options: PingOptions): string =>
  `const { open, ping, pingReport } = require(${JSON.stringify(DIST)});
   (async () => {
     const network = await open({ network: 'raw' });
     const result = await ping(network, ${JSON.stringify(to)}, ${JSON.stringify(options)}).catch((error) => error);
     console.log(result instanceof Error ? result.message : pingReport(result));
     network.close();
   })();`;

describe.skipIf(lack)(`sonde and ping print the same${lack ? ` [skipped: ${lack}]` : ''}`, () => {
  const real = network as RealNetwork;

  const comparePrints = async ({ from, to, count, flags = [], options }: Case): Promise<void> => {
    const intervalMs = 200;
    const theirs = await real.runIn(from, 'ping', '-n', '-c', `${count}`, '-i', '0.2', ...flags, to);
    const program = ours(to, { count, intervalMs, timeoutMs: 2000, ...options });
    const { stdout } = await real.runIn(from, process.execPath, '-e', program);
    expect(withoutTimes(stdout)).toBe(withoutTimes(theirs.stdout));
    expect(stdout).toContain('packets transmitted');
  };

  // Alone: every raw socket of the host is given a copy of its answers, two of which fill the one of a ping that starts.
  test('the longest packet', () => comparePrints(longest));

  test.concurrent.each(Object.entries(cases))('%s', (_, each) => comparePrints(each));

  test.concurrent.each([
    ['no route', '10.9.7.1', 'No route to host'],
    ['a broadcast address', '255.255.255.255', 'broadcast'],
  ])('both refuse to send: %s', async (_, to, words) => {
    const theirs = await real.runIn('client', 'ping', '-n', '-c', '1', to);
    const { stdout } = await real.runIn('client', process.execPath, '-e', ours(to, {}));
    expect(theirs.stderr).toContain(words);
    expect(stdout).toContain(words);
  });
});
