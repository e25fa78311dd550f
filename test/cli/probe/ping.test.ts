import { describe, expect, test } from 'vitest';
import { pingCommand } from '../../../src/cli/probe/ping.js';
import { runCommand, runSonde } from '../running.js';

const ping = (...words: string[]) => runCommand(pingCommand, '--network', 'simulated', ...words);

describe('sonde ping', () => {
  test('names who answers to a name, as ping, and nobody with -n', async () => {
    const lines = async (...words: string[]) => (await ping('-c', '1', ...words)).stdout.split('\n')[1];
    expect(await lines('passerelle.lan')).toMatch(/^64 bytes from passerelle\.lan \(192\.168\.1\.1\): /);
    expect(await lines('-n', 'passerelle.lan')).toMatch(/^64 bytes from 192\.168\.1\.1: /);
    expect(await lines('192.168.1.1')).toMatch(/^64 bytes from 192\.168\.1\.1: /);
  });

  test('a deadline that ends it before so many replies is a failure', async () => {
    const silent = await ping('-c', '3', '-w', '4', '-i', '0.5', 'muet.exemple.fr');
    expect([silent.stdout.split('\n')[3], silent.code]).toEqual([
      '8 packets transmitted, 0 received, 100% packet loss, time 3500ms',
      1,
    ]);
    expect((await ping('-c', '3', '-w', '4', 'cdn.exemple.fr')).code).toBe(0);
  });

  test('prints as ping does, and says on stderr that the network is simulated', async () => {
    const { stdout, stderr, code } = await ping('-c', '2', 'passerelle.lan');
    expect(stdout.split('\n')).toEqual([
      'PING passerelle.lan (192.168.1.1) 56(84) bytes of data.',
      expect.stringMatching(
        /^64 bytes from passerelle\.lan \(192\.168\.1\.1\): icmp_seq=1 ttl=64 time=[\d.]+ ms$/,
      ),
      expect.stringMatching(
        /^64 bytes from passerelle\.lan \(192\.168\.1\.1\): icmp_seq=2 ttl=64 time=[\d.]+ ms$/,
      ),
      '',
      '--- passerelle.lan ping statistics ---',
      '2 packets transmitted, 2 received, 0% packet loss, time 1000ms',
      expect.stringMatching(/^rtt min\/avg\/max\/mdev = /),
    ]);
    expect(stderr).toBe(
      '[réseau simulé, demandé par l’appelant\u202f; scénario «\u00a0Le réseau de référence\u00a0»]',
    );
    expect(code).toBe(0);
  });

  test('ends with 1 when nothing was received', async () => {
    const { stdout, code } = await ping('-c', '2', '-W', '0.1', 'muet.exemple.fr');
    expect(stdout).toContain('2 packets transmitted, 0 received, 100% packet loss');
    expect(code).toBe(1);
  });

  test('-q prints the summary alone', async () => {
    const { stdout } = await ping('-q', '-c', '2', 'passerelle.lan');
    expect(stdout).not.toContain('icmp_seq');
    expect(stdout).toContain('2 packets transmitted');
  });

  test('-s, -t and -i', async () => {
    const { stdout } = await ping('-c', '3', '-s', '100', '-t', '2', '-i', '0.2', 'cdn.exemple.fr');
    expect(stdout).toContain('100(128) bytes of data');
    expect(stdout).toContain('Time to live exceeded');
    expect(stdout).toContain('3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 400ms');
  });

  test('--json gives a line for each event', async () => {
    const { stdout } = await ping('--json', '-c', '1', 'passerelle.lan');
    const lines = stdout.split('\n').map((line) => JSON.parse(line) as { kind: string });
    expect(lines.map(({ kind }) => kind)).toEqual(['start', 'reply', 'statistics']);
    expect(lines[0]).toMatchObject({ origin: 'simulated', address: '192.168.1.1' });
  });

  test('the same seed gives the same report, another one another', async () => {
    const report = async (seed: string) => (await ping('-c', '3', '--seed', seed, 'wifi.exemple.fr')).stdout;
    expect(await report('7')).toBe(await report('7'));
    expect(await report('7')).not.toBe(await report('8'));
  });

  test('a scenario is named, or is a file, and is simulated without a word more', async () => {
    const named = await runCommand(pingCommand, '--scenario', 'satellite', '-c', '1', 'www.exemple.fr');
    const file = await runCommand(
      pingCommand,
      ...['--scenario', 'data/scenarios/satellite.yaml', '-c', '1', 'www.exemple.fr'],
    );
    expect(named.stdout).toContain('1 received');
    expect(file).toEqual(named);
  });
});

describe('what is wrong is told, and ends with 2', () => {
  test.each([
    [['-c', '0', 'passerelle.lan'], 'entier à partir de 1'],
    [['-c', '3.5', 'passerelle.lan'], 'entier à partir de 1'],
    [['-i', '-1', 'passerelle.lan'], 'nombre positif'],
    [['-i', '1e9', 'passerelle.lan'], 'nombre positif'],
    [['-s', '70000', '-c', '1', 'passerelle.lan'], 'size must be an integer from 0 to 65507'],
    [['-t', '256', '-c', '1', 'passerelle.lan'], 'ttl must be'],
    [['--seed', 'x', 'passerelle.lan'], 'entier'],
    [['-4', '-6', 'passerelle.lan'], 'cannot be used with'],
    [['--bogus', 'passerelle.lan'], 'unknown option'],
    [[], 'missing required argument'],
    [['passerelle.lan', 'autre'], 'too many arguments'],
    [['-c', '1', 'nulle.part'], 'unknown host: "nulle.part"'],
    [['-c', '1', ''], 'unknown host: ""'],
    [['-c', '1', '--', '--help'], 'unknown host: "--help"'],
    [['-c', '1', '--', '-c'], 'unknown host: "-c"'],
    [['--scenario', 'atlantide', 'x'], 'unknown scenario: "atlantide"'],
    [['--scenario', '/nonexistent.yaml', 'x'], 'ENOENT'],
    [['--scenario', 'package.json', 'x'], 'unknown scenario'],
    [['--scenario', './package.json', 'x'], 'unknown field "name"'],
    [['--scenario', 'wifi', '--network', 'raw', 'x'], '--scenario must be left out'],
  ])('%j', async (words, complaint) => {
    const { stderr, code } = await ping(...words);
    expect(stderr).toContain(complaint);
    expect(code).toBe(2);
  });
});

describe('in a process of its own', () => {
  test.concurrent(
    'a ping without end goes at the pace of its seconds; Ctrl-C prints the statistics',
    async () => {
      const words = ['ping', '--network', 'simulated', '-i', '0.05', 'passerelle.lan'];
      const startMs = performance.now();
      const { stdout, code } = await runSonde(words, 6);
      expect(stdout).toMatch(
        /\n--- passerelle\.lan ping statistics ---\n\d+ packets transmitted, \d+ received/,
      );
      // Unpaced, thousands would have been sent before the signal was heard.
      const sent = Number(/(\d+) packets transmitted/.exec(stdout)?.[1]);
      expect(sent).toBeLessThan((performance.now() - startMs) / 50 + 2);
      expect(code).toBe(0);
    },
  );

  test.concurrent('Ctrl-C before any reply ends with 1', async () => {
    const { stdout, code } = await runSonde(['ping', '--network', 'simulated', 'muet.exemple.fr'], 1);
    expect(stdout).toContain('0 received');
    expect(code).toBe(1);
  });

  test.concurrent('bad options end with 2, help with 0', async () => {
    expect((await runSonde(['ping', '-c', 'x', 'h'])).code).toBe(2);
    const { stdout, code } = await runSonde(['ping', '--help']);
    expect(stdout).toContain('Usage: sonde ping');
    expect(code).toBe(0);
  });
});
