import { expect, test } from 'vitest';
import { Catalogue } from '../src/catalogue.js';
import { UnknownNameError } from '../src/unknown-name.js';

const captures = new Catalogue('capture', 'captures', '.pcapng');
const machines = new Catalogue('machine', 'machines', '/machine.yaml');

test('the names are those of the files of a kind, sorted, or of the folders with a card', async () => {
  const names = await captures.names();
  expect(names.slice(0, 2)).toEqual(['arp', 'dhcp']);
  expect(names).not.toContain('origin.yaml');
  expect(await machines.names()).toEqual(['pc-maison', 'serveur-web']);
});

test('a file is read by its name', async () => {
  const bytes = await captures.bytes('ping');
  expect([...bytes.subarray(0, 4)]).toEqual([10, 13, 13, 10]);
  expect(await machines.text('serveur-web')).toContain('title:');
});

test.each(['', 'absent', '../machines/serveur-web/machine', 'ping.pcapng'])(
  '%j is refused before a path is made of it',
  async (name) => {
    await expect(captures.bytes(name)).rejects.toThrow(UnknownNameError);
    await expect(machines.text(name)).rejects.toThrow('there is pc-maison, serveur-web');
  },
);

test('names in the order of the course', async () => {
  const ordered = new Catalogue('capture', 'captures', '.pcapng', () => ['ping', 'arp']);
  expect(await ordered.names()).toEqual(['ping', 'arp']);
  await expect(ordered.bytes('dns')).rejects.toThrow('there is ping, arp');
});
