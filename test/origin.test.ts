import { expect, test } from 'vitest';
import { originLabel } from 'sonde';
import { reportWithOrigin } from '../src/origin.js';

test('every origin has a French label', () => {
  expect(originLabel).toEqual({ live: 'mesuré en direct', simulated: 'simulé', recorded: 'enregistré' });
});

test('a printed report says on its last line that it is not live; a live one is as the tool prints it', () => {
  expect(reportWithOrigin(['un', 'deux'], 'simulated')).toBe('un\ndeux\n[simulé]');
  expect(reportWithOrigin(['un', 'deux'], 'recorded')).toBe('un\ndeux\n[enregistré]');
  expect(reportWithOrigin(['un', 'deux'], 'live')).toBe('un\ndeux');
});
