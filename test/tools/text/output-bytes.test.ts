import { describe, expect, test } from 'vitest';
import { readPing } from '../../../src/tools/ping/read-ping.js';
import { decodeOutput } from '../../../src/tools/text/output-bytes.js';

const TEXT = 'Réponse de 192.0.2.1 : octets=32 temps=12 ms TTL=118 – délai dépassé\r\n';

/** 850 has no dash: a hyphen stands for it. */
const oem = (text: string): Uint8Array => {
  const codes: Readonly<Record<string, number>> = { é: 0x82, à: 0x85, ç: 0x87, ê: 0x88, '\u00a0': 0xff };
  return Uint8Array.from(text, (letter) => codes[letter] ?? letter.charCodeAt(0));
};

describe('the bytes of a file', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-16 LE', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 BE', Buffer.from(TEXT, 'utf16le').swap16()],
  ])('%s', (_, bytes) => {
    expect(decodeOutput(bytes)).toBe(TEXT);
  });

  test('marks are no text', () => {
    expect(decodeOutput(Buffer.from(`\uFEFF${TEXT}`))).toBe(TEXT);
    expect(decodeOutput(Buffer.from(`\uFEFF${TEXT}`, 'utf16le'))).toBe(TEXT);
    expect(decodeOutput(Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16())).toBe(TEXT);
  });

  test.each(['Délai d’attente dépassé', 'Réponse à ping', 'français, où ça ?'])(
    '1252 and Latin-1: %s',
    (text) => {
      const bytes = Uint8Array.from(text, (letter) => (letter === '’' ? 0x92 : letter.charCodeAt(0)));
      expect(decodeOutput(bytes)).toBe(text);
    },
  );

  test.each(['Réponse à ping', 'Statistiques\u00a0: délai dépassé', 'même adresse'])('850: %s', (text) => {
    expect(decodeOutput(oem(text))).toBe(text);
  });

  test('a character cut by the end of the file is left out, a name of other bytes is kept apart', () => {
    expect(decodeOutput(Buffer.from('é réponse é').subarray(0, -1))).toBe('é réponse ');
    expect(decodeOutput(Buffer.concat([Buffer.from('é à '), Uint8Array.of(0xe9, 0x20)]))).toBe('é à \uFFFD ');
  });

  test('what is read is the same whatever the console wrote', () => {
    const text = `
Envoi d'une requête 'Ping'  192.0.2.1 avec 32 octets de données\u00a0:
Réponse de 192.0.2.1\u00a0: octets=32 temps=12 ms TTL=118

Statistiques Ping pour 192.0.2.1:
    Paquets\u00a0: envoyés = 1, reçus = 1, perdus = 0 (perte 0%),
Durée approximative des boucles en millisecondes :
    Minimum = 12ms, Maximum = 12ms, Moyenne = 12ms
`;
    const expected = readPing(text);
    expect(expected.statistics?.received).toBe(1);
    for (const bytes of [oem(text), Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')])
      expect(readPing(decodeOutput(bytes))).toEqual(expected);
  });
});
