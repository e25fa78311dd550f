import { expect, test } from 'vitest';
import { nmap, nmapping } from '../../../src/tools/nmap/nmap.js';
import { portArgument, targetArguments } from '../../../src/tools/nmap/nmap-arguments.js';

test.each([
  ['hosts', 6],
  ['connect', 5],
  ['versions', 5],
  ['os', 2],
] as const)('a recorded run of the mode %s', async (mode, count) => {
  const { origin, hosts, recording } = await nmap('192.168.10.0/24', { mode, source: 'recorded' });
  expect([origin, hosts.length, recording]).toEqual(['recorded', count, `${mode}.xml`]);
});

test('a recorded run comes as one event', async () => {
  const kinds: string[] = [];
  for await (const { kind } of nmapping('x', { scripts: ['http-title'], source: 'recorded' }))
    kinds.push(kind);
  expect(kinds).toEqual(['result']);
});

test.each([
  ['127.0.0.1', ['127.0.0.1']],
  ['192.168.1.0/24', ['192.168.1.0/24']],
  ['192.168.1.10-20', ['192.168.1.10-20']],
  ['::1', ['-6', '::1']],
])('%s is a target', async (target, args) => {
  expect(await targetArguments(target, undefined)).toEqual(args);
});

test.each([
  '-oN/etc/passwd',
  '--script=x',
  '',
  '127.0.0.1 8.8.8.8',
  '127.0.0.1-8.8.8.8',
  '10.0.0-255.1',
  '127.0.0.1/0',
  '127.0.0.01',
  '127.0.0.20-10',
  '192.168.1.1-999',
  'localhost/24',
  '10.0.0.0/8',
])('%j is not one', async (target) => {
  await expect(targetArguments(target, 'the teacher')).rejects.toThrow();
});

test.each(['8.8.8.8', '11.0.0.0/24', '0.0.0.0', '2001:4860:4860::8888', '172.32.0.0/16', '1.1.1.1-9'])(
  '%s needs an authorisation',
  async (target) => {
    await expect(targetArguments(target, ' ')).rejects.toThrow('public address');
    expect((await targetArguments(target, 'its owner')).at(-1)).toBe(target);
  },
);

test('ports are numbers and ranges', () => {
  expect(portArgument([22, 80])).toBe('22,80');
  expect(portArgument('22,8000-8010')).toBe('22,8000-8010');
  for (const ports of ['', '-', '0', '65536', '9-1', 'T:80', '80 -oN x', 'http*']) {
    expect(() => portArgument(ports), ports).toThrow('ports must be');
  }
});
