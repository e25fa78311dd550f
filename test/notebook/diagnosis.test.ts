import { diagnose, type Finding } from 'sonde';
import { describe, expect, test } from 'vitest';
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
