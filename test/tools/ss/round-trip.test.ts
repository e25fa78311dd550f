import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SocketTimer } from '../../../src/host/kernel/socket-columns.js';
import { socketStates } from '../../../src/host/kernel/socket-state.js';
import { openMachine } from '../../../src/host/open-machine.js';
import { parseServices } from '../../../src/host/services.js';
import { type SocketKind, type SocketTable, socketTable } from '../../../src/host/sockets/socket-table.js';
import { compileSocketFilter } from '../../../src/host/sockets/ss-filter.js';
import { ipv6Text } from '../../../src/packet/address.js';
import { type SsSocket, readSs } from '../../../src/tools/ss/read-ss.js';
import { type SsReportOptions, ssReport } from '../../../src/tools/ss/ss-report.js';
import { socketSummary } from '../../../src/tools/ss/ss-summary.js';

const golden = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../golden/ss', name), 'utf8');

/** A report as a terminal shows it. */
const printed = (table: SocketTable, options?: SsReportOptions): string => `${ssReport(table, options)}\n`;

function sockets(text: string): readonly SsSocket[] {
  const output = readSs(text);
  return output.kind === 'sockets' ? output.sockets : [];
}

describe('what ss printed, read and printed again', () => {
  test.each(['an.txt', 'tan.txt', 'tuanp.txt', 'tuln.txt', 'ua-names.txt', 'unix.txt', 'summary.txt'])(
    '%s is the same but for the blanks at the end of its lines',
    (name) => {
      const lines = golden(name)
        .trimEnd()
        .split('\n')
        .map((line) => line.trimEnd());
      expect(ssReport(readSs(golden(name))).split('\n')).toEqual(lines);
    },
  );
});

describe('our own reports', () => {
  const services = parseServices('ssh 22/tcp\nhttp 80/tcp\nhttps 443/tcp\n');

  test.each([
    [{ all: true }, {}],
    [{ tcp: true }, {}],
    [
      { tcp: true, all: true, processes: true },
      { timers: true, services },
    ],
    [{ udp: true, listening: true }, {}],
    [{ unix: true, all: true, processes: true }, {}],
    [{ tcp: true, filter: 'state time-wait' }, { timers: true }],
    [{ tcp: true, udp: true, filter: 'state listening' }, {}],
    [{ tcp: true, filter: 'dport = :1' }, {}],
  ])('of a recorded machine, %j', async (asked, options) => {
    const table = await socketTable(await openMachine({ name: 'serveur-web' }), asked);
    const text = printed(table, options);
    const again = readSs(text);
    expect(again.origin).toBe('recorded');
    expect(`${ssReport(again, options)}\n`).toBe(text);
    // With the origin on its last line, a report is whole without an end of line too.
    expect(readSs(text.trimEnd())).toEqual(again);
  });

  test('a read socket is the one of the table, less what is not printed', async () => {
    const machine = await openMachine({ name: 'serveur-web' });
    const table = await socketTable(machine, { tcp: true, udp: true, all: true, processes: true });
    const shown = ({ netid, state, recvQueue, sendQueue, processes, local }: SsSocket) => {
      const address = local.address === '::' ? '*' : local.address;
      return { netid, state, recvQueue, sendQueue, processes, local: { address, port: local.port } };
    };
    expect(sockets(printed(table)).map(shown)).toEqual(table.sockets.map(shown));
  });

  test('ss -s of a recorded machine', async () => {
    const summary = await socketSummary(await openMachine({ name: 'serveur-web' }));
    const { machine, ...rest } = summary;
    expect(readSs(`${ssReport(summary)}\n`)).toEqual(rest);
    expect(machine).toBe('serveur-web');
  });

  test('of any table: the text is the same', () => {
    fc.assert(
      fc.property(tables, fc.boolean(), (table, timers) => {
        const text = printed(table, { timers });
        const again = readSs(text);
        expect(`${ssReport(again, { timers })}\n`).toBe(text);
        expect(again.origin).toBe(table.origin === 'live' ? undefined : table.origin);
      }),
    );
  });
});

describe('filters choose among what was read', () => {
  const chosen = (text: string, filter: string, options = {}): number[] => {
    const compiled = compileSocketFilter(filter, options);
    return sockets(text).flatMap((socket, i) => (compiled.matches(socket) ? [i] : []));
  };

  test.each([
    ['sport = :8080', [2]],
    ['dport = :*', [0, 1, 2, 3, 4]],
    ['src 0.0.0.0', [0, 2]],
    ['src [::1]', [4]],
    ['src inet6:*', [1, 4]],
  ])('%s', (filter, rows) => {
    expect(chosen(golden('tuln.txt'), filter)).toEqual(rows);
  });

  test('a port that was printed by its name needs the services', () => {
    const services = parseServices('mdns 5353/udp\n');
    const text = 'udp UNCONN 0 0 0.0.0.0:mdns 0.0.0.0:*\n';
    expect(chosen(text, 'sport = :5353', { services })).toEqual([0]);
    expect(() => chosen(text, 'sport = :5353')).toThrow('which port "mdns" is, is not known here');
  });

  test('a host that was printed by its name has no address', () => {
    const text = 'tcp ESTAB 0 0 poste:22 serveur:5000\n';
    expect(() => chosen(text, 'src 10.0.0.0/8')).toThrow('which address "poste" is, is not known here');
    expect(chosen(text, 'dport = :5000')).toEqual([0]);
  });
});

const port = fc.oneof(fc.constantFrom(0, 22, 443), fc.integer({ min: 0, max: 0xffff }));
const ipv4 = fc.oneof(fc.constant('0.0.0.0'), fc.ipV4());
const ipv6 = fc.oneof(
  fc.constant('::'),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipv6Text(bytes)),
);
const end = (address: fc.Arbitrary<string>) => fc.record({ address, port });
const count = fc.oneof(fc.constant(0), fc.nat({ max: 0xffffffff }));
/** Whatever a program may call itself; ss writes it as it is, so that one which imitates ss is not told from it. */
const name = fc.string({ maxLength: 15, unit: 'binary' }).filter((text) => !text.includes('",pid='));
const processes = fc.array(fc.record({ name, pid: fc.nat(), fd: fc.nat() }), { maxLength: 3 });
const timer: fc.Arbitrary<SocketTimer> = fc.record({
  kind: fc.constantFrom('on', 'keepalive', 'timewait', 'persist', 'unknown'),
  expiresMs: fc.nat({ max: 100_000_000 }).map((ticks) => ticks * 10),
  retransmits: fc.nat({ max: 255 }),
});
const state = fc.constantFrom(...socketStates);

const inet = fc
  .record(
    {
      netid: fc.constantFrom('tcp', 'udp', 'raw'),
      family: fc.constantFrom('inet', 'inet6'),
      state,
      recvQueue: count,
      sendQueue: count,
      inode: count,
      uid: count,
      timer,
      processes,
    },
    { requiredKeys: ['netid', 'family', 'state', 'recvQueue', 'sendQueue', 'inode', 'processes'] },
  )
  .chain((socket) => {
    const side = end(socket.family === 'inet' ? ipv4 : ipv6);
    return fc.record({ local: side, peer: side }).map((ends) => ({ ...socket, ...ends }));
  });

/** A path that starts with blanks looks like one without: cells of a table are aligned with blanks. */
const socketPath = fc.oneof(
  fc.constantFrom('', '/run/my 5 socket', '/run/a 12 * 0 b', '@abstract '),
  fc.string({ maxLength: 30, unit: 'binary' }).filter((text) => !/^\s/.test(text)),
);
const unix = fc
  .record({
    netid: fc.constantFrom('u_str', 'u_dgr', 'u_seq'),
    state: fc.constantFrom('UNCONN', 'SYN-SENT', 'ESTAB', 'CLOSING', 'LISTEN'),
    address: socketPath,
    inode: fc.integer({ min: 1, max: 0xffffffff }),
    processes,
  })
  .map(({ address, inode, ...socket }) => {
    const ends = { local: { address, port: inode }, peer: { address: '', port: 0 } };
    return { ...socket, ...ends, family: 'unix' as const, recvQueue: 0, sendQueue: 0, inode };
  });

const origin = fc.constantFrom('live', 'simulated', 'recorded');
const allKinds: readonly SocketKind[] = ['unix', 'raw', 'udp', 'tcp'];
const tables: fc.Arbitrary<SocketTable> = fc.oneof(
  fc.record({
    origin,
    machine: fc.constant('essai'),
    kinds: fc.constant(allKinds),
    states: fc.constant(socketStates),
    sockets: fc.array(fc.oneof(inet, unix), { maxLength: 6 }),
  }),
  // One kind, one state: two columns less.
  fc.tuple(origin, state, fc.array(inet, { maxLength: 4 })).map(([from, only, some]) => ({
    ...{ origin: from, machine: 'essai', kinds: ['tcp'] as const, states: [only] },
    sockets: some.map((socket) => ({ ...socket, netid: 'tcp' as const, state: only })),
  })),
);
