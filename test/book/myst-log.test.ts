import { expect, test } from 'vitest';
import { describeFault, faultsInLog } from '../../src/book/myst-log.js';

const log = `🌎 Building MyST site
📖 Built notebooks/index.md in 90 ms.
⚠️  notebooks/01-ping.ipynb:3 No target for internal reference "#fig" was found.
⛔️ notebooks/index.md:12:4 unknown directive: nothing
⛔️ Error fetching http://localhost:3000/ping
`;

test('reads what MyST complains of, with file and line', () => {
  expect(faultsInLog(log)).toEqual([
    {
      severity: 'warning',
      file: 'notebooks/01-ping.ipynb',
      line: 3,
      message: 'No target for internal reference "#fig" was found.',
    },
    { severity: 'error', file: 'notebooks/index.md', line: 12, message: 'unknown directive: nothing' },
    { severity: 'error', message: 'Error fetching http://localhost:3000/ping' },
  ]);
});

test('describes a fault by its place first', () => {
  expect(faultsInLog(log).map(describeFault)[1]).toBe('notebooks/index.md:12 unknown directive: nothing');
});
