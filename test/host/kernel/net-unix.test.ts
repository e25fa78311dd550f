import { expect, test } from 'vitest';
import { netUnix } from '../../../src/host/kernel/net-unix.js';
import { ParseError } from '../../../src/parse-error.js';

const HEADING = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
const line = (inode: number, name: string): string =>
  `00000000a7922a20: 00000002 00000000 00010000 0001 01 ${inode} ${name}\n`;

test.each(['@doc\nexample', '@\n\nx', '@a\n', '@ b \n c ', '@1: 2\n00000000: 3'])(
  'whoever names a socket %j breaks no other',
  (name) => {
    const sockets = netUnix.parse(HEADING + line(1, '/run/a') + line(2, name) + line(3, '/run/b'));
    expect(sockets.map(({ inode, path }) => [inode, path])).toEqual([
      [1, '/run/a'],
      [2, name],
      [3, '/run/b'],
    ]);
  },
);

test('the last name goes on too, and may end with blanks', () => {
  expect(netUnix.parse(`${HEADING}${line(1, '@a\nb ')}`)[0]?.path).toBe('@a\nb ');
});

test('what stands in the place of the first socket is refused', () => {
  expect(() => netUnix.parse(`${HEADING}example\n${line(1, '/run/a')}`)).toThrow(ParseError);
});

test('old kernels tell no inode', () => {
  const text = `Num RefCount Protocol Flags    Type St Path
 0: 00000002 00000000 00000000 0001 03
 1: 00000001 00000000 00010000 0001 01 /dev/printer
`;
  expect(netUnix.parse(text)).toEqual([
    { type: 'stream', state: 'ESTAB', references: 2, flags: 0 },
    { type: 'stream', state: 'LISTEN', references: 1, flags: 0x10000, path: '/dev/printer' },
  ]);
});
