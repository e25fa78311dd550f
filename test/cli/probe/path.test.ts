import { describe, expect, test } from 'vitest';
import { mtrCommand } from '../../../src/cli/probe/mtr.js';
import { pmtuCommand } from '../../../src/cli/probe/pmtu.js';
import { tracerouteCommand } from '../../../src/cli/probe/traceroute.js';
import { runCommand, runSonde } from '../running.js';

const traceroute = (...words: string[]) => runCommand(tracerouteCommand, ...words);

describe('sonde traceroute', () => {
  test('prints as traceroute does, names before addresses', async () => {
    const { stdout, code } = await traceroute('--scenario', 'sauts-muets', '-q', '2', 'www.exemple.fr');
    expect(stdout.split('\n')).toEqual([
      'traceroute to www.exemple.fr (203.0.113.10), 30 hops max, 60 byte packets',
      ' 1  acces.exemple.net (192.0.2.1)  2.009 ms  2.174 ms',
      ' 2  * *',
      ' 3  * *',
      ' 4  sortie.exemple.net (198.51.100.5)  16.194 ms  16.236 ms',
      ' 5  www.exemple.fr (203.0.113.10)  18.035 ms  18.013 ms',
    ]);
    expect(code).toBe(0);
  });

  test('-n gives addresses alone', async () => {
    const { stdout } = await traceroute('--scenario', 'sauts-muets', '-n', '-q', '1', 'www.exemple.fr');
    expect(stdout.split('\n')[1]).toBe(' 1  192.0.2.1  2.009 ms');
  });

  test.each([
    ['-I', 'icmp', false],
    ['-U', 'udp', false],
    ['-T', 'tcp', true],
  ])('%s through a firewall that lets TCP pass', async (flag, protocol, reached) => {
    const words = ['--scenario', 'pare-feu', '--json', '-m', '6', '-p', '443', flag, 'www.exemple.fr'];
    const { stdout, code } = await traceroute(...words);
    expect(JSON.parse(stdout)).toMatchObject({ origin: 'simulated', protocol, reached, maxTtl: 6 });
    expect(code).toBe(0);
  });

  test('-f, -m, -N, -w and the length of packets', async () => {
    const words = ['--scenario', 'boucle', '-n', '-f', '3', '-m', '4', '-N', '1', '-w', '2', '-q', '1'];
    const { stdout } = await traceroute(...words, 'www.exemple.fr', '100');
    expect(stdout.split('\n')).toEqual([
      'traceroute to www.exemple.fr (203.0.113.10), 4 hops max, 100 byte packets',
      expect.stringMatching(/^ 3 {2}198\.51\.100\.3 {2}/),
      expect.stringMatching(/^ 4 {2}198\.51\.100\.1 {2}/),
    ]);
  });

  test.each([
    [['-I', '-T', 'www.exemple.fr'], 'cannot be used with'],
    [['-m', '300', 'www.exemple.fr'], 'maxTtl must be an integer from 1 to 255'],
    [['-f', '5', '-m', '4', 'www.exemple.fr'], 'firstTtl'],
    [['www.exemple.fr', '20'], 'length must be at least 30'],
    [['nulle.part'], 'unknown host'],
  ])('%j ends with 2', async (words, complaint) => {
    const { stderr, code } = await traceroute('--scenario', 'wifi', ...words);
    expect([stderr.includes(complaint), code]).toEqual([true, 2]);
  });
});

describe('sonde mtr', () => {
  test('-r prints the report of mtr', async () => {
    const words = ['--scenario', 'limite-icmp', '-r', '-n', '-c', '10', '-i', '0.1', 'www.exemple.fr'];
    const [start, heading, first, second] = (await runCommand(mtrCommand, ...words)).stdout.split('\n');
    expect(start).toMatch(/^Start: /);
    expect(heading).toMatch(/^HOST: .* Loss% {3}Snt {3}Last {3}Avg {2}Best {2}Wrst StDev$/);
    expect(first).toMatch(/^ {2}1\.\|-- 192\.0\.2\.1 +0\.0% {4}10 {4}2\.2 {3}2\.1 {3}2\.0/);
    expect(second).toMatch(/^ {2}2\.\|-- 198\.51\.100\.1 +[1-9]\d\.0% {4}10 /);
  });

  test.each(['-j', '--json'])('%s prints the figures for a program', async (flag) => {
    const words = ['--scenario', 'ecmp', flag, '-c', '3', 'www.exemple.fr'];
    const { stdout } = await runCommand(mtrCommand, ...words);
    expect(JSON.parse(stdout)).toMatchObject({
      origin: 'simulated',
      cycles: 3,
      reached: true,
      hops: { length: 6 },
    });
  });

  test('Ctrl-C prints the report of what was seen', async () => {
    const words = ['mtr', '--scenario', 'ecmp', '-c', '1000000000', '-r', '-n', 'www.exemple.fr'];
    const { stdout, code } = await runSonde(words, 1);
    // Perhaps nothing yet, if it came before the first round: the heading is there all the same.
    expect(stdout).toMatch(/^Start: .*\nHOST: /);
    expect(code).toBe(0);
  });
});

describe('sonde pmtu', () => {
  test('says what every router says, and the path MTU', async () => {
    const { stdout, code } = await runCommand(
      pmtuCommand,
      '--scenario',
      'mtu-annoncee',
      '-l',
      '1500',
      'www.exemple.fr',
    );
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ 1500: {2}box\.maison \(192\.0\.2\.1\) +too big pmtu 1492$/),
      expect.stringMatching(/^ 1492: {2}collecte\.fai\.exemple \(198\.51\.100\.1\) +too big pmtu 1400$/),
      expect.stringMatching(/^ 1400: {2}destination +passed$/),
      '     Resume: pmtu 1400',
    ]);
    expect(code).toBe(0);
  });

  test('tells a black hole', async () => {
    const { stdout } = await runCommand(
      pmtuCommand,
      '--scenario',
      'trou-noir-mtu',
      '-l',
      '1500',
      'www.exemple.fr',
    );
    expect(stdout).toMatch(/no reply[^]*Resume: pmtu 1476 \(black hole/);
  });
});
