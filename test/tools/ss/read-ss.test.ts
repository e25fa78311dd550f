import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type SsSocket, readSs } from '../../../src/tools/ss/read-ss.js';

const golden = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../golden/ss', name), 'utf8');

function sockets(text: string): readonly SsSocket[] {
  const output = readSs(text);
  if (output.kind !== 'sockets') throw new Error('sockets expected');
  return output.sockets;
}

const row = (end: string): string => `tcp ESTAB 0 0 192.0.2.1:80 192.0.2.2:5000 ${end}\n`;

test('a connection, with everything that ss tells', () => {
  const [, , , , socket] = sockets(golden('tuanpoeim.txt'));
  expect(socket).toMatchObject({
    netid: 'tcp',
    state: 'ESTAB',
    recvQueue: 0,
    sendQueue: 3723910,
    local: { address: '127.0.0.1', port: 52492 },
    peer: { address: '127.0.0.1', port: 8080 },
    processes: [{ name: 'a "b" (c', pid: 24987, fd: 24 }],
    timer: { kind: 'persist', expiresMs: 624, retransmits: 1 },
    inode: 571760,
    cookie: '3b',
    memory: { receiveBufferBytes: 131072, queuedBytes: 3790470, drops: 0 },
    tcpInfo: {
      flags: ['ts', 'sack'],
      congestionControl: 'bbr',
      sendWindowScale: 10,
      rtoMs: 208,
      rttMs: 5.827,
      rttVarianceMs: 11.324,
      retransmittedSegments: 1,
      notSentBytes: 3723910,
      deliveryBitsPerSecond: 26918800,
    },
  });
});

test('details below the socket or on its line are the same', () => {
  // The two recordings are 12 ms apart: what counts time differs.
  const steady = (text: string): unknown =>
    sockets(text).map(({ tcpInfo, ...rest }) => ({ ...rest, timer: 0, tcpInfo: tcpInfo?.segmentsOut }));
  expect(steady(golden('tuanpoeim-one-line.txt'))).toEqual(steady(golden('tuanpoeim.txt')));
});

test('with no heading, no kind, and names for ports', () => {
  expect(sockets(golden('tn-no-header.txt'))).toHaveLength(5);
  expect(sockets(golden('ua-names.txt'))[0]).toEqual({
    family: 'inet',
    state: 'UNCONN',
    recvQueue: 0,
    sendQueue: 0,
    local: { address: '0.0.0.0', service: 'mdns' },
    peer: { address: '0.0.0.0', port: 0 },
    processes: [],
  });
});

test('the summary of -s', () => {
  expect(readSs(golden('summary.txt'))).toMatchObject({
    kind: 'summary',
    total: 11,
    tcp: { total: 19, established: 4, closed: 11, orphaned: 4, timeWait: 1 },
    transports: {
      RAW: { total: 0, ip: 0, ipv6: 0 },
      UDP: { total: 2, ip: 1, ipv6: 1 },
      TCP: { total: 8, ip: 4, ipv6: 4 },
      INET: { total: 10, ip: 5, ipv6: 5 },
      FRAG: { total: 0, ip: 0, ipv6: 0 },
    },
  });
});

test.each([
  ['192.0.2.1:80', { address: '192.0.2.1', port: 80 }],
  ['[2001:db8::1]:80', { address: '2001:db8::1', port: 80 }],
  ['[fe80::1]%eth0:546', { address: 'fe80::1', device: 'eth0', port: 546 }],
  ['0.0.0.0%eth0:68', { address: '0.0.0.0', device: 'eth0', port: 68 }],
  ['[::ffff:192.0.2.1]:443', { address: '::ffff:192.0.2.1', port: 443 }],
  ['*:8081', { address: '*', port: 8081 }],
  ['*:*', { address: '*', port: 0 }],
  ['*', { address: '*' }],
  ['0.0.0.0:mdns', { address: '0.0.0.0', service: 'mdns' }],
])('the address %s', (text, expected) => {
  expect(sockets(`tcp LISTEN 0 128 ${text} *:*\n`)[0]?.local).toEqual(expected);
});

test('unix sockets, whose paths may have spaces', () => {
  const [socket] = sockets('u_str ESTAB 0 0 /run/my app/bus 1234 * 1235 users:(("bus",pid=7,fd=3))\n');
  expect(socket).toMatchObject({
    local: { address: '/run/my app/bus', port: 1234 },
    peer: { address: '', port: 1235 },
    processes: [{ name: 'bus', pid: 7, fd: 3 }],
  });
});

describe('processes name themselves', () => {
  test.each(['a b', '"', '",pid=1,fd=', '((', 'é', 'x\ny', '<b>', '$(id)', 'users:(('])('%j', (name) => {
    const [socket] = sockets(row(`users:(("${name}",pid=42,fd=3),("${name}",pid=43,fd=4)) ino:5`));
    expect(socket?.processes).toEqual([
      { name, pid: 42, fd: 3 },
      { name, pid: 43, fd: 4 },
    ]);
    expect(socket?.inode).toBe(5);
  });
});

test.each([
  ['keepalive,28min,0', 1_680_000],
  ['keepalive,1min20sec,0', 80_000],
  ['on,204ms,3', 204],
  ['on,1.612ms,0', 1612],
  ['timewait,59sec,0', 59_000],
  ['keepalive,7.20sec,0', 7200],
])('timer:(%s)', (text, expiresMs) => {
  expect(sockets(row(`timer:(${text})`))[0]?.timer?.expiresMs).toBe(expiresMs);
});

test('rates with a suffix, and details that are not known', () => {
  const [socket] = sockets(
    row('cubic wscale:7,7 rto:204 send 1.5Gbps pacing_rate 3Mbps/6Mbps busy:8ms newest:1/2'),
  );
  expect(socket?.tcpInfo).toMatchObject({
    congestionControl: 'cubic',
    sendBitsPerSecond: 1.5e9,
    pacingBitsPerSecond: 3e6,
    maxPacingBitsPerSecond: 6e6,
    busyMs: 8,
  });
  expect(socket?.further).toEqual({ newest: '1/2' });
});

test('a timer of a kind that is not known is kept as it was printed', () => {
  const [socket] = sockets(row('timer:(novel,2sec,0)'));
  expect(socket).toMatchObject({ further: { timer: '(novel,2sec,0)' } });
  expect(socket?.timer).toBeUndefined();
});

test('older versions of ss -s count other states, and nothing apart for all kinds together', () => {
  const text = `Total: 150 (kernel 160)
TCP:   4 (estab 1, closed 2, orphaned 0, synrecv 0, timewait 1/0), ports 0

Transport Total     IP        IPv6
*	  160       -         -        
TCP	  2         1         1        
`;
  expect(readSs(text)).toEqual({
    kind: 'summary',
    total: 150,
    tcp: { total: 4, established: 1, closed: 2, orphaned: 0, timeWait: 1, further: { synrecv: 0 } },
    transports: { '*': { total: 160 }, TCP: { total: 2, ip: 1, ipv6: 1 } },
  });
});

test('nothing to show is an empty table', () => {
  expect(sockets('')).toEqual([]);
});

test.each([
  ['tcp BROKEN 0 0 192.0.2.1:80 192.0.2.2:5\n', 'the state of a socket'],
  ['tcp ESTAB -1 0 192.0.2.1:80 192.0.2.2:5\n', 'Recv-Q'],
  ['tcp ESTAB 0 99999999999999999999 192.0.2.1:80 192.0.2.2:5\n', 'Send-Q'],
  ['tcp ESTAB 0 0 192.0.2.1:80\n', 'a peer address'],
  ['tcp ESTAB 0 0 192.0.2.1 192.0.2.2:5\n', 'a local address'],
  [row('users:(("a",pid=x,fd=1))'), 'a process'],
  [row('skmem:(r0)'), 'the memory of a socket'],
  [row('rto:abc'), 'rto:abc'],
])('%j is refused', (text, words) => {
  expect(() => readSs(text)).toThrow(words);
});

describe('columns that vary', () => {
  test('one state asked for, old versions without names, a socket of MPTCP', () => {
    const state = `Recv-Q Send-Q      Local Address:Port        Peer Address:Port Process
0      0               192.0.2.4:33149           192.0.2.5:443
`;
    expect(readSs(state)).toMatchObject({ hidden: ['netid', 'state'], sockets: [{ peer: { port: 443 } }] });
    const old = `State       Recv-Q Send-Q        Local Address:Port          Peer Address:Port
LISTEN      0      128                      :::22                      :::*      users:(("sshd",1520,4),("a b",7,3))
LISTEN      0      128                       *:22                       *:*      users:(("sshd",1520,3))
`;
    expect(sockets(old).map(({ local, users }) => [local.address, users?.length])).toEqual([
      ['::', 2],
      ['*', 1],
    ]);
    const mptcp = row('cubic mss:1448 cwnd:10 tcp-ulp-mptcp flags:Mmec token:0000(id:0)/43f9(id:0) sfseq:1');
    expect(sockets(mptcp)[0]).toMatchObject({
      tcpInfo: { mssBytes: 1448, flags: ['tcp-ulp-mptcp'] },
      further: { token: '0000(id:0)/43f9(id:0)', sfseq: '1' },
    });
    const whole =
      'mptcp ESTAB 0 0 192.0.2.1:80 192.0.2.2:5000\n\t subflows:1 remote_key token:43f9 write_seq:2\n';
    expect(sockets(whole)[0]?.further).toMatchObject({ remote_key: '', token: '43f9' });
    expect(sockets(whole)[0]?.tcpInfo).toBeUndefined();
  });

  test.each([
    ['nl UNCONN 0 0 rtnl:Web Content/12 * ', { address: 'rtnl', service: 'Web Content/12' }],
    ['nl UNCONN 4352 0 4:15628 * sk=0 cb=0 groups=0x00000000', { address: '4', port: 15628 }],
    ['p_raw UNCONN 0 0 *:lo * ', { address: '*', service: 'lo' }],
    ['v_str LISTEN 0 0 *:1234 *:*', { address: '*', port: 1234 }],
    ['icmp6 UNCONN 0 0 *:ipv6-icmp *:*', { address: '*', service: 'ipv6-icmp' }],
    [
      'xdp UNCONN 0 0 eth0:q2 * \n\trx(entries:2048) umem(id:0,size:8388608) flags( zero-copy )',
      { address: 'eth0', service: 'q2' },
    ],
    ['dccp LISTEN 0 0 192.0.2.1:99 0.0.0.0:*', { address: '192.0.2.1', port: 99 }],
  ])('%j', (text, local) => {
    expect(sockets(`${text}\n`)[0]?.local).toEqual(local);
  });

  test('an association of SCTP has a row of its own', () => {
    const text = `State      Recv-Q Send-Q Local Address:Port Peer Address:Port Process
LISTEN     0      5          192.0.2.1:9        0.0.0.0:*
\`- ESTAB  0      0          192.0.2.1:9      192.0.2.2:9
`;
    expect(sockets(text).map(({ state }) => state)).toEqual(['LISTEN', 'ESTAB']);
  });

  test('what the kernel says beside the table is a notice', () => {
    expect(readSs(`RTNETLINK answers: Invalid argument\n${row('')}`)).toMatchObject({
      notices: ['RTNETLINK answers: Invalid argument'],
      sockets: [{ netid: 'tcp' }],
      complete: true,
    });
  });
});

test.each(['@doc\nexample', '@tab\there 12 34', '@ b ', '@1 2\n3 * 4x'])('a unix socket named %j', (name) => {
  const text = `u_str LISTEN 0 1 ${name} 2652440 * 0 users:(("a",pid=1,fd=2))\nu_str ESTAB 0 0 * 7 * 8\n`;
  // Without a heading, blanks at the end of a name are those of the column.
  expect(sockets(text).map(({ local }) => local)).toEqual([
    { address: name.trimEnd(), port: 2652440 },
    { address: '', port: 7 },
  ]);
});

test('cut, the rows that are whole stay, with the words of the last one that are', () => {
  expect(readSs(`${row('')}tcp ESTAB 0 0 192.0.2.1:80 192.0.2.2:9 users:(("fire fox",pi`)).toMatchObject({
    sockets: [{}, { peer: { port: 9 }, processes: [] }],
    notices: ['users:(("fire fox",pi'],
    complete: false,
  });
  expect(readSs(`${row('')}^C\nstudent@vm:~$ `)).toMatchObject({ sockets: [{}], complete: false });
  expect(readSs(`$ ss -tn\n${row('')}$ `)).toMatchObject({ sockets: [{}], complete: true });
});
