import { describe, expect, test } from 'vitest';
import { scanCommand } from '../../../src/cli/probe/scan.js';
import { sweepCommand } from '../../../src/cli/probe/sweep.js';
import { tcpingCommand } from '../../../src/cli/probe/tcping.js';
import { runCommand } from '../running.js';

describe('sonde sweep', () => {
  const sweep = (...words: string[]) => runCommand(sweepCommand, '--scenario', 'ecmp', ...words);

  test('prints as fping -g does, and ends with 1 when somebody is silent', async () => {
    const { stdout, code } = await sweep('192.0.2.0/29');
    expect(stdout.split('\n')).toEqual([
      '192.0.2.1 is alive',
      ...[2, 3, 4, 5, 6].map((n) => `192.0.2.${n} is unreachable`),
    ]);
    expect(code).toBe(1);
  });

  test('ends with 0 when all are there', async () => {
    const { stdout, code } = await sweep('-e', '192.0.2.1/32');
    expect([stdout, code]).toEqual(['192.0.2.1 is alive (2.01 ms)', 0]);
  });

  test('-a, -u and -s', async () => {
    expect((await sweep('-a', '192.0.2.0/30')).stdout).toBe('192.0.2.1');
    expect((await sweep('-u', '192.0.2.0/30')).stdout).toBe('192.0.2.2');
    expect((await sweep('-s', '192.0.2.0/30')).stderr).toMatch(/ 2 targets\n +1 alive\n +1 unreachable/);
  });

  test('--json', async () => {
    const { stdout } = await sweep('--json', '192.0.2.0/30');
    expect(JSON.parse(stdout)).toMatchObject({
      origin: 'simulated',
      probed: 2,
      hosts: [{ address: '192.0.2.1' }],
    });
  });

  test.each([
    ['192.0.2.0/33', 'prefix must be like'],
    ['lan', 'prefix must be like'],
    ['10.0.0.0/8', 'at most 65536'],
  ])('%s ends with 2', async (prefix, complaint) => {
    const { stderr, code } = await sweep(prefix);
    expect([stderr.includes(complaint), code]).toEqual([true, 2]);
  });
});

describe('sonde scan', () => {
  const scan = (...words: string[]) => runCommand(scanCommand, '--scenario', 'pare-feu', ...words);

  test('prints as nmap does', async () => {
    const { stdout, code } = await scan('-p', '443,80-81,22', 'www.exemple.fr');
    expect(stdout.split('\n')).toEqual([
      'Scan report for www.exemple.fr (203.0.113.10)',
      'Host is up (0.013s latency).',
      '',
      'PORT    STATE    SERVICE',
      '22/tcp  filtered ssh',
      '80/tcp  open     http',
      '81/tcp  filtered unknown',
      '443/tcp open     https',
      '',
      expect.stringMatching(/^Scan done: 4 ports scanned in [\d.]+ seconds$/),
    ]);
    expect(code).toBe(0);
  });

  test('many ports alike are a number', async () => {
    const { stdout } = await scan('-p', '400-450', '--timeout', '50', 'www.exemple.fr');
    expect(stdout).toContain('Not shown: 50 ports');
    expect(stdout).toContain('443/tcp open     https');
  });

  test('--open and --json', async () => {
    expect((await scan('--open', '-p', '22,80', 'www.exemple.fr')).stdout).not.toContain('22/tcp');
    expect(JSON.parse((await scan('--json', '-p', '80', 'www.exemple.fr')).stdout)).toMatchObject({
      origin: 'simulated',
      ports: [{ port: 80, kind: 'open' }],
    });
  });

  test.each(['', '0', '65536', '80-', '90-80', '80,', 'http', '1-2-3'])('-p %j ends with 2', async (list) => {
    expect((await scan('-p', list, 'www.exemple.fr')).code).toBe(2);
  });

  test('a public address on the real network is refused, and the refusal says why', async () => {
    const { stderr, code } = await runCommand(scanCommand, '--network', 'auto', '-p', '80', '198.41.0.4');
    expect(stderr).toContain('198.41.0.4 is a public address');
    expect(code).toBe(2);
  });
});

describe('sonde tcping', () => {
  const tcping = (...words: string[]) => runCommand(tcpingCommand, '--scenario', 'pare-feu', ...words);

  test('times the handshake', async () => {
    const { stdout, code } = await tcping('-c', '2', 'www.exemple.fr', '443');
    expect(stdout.split('\n')).toEqual([
      'TCPING www.exemple.fr (203.0.113.10) port 443.',
      '203.0.113.10 port 443 open: seq=1 time=13.035 ms',
      '203.0.113.10 port 443 open: seq=2 time=13.013 ms',
      '',
      '--- www.exemple.fr tcping statistics ---',
      '2 connections tried, 2 answered, 0% loss',
      'rtt min/avg/max/mdev = 13.013/13.024/13.035/0.011 ms',
    ]);
    expect(code).toBe(0);
  });

  test('ends with 1 when nothing answers', async () => {
    const { stdout, code } = await tcping('-c', '1', '--json', 'www.exemple.fr', '81');
    expect(stdout.split('\n').map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
      'start',
      'filtered',
      'statistics',
    ]);
    expect(code).toBe(1);
  });

  test.each([['0'], ['65536'], ['http']])('port %s ends with 2', async (port) => {
    expect((await tcping('-c', '1', 'www.exemple.fr', port)).code).toBe(2);
  });
});
