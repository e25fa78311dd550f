import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { netTcp, netTcp6 } from '../../../src/host/kernel/net-tcp.js';
import type { SocketColumns } from '../../../src/host/kernel/socket-columns.js';
import { ParseError } from '../../../src/parse-error.js';

const TITLES =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
// Recorded on Linux 6.18, x86-64: a listener, a connection whose segment is not acknowledged, and a TIME-WAIT.
const LINES = [
  '   0: 0100007F:1F41 00000000:0000 0A 00000000:00000002 00:00000000 00000000  1000        0 4026 1 0000000015b65a01 100 0 0 10 0                       \n',
  '   1: 0100090A:B470 0200090A:0051 02 00000001:00000000 01:00000064 00000002     0        1 4031 2 0000000054ba1d02 400 0 0 1 7\n',
  '  12: 0100007F:9C42 0100007F:1F42 06 00000000:00000000 03:00001770 00000000     0        0 0 3 00000000a1b2c3d4\n',
];
const FILE = TITLES + LINES.join('');
const SIX =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n' +
  '   0: B80D0120000000000000000001000000:1F43 0000000000000000FFFF00000100007F:C350 01 00000000:00000005 00:00000000 00000000     0        0 77 1 0 20 4\n';

/** The columns of a file that comes in pieces of so many bytes. */
function inPieces(bytes: Uint8Array, size = bytes.length): SocketColumns {
  const reader = netTcp.inPieces?.('LE');
  if (!reader) throw new Error('net/tcp is read in pieces');
  for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size));
  return reader.end();
}

/** The error that reading throws. */
function faultOf(text: string): ParseError {
  try {
    netTcp.parse(text);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
  throw new Error('no fault');
}

describe('columns', () => {
  test('a row as an object', () => {
    expect(netTcp.parse(FILE).row(1)).toEqual({
      local: { address: '10.9.0.1', port: 46_192 },
      remote: { address: '10.9.0.2', port: 81 },
      state: 'SYN-SENT',
      txQueueBytes: 1,
      rxQueueBytes: 0,
      timer: { kind: 'on', expiresMs: 1000, retransmits: 2 },
      retransmits: 2,
      uid: 0,
      unansweredProbes: 1,
      inode: 4031,
      further: ['2', '0000000054ba1d02', '400', '0', '0', '1', '7'],
    });
  });

  test('rows in turn, and counts per state', () => {
    const sockets = netTcp.parse(FILE);
    expect([...sockets].map(({ local }) => local.port)).toEqual([8001, 46_192, 40_002]);
    expect(sockets.countByState()).toEqual({ LISTEN: 1, 'SYN-SENT': 1, 'TIME-WAIT': 1 });
    expect(() => sockets.row(3)).toThrow(RangeError);
  });

  test('IPv6, IPv4 in it included', () => {
    const [row] = netTcp6.parse(SIX);
    expect([row?.local.address, row?.remote.address]).toEqual(['2001:db8::1', '::ffff:127.0.0.1']);
  });

  test('a mainframe writes the most significant byte first', () => {
    const big = FILE.replaceAll('0100007F', '7F000001');
    expect(netTcp.parse(big, 'BE').row(0).local.address).toBe('127.0.0.1');
  });

  test.each([
    ['01', 'ESTAB'],
    ['02', 'SYN-SENT'],
    ['03', 'SYN-RECV'],
    ['04', 'FIN-WAIT-1'],
    ['05', 'FIN-WAIT-2'],
    ['06', 'TIME-WAIT'],
    ['07', 'UNCONN'],
    ['08', 'CLOSE-WAIT'],
    ['09', 'LAST-ACK'],
    ['0A', 'LISTEN'],
    ['0B', 'CLOSING'],
    ['0C', 'SYN-RECV'],
  ])('state %s is %s', (number, state) => {
    expect(netTcp.parse(FILE.replace(' 0A ', ` ${number} `)).row(0).state).toBe(state);
  });

  test('a file of titles alone has no socket; one that went through Windows is the same', () => {
    expect(netTcp.parse(TITLES).length).toBe(0);
    expect([...netTcp.parse(FILE.replaceAll('\n', '\r\n'))]).toEqual([...netTcp.parse(FILE)]);
  });

  test('pieces of any size give the same', () => {
    const bytes = new TextEncoder().encode(FILE);
    const whole = [...netTcp.parse(FILE)];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (size) => {
        expect([...inPieces(bytes, size)]).toEqual(whole);
      }),
    );
  });

  test('the rows that a test of the columns keeps, as columns', () => {
    const sockets = netTcp.parse(FILE);
    const kept = sockets.filter((row) => (sockets.localPort[row] ?? 0) > 10_000);
    expect([...kept]).toEqual([sockets.row(1), sockets.row(2)]);
    expect(kept.countByState()).toEqual({ 'SYN-SENT': 1, 'TIME-WAIT': 1 });
    expect([...sockets.filter(() => true)]).toEqual([...sockets]);
    const six = netTcp6.parse(SIX);
    expect([...six.filter(() => true)]).toEqual([...six]);
    expect(sockets.filter(() => false).length).toBe(0);
  });

  test('many rows keep what each has at its end', () => {
    const many = Array.from({ length: 40_000 }, (_, i) =>
      (LINES[0] ?? '').replace(' 0 0 10 0', ` 0 0 10 ${i}`),
    );
    const sockets = netTcp.parse(TITLES + many.join(''));
    expect([0, 255, 256, 30_000, 39_999].map((i) => sockets.row(i).further.at(-1))).toEqual([
      '0',
      '255',
      '256',
      '30000',
      '39999',
    ]);
  });
});

describe('bad input', () => {
  test.each([
    ['', 1, 0],
    ['Inter-|   Receive\n', 1, 0],
    [FILE.replace(' 0A ', ' 0D '), 2, 131],
    [FILE.replace(' 0A ', ' 00 '), 2, 131],
    [FILE.replace('0100007F', '0100007G'), 2, 103],
    [FILE.replace(':1F41', ''), 2, 111],
    [FILE.replace('  1000 ', ' -1000 '), 2, 172],
    [FILE.replace('  1000 ', ' 99999999999 '), 2, 173],
    [FILE.replace('  1000 ', '  x '), 2, 174],
    [TITLES + '   0: 0100007F:1F41\n', 2, 116],
    [FILE.trimEnd(), 4, 486],
    [TITLES + 'x'.repeat(10_000), 2, 97],
  ])('case %#: the line and the place', (text, line, offset) => {
    const fault = faultOf(text);
    expect(fault.line).toBe(line);
    expect([offset, offset - 1, offset + 1]).toContain(fault.offset);
  });

  test('cut anywhere: refused, unless it is at the end of a line', () => {
    for (let length = 0; length < FILE.length; length++) {
      const cut = FILE.slice(0, length);
      if (cut.endsWith('\n')) expect(netTcp.parse(cut).length).toBe(cut.split('\n').length - 2);
      else expect(faultOf(cut).line).toBeGreaterThan(0);
    }
  });

  test('damage gives a ParseError, or rows without NaN', () => {
    const bytes = new TextEncoder().encode(FILE);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1, maxLength: 5 }), (at, noise) => {
        const damaged = bytes.slice();
        damaged.set(noise.subarray(0, bytes.length - at), at);
        try {
          expect(JSON.stringify([...inPieces(damaged)])).not.toContain('null');
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});
