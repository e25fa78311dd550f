import { expect, test } from 'vitest';
import { libraryNames } from '../../src/package/doors.js';
import { unknownImport } from '../../src/package/unknown-import.js';

const names = libraryNames();

test.each([
  ['sonde', 'ping'],
  ['sonde', 'PingResult'],
  ['sonde/packet', 'decodeIpv4'],
  ['sonde/figure', undefined],
  ['sonde', '*'],
  ['lodash', undefined],
  ['./sonde', undefined],
])('an import that is sound: %s, %s', (door, name) => {
  expect(unknownImport(names, door, name)).toBeUndefined();
});

test.each([
  ['sonde', 'tracroute', '« sonde » n’a pas « tracroute » ; vouliez-vous dire « traceroute » ?'],
  [
    'sonde/packet',
    'decodIpv4',
    '« sonde/packet » n’a pas « decodIpv4 » ; vouliez-vous dire « decodeIpv4 » ?',
  ],
  [
    'sonde',
    'decodIcmp',
    "« sonde » n’a pas « decodIcmp » ; vouliez-vous dire « decodeIcmp », de 'sonde/packet' ?",
  ],
  [
    'sonde',
    'decodeIcmp',
    "« decodeIcmp » est derrière une autre porte : import { decodeIcmp } from 'sonde/packet';",
  ],
  ['sonde', 'météorologie', '« sonde » n’a pas « météorologie »'],
  ['sonde', 'constructor', '« sonde » n’a pas « constructor »'],
  [
    'sonde/pakcet',
    undefined,
    'la porte « sonde/pakcet » n’existe pas ; vouliez-vous dire « sonde/packet » ?',
  ],
  ['sonde/', undefined, 'la porte « sonde/ » n’existe pas ; vouliez-vous dire « sonde » ?'],
  ['sond', 'ping', 'la porte « sond » n’existe pas ; vouliez-vous dire « sonde » ?'],
  ['Sonde', undefined, 'la porte « Sonde » n’existe pas ; vouliez-vous dire « sonde » ?'],
  [
    'sonde/packet',
    'default',
    "« sonde/packet » n’a pas d’export par défaut ; écrivez import * as s from 'sonde/packet'; ou des noms entre accolades",
  ],
  [
    'sonde/constructor',
    'ping',
    /^la porte « sonde\/constructor » n’existe pas ; il y a sonde, sonde\/capture,/,
  ],
])('%s, %s: %s', (door, name, told) => {
  const plain = unknownImport(names, door, name)?.replace(/[\u00a0\u202f]/g, ' ');
  if (typeof told === 'string') expect(plain).toBe(told);
  else expect(plain).toMatch(told);
});
