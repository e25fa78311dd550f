import { describe, expect, test } from 'vitest';
import { readTracert } from '../../../src/tools/tracert/read-tracert.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what tracert prints', () => {
  readsItsGoldenFiles(readTracert, golden('tracert'));
});

const french = `
Détermination de l’itinéraire vers un.exemple [192.0.2.1]
avec un maximum de 30 sauts :

  1     1 ms     2 ms     1 ms  198.51.100.1
`;
const english = `
Tracing route to un.exemple [192.0.2.1]
over a maximum of 30 hops:

  1     1 ms     2 ms     1 ms  198.51.100.1
`;

describe.each([
  ['in French', french],
  ['in English', english],
])('interrupted, %s', (_, start) => {
  test.each([
    ['  2     *        *     ^C', 2, []],
    ['  2     *        *     ', 2, []],
    ['  2     5 ms ^C', 1, []],
    ['  2    <1 ms     *        3 ms  box.la^C', 3, ['box.la']],
    ['  2  ^C', 0, []],
    ['  2     *        *        *     ^C\n\nC:\\>', 3, []],
  ])('%j keeps the probes that were printed', (line, probes, notices) => {
    for (const end of ['', '\r\n']) {
      const trace = readTracert(`${start}${line}${end}`);
      expect(trace.hops.map((hop) => hop.probes.length)).toEqual([3, probes]);
      expect(trace).toMatchObject({ notices, complete: false });
    }
  });

  test('« ^C » on a line of its own', () => {
    expect(readTracert(`${start}^C\r\n`)).toMatchObject({ hops: [{ ttl: 1 }], complete: false });
  });
});

test.each([
  [
    'Détermination de l’itinéraire vers 192.0.2.8 avec un maximum de 30 sauts.',
    'Erreur de transmission : code 1231',
    'Itinéraire déterminé.',
  ],
  ['Tracing route to 192.0.2.8 over a maximum of 30 hops', 'Transmit error: code 1231.', 'Trace complete.'],
])('%s: what could not be sent', (start, message, end) => {
  expect(readTracert(`\n${start}\n\n  1  ${message}\n\n${end}\n`)).toMatchObject({
    hops: [{ ttl: 1, probes: [], message }],
    complete: true,
  });
});

test.each([
  [
    '-z is not a valid command option.\n\nUsage: tracert [-d] [-h maximum_hops] target_name\n',
    '-z is not a valid command option.',
    'en',
  ],
  [
    '-z n’est pas une option de commande valide.\n\nUtilisation : tracert [-d] nom_cible\n',
    '-z n’est pas une option de commande valide.',
    'fr',
  ],
  ['A target name or address must be specified.\n', 'A target name or address must be specified.', 'en'],
  [
    '\nUtilisation : tracert [-d] [-h SautsMaxi] nom_cible\n\nOptions :\n    -d   Ne pas convertir\n',
    'Utilisation : tracert [-d] [-h SautsMaxi] nom_cible',
    'fr',
  ],
])('%j is a failure', (text, failure, language) => {
  expect(readTracert(text)).toMatchObject({ failure, language, hops: [], complete: true });
});
