import { expect, test } from 'vitest';
import { hexDump, hexLines } from '../../src/packet/hex.js';

const bytes = Uint8Array.of(...new TextEncoder().encode('Bonjour !'), 0, 255);

test('our dump, and the one of tshark -x: the gap before the text and what stands for other bytes', () => {
  expect(hexDump(bytes, 8)).toBe(
    ['0000  42 6f 6e 6a 6f 75 72 20  Bonjour ', '0008  21 00 ff                 !··'].join('\n'),
  );
  expect(hexLines(bytes, 16, { gap: '   ', unprintable: '.' })).toEqual([
    '0000  42 6f 6e 6a 6f 75 72 20 21 00 ff                  Bonjour !..',
  ]);
});

test('nothing for no bytes', () => {
  expect(hexDump(new Uint8Array(0))).toBe('');
});
