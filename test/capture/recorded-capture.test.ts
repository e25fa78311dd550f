import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { openCapture } from '../../src/capture/open-capture.js';
import { recordedCapture, recordedCaptures } from '../../src/capture/recorded-capture.js';

const known = await recordedCaptures();

describe('the recorded captures', () => {
  test('have each an origin, and each origin a capture', async () => {
    const files = (await readdir('data/captures')).filter((file) => file.endsWith('.pcapng'));
    expect(known.map(({ name }) => `${name}.pcapng`).sort()).toEqual(files.sort());
  });

  test.each(known)('$name is whole, and tells its origin', async ({ name, origin, title }) => {
    const capture = await recordedCapture(name);
    for await (const packet of capture) expect(packet).not.toHaveProperty('fault');
    expect(capture.facts().packets).toBeGreaterThan(1);
    expect(capture.facts().sections[0]?.comments).toEqual([origin]);
    expect(title).not.toBe('');
  });

  test('that the course does not have is refused with those that it has', async () => {
    await expect(recordedCapture('../scenarios')).rejects.toThrow(
      'unknown capture: "../scenarios"; there is ping',
    );
  });
});

describe('openCapture', () => {
  test('reads a recorded capture where it is asked for', async () => {
    const capture = await openCapture({ interface: 'lo', source: 'recorded', recorded: 'dns' });
    expect([capture.origin, capture.reason]).toEqual([
      'recorded',
      'capture enregistrée, demandée par l’appelant',
    ]);
  });

  test('auto: a mistake of the caller is thrown, and not hidden by a recorded capture', async () => {
    await expect(openCapture({ interface: '-w/tmp/x' })).rejects.toThrow('could be taken for an option');
  });
});
