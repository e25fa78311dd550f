import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type OpenOptions, open } from '../../src/network/open.js';
import { whyNoRawSockets } from './privilege.js';
import { runScript } from './run-dist.js';

const live = whyNoRawSockets();
const setpriv = [
  '/usr/bin/setpriv',
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
  '--bounding-set=-all',
];
const unprivileged =
  process.getuid?.() !== 0
    ? 'needs root, to give it up'
    : existsSync('/usr/bin/setpriv')
      ? ''
      : 'needs setpriv';

const named = (lack: string | undefined): string => (lack ? ` [skipped: ${lack}]` : '');

/** What a fresh process says of the network it opened, or of the error. */
const opened = (options: OpenOptions): string =>
  `const said = await sonde.open(${JSON.stringify(options)}).catch((error) => error);
   console.log(said.name ?? said.origin + ' | ' + said.reason);
   said.close?.();`;

describe('open', () => {
  test('simulated, because it was asked for', async () => {
    const network = await open({ network: 'simulated' });
    expect(network).toMatchObject({
      origin: 'simulated',
      reason: 'réseau simulé, demandé par l’appelant',
    });
    network.close();
  });

  test('takes the scenario and the seed of the simulated network', async () => {
    const networks = await Promise.all(
      [1, 1, 2].map((seed) => open({ network: 'simulated', scenario: 'satellite', seed })),
    );
    expect(await networks[0]?.resolve('www.exemple.fr')).toBe('203.0.113.10');
    const [first, same, other] = networks.map((network) => network.identifier());
    expect(first).toBe(same);
    expect(first).not.toBe(other);
  });

  test('refuses a scenario that does not exist, and says which ones do', async () => {
    await expect(open({ network: 'simulated', scenario: '../lune' })).rejects.toThrow(
      /^unknown scenario: "..\/lune"; there is .*satellite/,
    );
  });

  test('refuses a network that does not exist', async () => {
    const options = { network: 'wifi' } as unknown as OpenOptions;
    await expect(open(options)).rejects.toThrow('network must be auto, raw or simulated, got wifi');
  });
});

describe.skipIf(live)(`with the privilege${named(live)}`, () => {
  test('auto takes the real network and says why', async () => {
    const network = await open();
    expect(network).toMatchObject({
      origin: 'live',
      reason: 'cette machine autorise les sockets brutes : les paquets sont réels',
    });
    network.close();
  });

  test.each([
    [{}, 'cette machine autorise les sockets brutes : les paquets sont réels'],
    [{ needs: 'connections' }, 'une connexion TCP ne demande aucun privilège : elle est réelle'],
    [{ network: 'raw' }, 'réseau réel, demandé par l’appelant'],
  ] as const)('a scenario of which the real network has no use is told: %o', async (options, why) => {
    const network = await open({ ...options, scenario: 'reference' });
    const title = '«\u00a0Le réseau de référence\u00a0»';
    expect(network.reason).toBe(`${why}\u202f; le scénario ${title} ne sert pas`);
    network.close();
    await expect(open({ ...options, scenario: 'lune' })).rejects.toThrow('unknown scenario: "lune"');
  });

  test('raw is what was asked for', async () => {
    const network = await open({ network: 'raw' });
    expect(network).toMatchObject({ origin: 'live', reason: 'réseau réel, demandé par l’appelant' });
    network.close();
  });
});

describe.skipIf(unprivileged || live)(`without the privilege${named(unprivileged || live)}`, () => {
  const asNobody = [...setpriv, process.execPath];

  test('auto falls back on the simulated network, and says what it would take', async () => {
    const { stdout } = await runScript(opened({}), asNobody);
    expect(stdout).toBe(
      'simulated | réseau simulé : les sockets brutes demandent d’être root (ou la capacité CAP_NET_RAW)\n',
    );
  });

  test('auto names the scenario that was given', async () => {
    const { stdout } = await runScript(opened({ scenario: 'satellite' }), asNobody);
    expect(stdout).toMatch(/^simulated \| .*CAP_NET_RAW\)\u202f; scénario «\u00a0[^»]+\u00a0»\n$/);
  });

  test('raw fails by name', async () => {
    expect(await runScript(opened({ network: 'raw' }), asNobody)).toMatchObject({
      stdout: 'NoPrivilegeError\n',
      code: 0,
    });
  });
});

describe('where raw-socket is not built, or for another Node', () => {
  /** Node with a module loader that does not find the package. */
  const failing = (code: string): readonly string[] => {
    const preload = `
      import Module from 'node:module';
      const load = Module._load;
      Module._load = (name, ...rest) => {
        if (name === 'raw-socket') throw Object.assign(new Error('not there'), { code: '${code}' });
        return load(name, ...rest);
      };`;
    return [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(preload)}`];
  };

  test.each(['MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'])('auto falls back and says so (%s)', async (code) => {
    const { stdout } = await runScript(opened({}), failing(code));
    expect(stdout).toBe(
      'simulated | réseau simulé : le paquet raw-socket n’est pas compilé ici (il faut un compilateur C++)\n',
    );
  });

  test('raw fails by name', async () => {
    const { stdout } = await runScript(opened({ network: 'raw' }), failing('MODULE_NOT_FOUND'));
    expect(stdout).toBe('NoRawSocketError\n');
  });

  test('an error that nobody expected is never hidden by the simulated network', async () => {
    const { stdout } = await runScript(opened({}), failing('EIO'));
    expect(stdout).toBe('Error\n');
  });
});
