import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { promqlCommand } from '../../src/cli/promql.js';
import { OddServer } from '../prometheus/client/odd-server.js';
import { type Outcome, runCommand } from './running.js';

const promql = (...words: string[]): Promise<Outcome> => runCommand(promqlCommand, ...words);
/** Half a minute of a scenario, which is quick. */
const watched = ['--scenario', 'mtu-annoncee', '--minutes', '0.5'];

beforeEach(() => {
  vi.stubEnv('PROMETHEUS_URL', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('sonde promql', () => {
  test('answers an instant query with a table, and says whose answer it is', async () => {
    const { stdout, stderr, code } = await promql('up{job="icmp"} + 1', ...watched);
    expect(stdout.split('\n')).toEqual([
      'série                             valeur',
      '{instance="serveur", job="icmp"}  2',
    ]);
    expect(stderr).toBe(
      '[simulé — moteur PromQL embarqué, scénario «\u00a0Un chemin de plus en plus étroit\u00a0»\u202f: comme demandé]',
    );
    expect(code).toBe(0);
  });

  test('answers a range query, a row a point', async () => {
    const { stdout } = await promql('vector(time())', '--range', '10s', '--step', '5s', ...watched);
    expect(stdout.split('\n')).toEqual([
      'série  heure                     valeur',
      '{}     1970-01-01T00:00:20.000Z  20',
      '       1970-01-01T00:00:25.000Z  25',
      '       1970-01-01T00:00:30.000Z  30',
    ]);
  });

  test.each([
    ['1 / 0', '+Inf'],
    ['"a\\u001b[31m"', '"a\\u001b[31m"'],
    ['absent_here', 'série  valeur\naucune ligne'],
    ['up{job="path"}', 'série                              valeur\nup{instance="serveur", job="path"}  1'],
  ])('%s is %s', async (expression, expected) => {
    const { stdout } = await promql(expression, ...watched);
    expect(stdout.replace(/ +/g, ' ')).toBe(expected.replace(/ +/g, ' '));
  });

  test('looks at the moment that is asked for', async () => {
    const { stdout } = await promql('time()', '--time', '1970-01-01T00:00:10Z', ...watched);
    expect(stdout).toBe('10');
    expect((await promql('time()', '--time', '12.5', ...watched)).stdout).toBe('12.5');
  });

  test('writes JSON without losing a number', async () => {
    const { stdout, stderr } = await promql('vector(0) / 0', '--json', ...watched);
    expect(JSON.parse(stdout)).toMatchObject({
      origin: 'simulated',
      resultType: 'vector',
      result: [{ metric: {}, timeMs: 30_000, value: 'NaN' }],
    });
    expect(stderr).toBe('');
  });

  test('points at what is wrong', async () => {
    const { stdout, stderr, code } = await promql('sum(\n\trate(up))', ...watched);
    const said =
      '2:7: parse error: expected type range vector in call to function "rate", got instant vector';
    expect(stderr.split('\n').slice(1)).toEqual([`sonde : ${said}`, ' rate(up))', '      ^']);
    expect([stdout, code]).toEqual(['', 2]);
  });

  test.each([
    [['up', '--step', '5s'], '--step must be left out without --range'],
    [['up', '--range', '5'], 'une durée de Prometheus est attendue'],
    [['up', '--time', 'hier'], 'des secondes Unix ou une date'],
    [['up', '--source', 'server', '--scenario', 'congestion'], '--source must be auto or embedded'],
    [['up', '--scenario', 'absent'], 'unknown scenario: "absent"'],
    [['up', '--scenario', 'congestion', '--minutes', '1e9'], 'un nombre positif est attendu'],
    [['up', '--url', 'http://127.0.0.1', '--scenario', 'congestion'], 'cannot be used with option'],
    [['up', '--url', 'ftp://user:secret@127.0.0.1'], 'url must be an http or https address'],
    [['up', '--source', 'server'], 'no server is named'],
    [['up', '--range', '1h', '--step', '1ms', ...watched], 'exceeded maximum resolution of 11,000 points'],
    [['up * on(job) up{job="node"}', ...watched], 'many-to-many'],
  ])('%j ends with 2', async (words, said) => {
    const { stdout, stderr, code } = await promql(...words);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('secret');
    expect([stdout, code]).toEqual(['', 2]);
  });

  test('asks a server that answers, and shows nothing of it that a terminal would obey', async () => {
    const metric = { __name__: 'up', job: '\u001b[31mrouge' };
    const server = await OddServer.good(() => ({
      resultType: 'vector',
      result: [{ metric, value: [0, '1'] }],
    }));
    const { stdout, stderr } = await promql('up', '--url', server.url);
    await server.close();
    expect(stderr).toContain(`[mesuré en direct — serveur Prometheus (${server.url}), comme demandé]`);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('rouge');
  });
});
