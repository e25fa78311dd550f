import { expect, test } from 'vitest';
import { ToolMissingError } from '../../src/run/tool-run.js';
import { chooseSource } from '../../src/tools/tool-source.js';

test('a tool that is not there is replaced by its recordings, for a reason that a student reads', async () => {
  expect(await chooseSource('no-such-tool', 'auto')).toEqual({
    origin: 'recorded',
    reason: 'no-such-tool n’est pas installé (Debian\u202f: apt install no-such-tool)',
  });
  await expect(chooseSource('no-such-tool', 'live')).rejects.toThrow(ToolMissingError);
});

test('a tool that is there and lacks something is replaced too; what is asked for is had without a reason', async () => {
  expect(await chooseSource('node', 'auto', 'il lui faut root')).toEqual({
    origin: 'recorded',
    reason: 'il lui faut root',
  });
  expect(await chooseSource('node', 'auto')).toEqual({ origin: 'live', reason: '' });
  expect(await chooseSource('node', 'recorded', 'il lui faut root')).toEqual({
    origin: 'recorded',
    reason: '',
  });
});
