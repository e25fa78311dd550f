import { diagnose, type Finding } from 'sonde';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { NoPrivilegeError } from '../../src/network/network.js';
import { absenceOf } from '../../src/network/raw.js';
import { absenceOfRawSockets } from '../../src/notebook/diagnosis.js';
import { diagnosisLines } from '../../src/cli/doctor.js';

describe('the diagnosis of this machine', () => {
  test('has a finding for each part of the course, and a remedy only for what is not real', async () => {
    const { findings, node } = await diagnose();
    expect(node).toBe(process.version);
    expect(findings.map(({ subject }) => subject)).toEqual([
      'Paquets (ping)',
      'Connexions TCP (tcping)',
      'Compteurs du noyau (/proc/net)',
      'Laboratoires (sonde lab)',
      'Outils classiques',
      'Cellules',
      'Jupyter',
    ]);
    for (const { state, remedy, subject } of findings) {
      if (state !== 'live') expect(remedy, subject).toBeTypeOf('string');
    }
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
  });

  test('a connection is real everywhere', async () => {
    const { findings } = await diagnose();
    expect(findings[1]?.state).toBe('live');
  });
});

test('each finding is one line, whose first word says whether it is real', () => {
  const finding = (state: Finding['state'], remedy?: string): Finding => ({
    subject: 'Paquets',
    state,
    found: 'ainsi',
    ...(remedy === undefined ? {} : { remedy }),
  });
  const findings = [
    finding('live'),
    finding('simulated', 'être root'),
    finding('recorded', 'Linux'),
    finding('missing', 'l’installer'),
  ];
  expect(diagnosisLines({ node: 'v20', platform: 'linux x64', findings })).toEqual([
    '● réel        Paquets : ainsi',
    '○ simulé      Paquets : ainsi → être root',
    '○ enregistré  Paquets : ainsi → Linux',
    '– absent      Paquets : ainsi → l’installer',
  ]);
});

describe('without raw sockets', () => {
  const dlopen = (message: string) => Object.assign(new Error(message), { code: 'ERR_DLOPEN_FAILED' });

  test('a raw-socket that was built for another Node is said to be so, with the cure', () => {
    // As Node 20 says it of a build for Node 22.
    const error = dlopen(
      "The module '/course/node_modules/raw-socket/build/Release/raw.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 127. This version of Node.js requires\nNODE_MODULE_VERSION 115.",
    );
    expect(absenceOf(error)?.message).toMatch(/built for another Node than v\d+.*npm rebuild raw-socket/);
    expect(absenceOfRawSockets(absenceOf(error))).toEqual({
      found: `le paquet raw-socket est compilé pour un autre Node que ${process.version}`,
      remedy: 'npm rebuild raw-socket',
    });
    const missing = absenceOf(Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' }));
    expect(absenceOfRawSockets(missing)?.remedy).toMatch(/compilateur/);
    expect(absenceOf(dlopen('libstdc++.so.6: cannot open')) ?? 0).toBeInstanceOf(Error);
    expect(absenceOf(new TypeError('x'))).toBeUndefined();
  });

  test('nobody is told to give raw sockets to node itself', () => {
    expect(absenceOfRawSockets(new NoPrivilegeError())?.remedy).toMatch(/^pour une commande.*sudo/);
    const root = path.resolve(import.meta.dirname, '../..');
    const texts = ['README.md', 'CONTRIBUTING.md', 'src', 'notebooks'].flatMap((name) =>
      name.endsWith('.md')
        ? [name]
        : readdirSync(path.join(root, name), { recursive: true, encoding: 'utf8' })
            .filter((file) => /\.(m?ts|ipynb|md)$/.test(file))
            .map((file) => path.join(name, file)),
    );
    const advising = texts.filter((file) =>
      /setcap[^\n]*(node\b|execPath)/.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(advising).toEqual([]);
  });
});
