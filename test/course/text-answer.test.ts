import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalAnswer } from '../../src/course/judge-answer.js';
import type { AnswerShape } from '../../src/course/exercise.js';

const address: AnswerShape = { kind: 'address' };
const word: AnswerShape = { kind: 'word' };
const choice: AnswerShape = { kind: 'word', choices: ['développeur', 'opérateur'] };
const numbers: AnswerShape = { kind: 'set', of: 'number' };
const addresses: AnswerShape = { kind: 'set', of: 'address' };

describe('one text for all spellings', () => {
  test.each([
    [address, ' 192.0.2.10 ', '192.0.2.10'],
    [address, '2001:0DB8:0:0::1', '2001:db8::1'],
    [address, '[::1]', '::1'],
    [word, 'TIME_WAIT', 'timewait'],
    [word, 'Time-Wait', 'timewait'],
    [word, 'Éphémère', 'ephemere'],
    [choice, 'DEVELOPPEUR', 'developpeur'],
    [numbers, '80, 22 et 443', '22\n443\n80'],
    [numbers, '[22; 80; 22]', '22\n80'],
    [numbers, '22 80', '22\n80'],
    [addresses, '::1, 10.0.0.1', '10.0.0.1\n::1'],
  ])('%j: %s', (shape, given, text) => {
    expect(canonicalAnswer(given, shape)).toBe(text);
  });

  test('a list is a set', () => {
    expect(canonicalAnswer([443, '80'], numbers)).toBe('443\n80');
  });
});

describe('what is of another kind is told, not judged', () => {
  test.each([
    [address, '192.0.2', 'quatre nombres'],
    [address, '192.0.02.1', 'sans zéro devant'],
    [address, '192.0.2.1:80', 'porte un port'],
    [address, '10.0.0.0/8', 'est un préfixe'],
    [address, 'passerelle', 'n’est pas une adresse'],
    [word, '?!', 'aucun mot'],
    [choice, 'voisin', 'n’est pas l’un des choix\u00a0: développeur, opérateur'],
    [numbers, '22, web', 'ne commence pas par un nombre'],
    [numbers, '1 '.repeat(300), 'Plus de 200'],
    [address, ['192.0.2.1'], 'et non une liste'],
  ])('%j: %s', (shape, given, reason) => {
    expect(canonicalAnswer(given, shape)).toMatchObject({
      refused: expect.stringContaining(reason) as string,
    });
  });
});

test('any text is an answer or a reason; the order of a set does not count', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(address, word, numbers, addresses),
      (text, shape) => {
        const read = canonicalAnswer(text, shape);
        expect(typeof read === 'string' || read.refused.length > 0).toBe(true);
      },
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(70_000), { minLength: 1, maxLength: 20 }), (ports) => {
      expect(canonicalAnswer([...ports].reverse().join(';'), numbers)).toBe(canonicalAnswer(ports, numbers));
    }),
  );
});
