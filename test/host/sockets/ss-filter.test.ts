import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseServices } from '../../../src/host/services.js';
import type { SocketEntry } from '../../../src/host/sockets/socket-entry.js';
import { compileSocketFilter } from '../../../src/host/sockets/ss-filter.js';
import { matchesGlob } from '../../../src/host/sockets/ss-glob.js';
import { ParseError } from '../../../src/parse-error.js';

function socket(
  local: [string, number],
  peer: [string, number],
  netid: SocketEntry['netid'] = 'tcp',
): SocketEntry {
  const family = netid.startsWith('u_') ? 'unix' : local[0].includes(':') ? 'inet6' : 'inet';
  const ends = { local: { address: local[0], port: local[1] }, peer: { address: peer[0], port: peer[1] } };
  return { netid, family, state: 'ESTAB', recvQueue: 0, sendQueue: 0, ...ends, inode: 1, processes: [] };
}

const services = parseServices(
  'ssh 22/tcp\nhttps 443/tcp https-alias # web\nhttps 443/udp\nsyslog 514/udp\nshell 514/tcp\n',
);
const web = socket(['10.1.2.3', 40_000], ['192.0.2.1', 443]);
const chooses = (text: string, entry = web): boolean =>
  compileSocketFilter(text, { services }).matches(entry);

describe('conditions', () => {
  test.each([
    ['', true],
    ['dport = :443', true],
    ['dport = 443', true],
    ['dport :https', true],
    ['dport = :https-alias', true],
    ['dport = :0x1bb', true],
    ['sport gt :1024', true],
    ['sport <= :1024', false],
    ['dst 192.0.2.0/24', true],
    ['dst 192.0.2/24', true],
    ['dst = 192.0.2.1:443', true],
    ['dst 192.0.2.1:80', false],
    ['src 10/8', true],
    ['not src 10.0.0.0/8', false],
    ['! ! src 10.0.0.0/8', true],
    ['src inet6:[::1]', false],
    ['src *:40000', true],
    ['dport = :22 or dport = :443', true],
    ['( dport = :22 || sport = :22 ) && src 10.0.0.0/8', false],
    // From the left, whatever the manual says.
    ['dport = :443 or dport = :1 and sport = :1', false],
    ['dport = :443 sport = :40000', true],
  ])('%j', (text, expected) => {
    expect(chooses(text)).toBe(expected);
  });

  test('an IPv4 rule chooses IPv6 sockets that speak IPv4, not the reverse', () => {
    const mapped = socket(['::ffff:10.1.2.3', 80], ['::ffff:10.0.0.9', 5000]);
    expect(chooses('src 10.0.0.0/8', mapped)).toBe(true);
    expect(chooses('src [::ffff:10.1.2.3]:80', mapped)).toBe(true);
    expect(chooses('src [::ffff:10.1.2.3]')).toBe(false);
    expect(chooses('src ::/0', mapped)).toBe(true);
  });

  test('unix sockets are chosen by a pattern of their name', () => {
    const x11 = socket(['@/tmp/.X11-unix/X0', 9], ['', 0], 'u_str');
    expect(chooses('src unix:*x11*', x11)).toBe(true);
    expect(compileSocketFilter('src /tmp/*', { hosts: 'unix' }).matches(x11)).toBe(false);
    expect(chooses('src 10.0.0.0/8', x11)).toBe(false);
  });
});

describe('states', () => {
  test.each([
    ['state established', ['ESTAB']],
    ['state ESTABLISHED state listening', ['ESTAB', 'LISTEN']],
    ['state bucket', ['SYN-RECV', 'TIME-WAIT']],
    ['exclude big', ['SYN-RECV', 'TIME-WAIT']],
    [
      'state synchronized excl bucket exclude closing state closed',
      ['ESTAB', 'FIN-WAIT-1', 'FIN-WAIT-2', 'UNCONN', 'CLOSE-WAIT', 'LAST-ACK'],
    ],
  ])('%s', (text, states) => {
    expect(compileSocketFilter(text).states).toEqual(states);
  });
});

describe('errors point at the character', () => {
  test.each([
    ['state open', 6, 'a state expected'],
    ['state', 5, 'a state expected'],
    ['dport = :70000', 9, 'a port from 0 to 65535'],
    ['dport = :nope', 9, 'a port or the name of a service'],
    ['dport = :514x', 9, 'a port or the name'],
    ['dport > :*', 8, 'a port to compare'],
    ['dport = :shell sport = :nfs', 24, 'a port or the name'],
    ['dport =', 7, 'a port expected'],
    ['src www.exemple.fr', 4, 'names are not looked up'],
    ['src 10.0.0.0/33', 13, 'a prefix length from 0 to 32'],
    ['src [::1', 8, '] expected'],
    ['src [::1]80', 9, '":" and a port'],
    ['dst != 10.0.0.1', 4, 'write not before'],
    ['(dport = :80)', 0, 'put a space after ('],
    ['( dport = :80', 13, ') expected'],
    ['dport = :80 )', 12, 'closes nothing'],
    ['dport = :80 or', 14, 'a condition expected'],
    ['dport = :80 foo', 12, 'src, dst'],
    ['dev eth0', 0, 'the interface'],
    ['not fwmark = 1', 4, 'the mark'],
    ['cgroup /x', 0, 'the cgroup'],
    ['autobound', 0, 'whether the kernel chose'],
    ['src vsock:1', 4, 'family vsock'],
    ['( '.repeat(200), 202, 'parentheses'],
    ['x'.repeat(20_000), 10_000, 'longer than'],
  ])('%j', (text, offset, message) => {
    try {
      compileSocketFilter(text, { services });
      throw new Error('no fault');
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      expect(error.message).toContain(message);
      expect(error.offset).toBe(offset);
    }
  });

  test('any text gives a filter or a ParseError', () => {
    const words = fc.constantFrom(
      'src',
      'dst',
      'sport',
      '(',
      ')',
      'not',
      'or',
      '=',
      ':80',
      '[::1]',
      '10/8',
      'state',
      'all',
      '[',
      '/',
    );
    const text = fc
      .array(fc.oneof(words, fc.string({ maxLength: 6 })), { maxLength: 12 })
      .map((all) => all.join(' '));
    fc.assert(
      fc.property(text, (each) => {
        try {
          expect(typeof chooses(each)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
          expect((error as ParseError).offset).toBeLessThanOrEqual(each.length);
        }
      }),
    );
  });
});

describe('patterns', () => {
  test.each([
    ['*', '', true],
    ['/run/*.sock', '/run/a/B.SOCK', true],
    ['?a[!b-d]', 'xae', true],
    ['?a[!b-d]', 'xac', false],
    ['[]x]', ']', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['[a', '[a', true],
    [`${'*a'.repeat(500)}b`, 'a'.repeat(2000), false],
  ])('%j on %j', (pattern, name, expected) => {
    expect(matchesGlob(name, pattern)).toBe(expected);
  });
});
