import { expect, test } from 'vitest';
import { AddressBook } from '../../../src/cli/probe/probe-session.js';
import { loadScenario } from '../../../src/scenario/load.js';

const scenario = await loadScenario('sauts-muets');

test('on a simulated network, names come from the scenario', async () => {
  const names = await new AddressBook(scenario, false).look(['192.0.2.1']);
  expect(names.get('192.0.2.1')).toBe('acces.exemple.net');
});

test('with -n nobody is asked', async () => {
  expect((await new AddressBook(scenario, true).look(['192.0.2.1'])).size).toBe(0);
  expect((await new AddressBook(undefined, true).look(['127.0.0.1'])).size).toBe(0);
});
