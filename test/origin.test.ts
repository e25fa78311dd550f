import { expect, test } from 'vitest';
import { originLabel } from 'sonde';

test('every origin has a French label', () => {
  expect(originLabel).toEqual({ live: 'mesuré en direct', simulated: 'simulé', recorded: 'enregistré' });
});
