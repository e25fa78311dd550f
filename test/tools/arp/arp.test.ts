import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArp } from '../../../src/tools/arp/read-arp.js';

const golden = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../golden/arp', name), 'utf8');

test('the two layouts of Linux say the same', () => {
  const sorted = (name: string): unknown => readArp(golden(name));
  expect(sorted('linux-a.txt')).toEqual(sorted('linux-n.txt'));
  expect(readArp(golden('linux-n.txt'))).toEqual([
    { address: '192.0.2.99', interface: 'veth0', isPermanent: false, isPublished: false },
    {
      address: '192.0.2.2',
      hardwareAddress: 'ee:d0:18:c2:01:10',
      interface: 'veth0',
      isPermanent: false,
      isPublished: false,
    },
    {
      address: '192.0.2.77',
      hardwareAddress: '00:00:5e:00:53:77',
      interface: 'veth0',
      isPermanent: true,
      isPublished: false,
    },
    { address: '192.0.2.80', interface: 'veth0', isPermanent: true, isPublished: true },
  ]);
});

test('macOS leaves zeros out, FreeBSD tells when an entry expires', () => {
  expect(readArp(golden('macos-a.txt'))[0]).toMatchObject({
    hostName: 'box.example.net',
    hardwareAddress: '00:00:5e:00:53:01',
    interface: 'en0',
  });
  expect(readArp(golden('freebsd-a.txt'))).toMatchObject([
    { expiresSeconds: 1187, isPermanent: false },
    { isPermanent: true },
    { address: '192.0.2.99' },
    { isPermanent: true, isPublished: true },
  ]);
});

describe('Windows', () => {
  test.each(['windows-en.txt', 'windows-fr.txt'])('%s', (name) => {
    const [dynamic, fixed] = readArp(golden(name));
    expect(dynamic).toEqual({
      address: '192.0.2.1',
      hardwareAddress: '00:00:5e:00:53:01',
      interface: '192.0.2.10',
      isPermanent: false,
      isPublished: false,
    });
    expect(fixed?.isPermanent).toBe(true);
  });
});

test.each(['nonsense\n', '? (192.0.2.1) at zz on eth0\n', '? (999.0.2.1) at 00:00:5e:00:53:01 on eth0\n'])(
  '%j is refused',
  (text) => {
    expect(() => readArp(text)).toThrow('line 1');
  },
);

test('AIX: where it is stored in the place of an interface', () => {
  const text = `  ? (192.0.2.4) at 0:0:5e:0:53:a [ethernet] permanent published stored in bucket 93

bucket:    0     contains:    0 entries
There are 1 entries in the arp table.
`;
  expect(readArp(text)).toEqual([
    { address: '192.0.2.4', hardwareAddress: '00:00:5e:00:53:0a', isPermanent: true, isPublished: true },
  ]);
});

test('busybox leaves two blanks before « on »', () => {
  expect(readArp('? (192.0.2.1) at 00:00:5e:00:53:01 [ether]  on eth0\n')[0]?.interface).toBe('eth0');
});

test('cut, the entries that are whole stay, and the last one says so', () => {
  const text = '? (192.0.2.1) at 00:00:5e:00:53:01 on eth0\n? (192.0.2.2) at 00:00';
  expect(readArp(text).map(({ address, complete }) => [address, complete])).toEqual([['192.0.2.1', false]]);
});
