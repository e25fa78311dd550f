import { describe, expect, test, vi } from 'vitest';
import { netUnix } from '../../../src/host/kernel/net-unix.js';
import { RecordedMachine } from '../../../src/host/recorded-machine.js';
import { socketProcesses } from '../../../src/host/sockets/socket-process.js';
import { socketTable } from '../../../src/host/sockets/socket-table.js';
import { ssReport } from '../../../src/tools/ss/ss-report.js';
import { parseServices } from '../../../src/host/services.js';
import { ParseError } from '../../../src/parse-error.js';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0016 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 70 1 0 100 0 0 10 0
   1: 0100090A:B470 0200090A:0051 02 00000001:00000000 01:00000064 00000002     0        1 71 2 0 400 0 0 1 7
`;
const UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 80 /run/my socket
0000000000000000: 00000003 00000000 00000000 0001 03 81
0000000000000000: 00000002 00000000 00000000 0002 01 82 @abstract@@x\u001b[2J
0000000000000000: 00000002 00000000 00000000 0005 02 83 @
`;
const files = {
  'net/tcp': TCP,
  'net/unix': UNIX,
  '7/comm': 'a) "b (c\n',
  '12/comm': 'sshd\n',
};
const links = {
  '7/fd/3': 'socket:[70]',
  '12/fd/0': '/dev/null',
  '12/fd/4': 'socket:[70]',
  '12/fd/11': 'socket:[71]',
  // It ended after its files were read: it has no name any more.
  '99/fd/3': 'socket:[71]',
  '99/fd/x': 'socket:[71]',
};
const machine = new RecordedMachine({ name: 'test', readings: [{ atMs: 0, files, links }] }, 'pour le test');
const services = parseServices('ssh 22/tcp\n');

describe('the table', () => {
  test('as ss prints it, with its origin', async () => {
    const table = await socketTable(machine, { tcp: true, all: true, processes: true });
    expect(ssReport(table, { services, timers: true }).split('\n')).toEqual([
      'State    Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess',
      'LISTEN   2      0          127.0.0.1:ssh        0.0.0.0:*    users:(("sshd",pid=12,fd=4),("a) "b (c",pid=7,fd=3))',
      'SYN-SENT 0      1           10.9.0.1:46192     10.9.0.2:81   users:(("sshd",pid=12,fd=11)) timer:(on,1sec,2)',
      '[enregistré]',
    ]);
  });

  test('unix sockets; what would move the cursor is not written', async () => {
    const table = await socketTable(machine, { unix: true, all: true });
    expect(
      ssReport(table)
        .split('\n')
        .map((line) => line.replace(/\s+/g, ' ')),
    ).toEqual([
      'Netid State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess',
      'u_str LISTEN 0 0 /run/my socket 80 * 0',
      'u_str ESTAB 0 0 * 81 * 0',
      'u_dgr UNCONN 0 0 @abstract@@x?[2J 82 * 0',
      'u_seq SYN-SENT 0 0 @ 83 * 0',
      '[enregistré]',
    ]);
    expect((await socketTable(machine, { filter: 'state all src unix:/RUN/*' })).sockets).toHaveLength(1);
  });

  test('what ss shows by itself: connected sockets of all kinds', async () => {
    const { sockets, kinds } = await socketTable(machine);
    expect(sockets.map(({ inode }) => inode)).toEqual([81, 83, 71]);
    expect(kinds).toEqual(['unix', 'raw', 'udp', 'tcp']);
    expect((await socketTable(machine, { tcp: true, listening: true })).sockets).toHaveLength(1);
    expect((await socketTable(machine, { version: 6, all: true })).sockets).toEqual([]);
  });

  test('processes: the last found first; one that vanished is left out', async () => {
    const holders = await socketProcesses(machine, new Set([70, 71]));
    expect(holders.get(71)).toEqual([{ name: 'sshd', pid: 12, fd: 11 }]);
    expect(holders.get(70)?.map(({ pid }) => pid)).toEqual([12, 7]);
    expect([...(await socketProcesses(machine, new Set([71]))).keys()]).toEqual([71]);
  });

  test('no process is looked at when the filter leaves no socket', async () => {
    const looked = vi.spyOn(machine, 'links');
    const asked = { tcp: true, all: true, processes: true } as const;
    await socketTable(machine, { ...asked, filter: 'sport = :1' });
    expect(looked).not.toHaveBeenCalled();
    await socketTable(machine, { ...asked, filter: 'sport = :22' });
    expect(looked).toHaveBeenCalled();
    looked.mockRestore();
  });
});

describe('/proc/net/unix', () => {
  test.each([
    ['', 0],
    [UNIX.replace(' 0005 ', ' 0009 '), 5],
    [UNIX.replace(' 02 83', ' 00 83'), 5],
    [UNIX.replace(' 82 ', ' -82 '), 4],
    [UNIX.replace(/^(\S+: )\S+ /m, '$1'), 2],
  ])('case %#: the line', (text, line) => {
    expect(() => netUnix.parse(text)).toThrow(ParseError);
    if (line > 0) expect(() => netUnix.parse(text)).toThrow(`line ${line},`);
  });

  test('cut anywhere: refused, unless it is at the end of a line', () => {
    for (let length = 1; length < UNIX.length; length++) {
      const cut = UNIX.slice(0, length);
      if (cut.endsWith('\n')) expect(netUnix.parse(cut)).toHaveLength(cut.split('\n').length - 2);
      else expect(() => netUnix.parse(cut)).toThrow(ParseError);
    }
  });
});
