import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMachine } from '../../../src/host/open-machine.js';
import { type SocketTableOptions, socketTable } from '../../../src/host/sockets/socket-table.js';
import { ssReport } from '../../../src/tools/ss/ss-report.js';
import { socketSummary, ssSummaryReport } from '../../../src/tools/ss/ss-summary.js';
import { whyNoRawSockets } from '../../network/privilege.js';
import { run } from '../../network/run-dist.js';
import { whyNotInstalled } from '../chain-lab.js';

/** Fifteen bytes at most; ss of iproute2 6 reads it up to a closing parenthesis. */
const NAME = `z "o'o (a b`;

const lack = whyNoRawSockets() ?? whyNotInstalled('ss', 'ip', 'unshare', 'nsenter');

describe.skipIf(lack)(
  `beside ss, on sockets in a namespace of their own${lack ? ` [skipped: ${lack}]` : ''}`,
  () => {
    let zoo: ChildProcess;
    let pid = 0;

    beforeAll(async () => {
      const program = path.join(import.meta.dirname, 'socket-zoo.mjs');
      // unshare becomes the program: its number is that of the namespace's only process.
      zoo = spawn('unshare', ['-n', process.execPath, program, NAME], { stdio: ['pipe', 'pipe', 'inherit'] });
      pid = zoo.pid ?? 0;
      await once(zoo.stdout as NodeJS.ReadableStream, 'data');
    }, 20_000);

    afterAll(async () => {
      const ended = once(zoo, 'exit');
      zoo.stdin?.end();
      await ended;
    });

    const inside = (...command: string[]): readonly string[] => [
      'nsenter',
      '-t',
      String(pid),
      '-n',
      ...command,
    ];
    const linesOf = (text: string): string[] =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.trimEnd());
    const ss = async (words: string): Promise<string[]> =>
      linesOf((await run(inside('ss', ...words.split(' ')))).stdout);
    const ours = async (options: SocketTableOptions): Promise<string[]> =>
      linesOf(ssReport(await socketTable(await openMachine({ process: pid }), options)));

    /** Rows in an order of their own, less what only netlink tells: the queue of a listener, and that `[::]` is IPv6 alone. */
    const rows = (lines: readonly string[]): string[] =>
      lines
        .slice(1)
        .map((line) =>
          line
            .replace(/\s+/g, ' ')
            .replace(/(\d+) \d+ (\S+ \S+:\*)/, '$1 0 $2')
            .replace('[::]:*', '*:*'),
        )
        .sort();

    test.each([
      ['-tuanp', { tcp: true, udp: true, all: true, processes: true }],
      ['-tuan', { tcp: true, udp: true, all: true }],
      ['-wanp', { raw: true, all: true, processes: true }],
      ['-wln', { raw: true, listening: true }],
      ['-tan', { tcp: true, all: true }],
      ['-tn', { tcp: true }],
      ['-un', { udp: true }],
      ['-tuln', { tcp: true, udp: true, listening: true }],
      ['-tan4', { tcp: true, all: true, version: 4 }],
      ['-tan6', { tcp: true, all: true, version: 6 }],
    ] as const)('ss %s: the same rows', async (words, options) => {
      const [before, mine] = [await ss(words), await ours(options)];
      expect(rows(mine)).toEqual(rows(before));
      expect(mine.length).toBeGreaterThan(1);
    });

    test('ss -xanp: the same rows, less the queue of a listener and the other end, which only netlink tells', async () => {
      const lessNetlink = (line: string): string =>
        line.replace(/^(u_str LISTEN \d+) \d+/, '$1 0').replace(/ \* \d+ users:/, ' * 0 users:');
      const theirs = rows(await ss('-xanp')).map(lessNetlink);
      expect(rows(await ours({ unix: true, all: true, processes: true }))).toEqual(theirs);
      expect(theirs.map((line) => line.split(' ')[1])).toEqual(['ESTAB', 'ESTAB', 'LISTEN']);
      // A name with spaces, which ss cuts at the first where it reads /proc itself.
      expect(theirs.at(-1)).toContain('@sonde zoo ');
    });

    test('the name that a process gave itself: spaces, quotes, a parenthesis', async () => {
      const { sockets } = await socketTable(await openMachine({ process: pid }), {
        tcp: true,
        listening: true,
        processes: true,
      });
      expect(sockets.map(({ processes }) => processes.map(({ name }) => name))).toEqual(
        sockets.map(() => [NAME]),
      );
    });

    test('ss that reads /proc: the same text, in the same order', async () => {
      const { stdout } = await run(inside('env', 'PROC_ROOT=/proc', 'ss', '-tuanp'));
      expect(await ours({ tcp: true, udp: true, all: true, processes: true })).toEqual(linesOf(stdout));
    });

    test('the states that the test wants to compare are there', async () => {
      const { sockets } = await socketTable(await openMachine({ process: pid }), {
        tcp: true,
        udp: true,
        all: true,
      });
      const states = new Set(sockets.map(({ state }) => state));
      const wanted = ['LISTEN', 'ESTAB', 'TIME-WAIT', 'CLOSE-WAIT', 'FIN-WAIT-2', 'SYN-SENT', 'UNCONN'];
      expect(wanted.filter((state) => !states.has(state as never))).toEqual([]);
      expect(sockets.some(({ local }) => local.address.startsWith('::ffff:'))).toBe(true);
    });

    test('ss -s', async () => {
      const summary = await socketSummary(await openMachine({ process: pid }));
      // The first line counts the sockets of the whole machine, which others open and close.
      expect(linesOf(ssSummaryReport(summary)).slice(1)).toEqual((await ss('-s')).slice(1));
    });

    test('any filter chooses the same rows', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(filter, async (text) => {
          const { stdout, stderr } = await run(inside('ss', '-Htuan', ...text.split(' ')));
          expect(stderr).toBe('');
          const theirs = rows(['', ...linesOf(stdout).filter((line) => line !== '')]);
          expect([text, rows(await ours({ tcp: true, udp: true, all: true, filter: text }))]).toEqual([
            text,
            theirs,
          ]);
        }),
        { numRuns: 60 },
      );
    });
  },
);

const ports = fc.constantFrom('8001', ':8002', ':8003', '0x1F44', ':9004', ':7001', '*', 'inet:8001');
const numbers = fc.constantFrom(':8001', ':8002', ':8003', ':7003', ':32768', ':0', ':65535');
const hosts = fc.constantFrom(
  ...['127.0.0.1', '127.0.0.0/8', '10.9.0.0/24:8002', '10.9/16', '[::1]', '[::1]:8004', '[::1/128]', ':8003'],
  ...['*', '*:8001', '10.9.0.2:81', '[::ffff:127.0.0.1]', '127.0.0.1:*'],
);
const comparison = fc.constantFrom(
  ...['<', '<=', '>', '>=', 'lt', 'le', 'leq', 'gt', 'ge', 'geq', '!=', 'ne', 'neq'],
);
const simple = fc
  .oneof(
    fc.tuple(
      fc.constantFrom('sport', 'dport'),
      fc.constantFrom(' = ', ' == ', ' eq ', ' '),
      ports.filter((port) => !port.startsWith('inet')),
    ),
    fc.tuple(
      fc.constantFrom('sport ', 'dport '),
      comparison,
      numbers.map((number) => ` ${number}`),
    ),
    fc.tuple(fc.constantFrom('src', 'dst'), fc.constantFrom(' = ', ' '), hosts),
  )
  .map((parts) => parts.join(''));
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    simple,
    tie('expression').map((inner) => `( ${inner} )`),
    fc.tuple(fc.constantFrom('not', '!'), tie('expression')).map(([not, inner]) => `${not} ( ${inner} )`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(' and ', ' && ', ' & ', ' or ', ' || ', ' | ', ' '),
        tie('expression'),
      )
      .map((parts) => parts.join('')),
  ),
}));
const stateWords = fc.constantFrom(
  ...['established', 'listening', 'time-wait', 'closed', 'all', 'connected', 'synchronized', 'bucket', 'big'],
);
const states = fc.oneof(
  fc.constant(''),
  fc
    .array(
      stateWords.map((state) => `state ${state} `),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) => all.join('')),
  fc.constantFrom('exclude listening ', 'exclude connected ', 'state connected excl time-wait '),
);
const filter = fc.tuple(states, expression).map((parts) => parts.join(''));
