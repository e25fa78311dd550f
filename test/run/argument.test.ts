import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operand, ToolArgumentError } from '../../src/run/argument.js';

test.each(['192.0.2.1', '2001:db8::1', 'fe80::1%eth0', 'www.example.org', 'eth0.100', './file', 'a b', 'é'])(
  '%j is given as it is',
  (text) => {
    expect(operand(text)).toBe(text);
  },
);

test.each(['', '-oN/etc/passwd', '--script=x', '-', 'a\nb', 'a\0', '\u001b[2J', 'x'.repeat(4097)])(
  '%j is refused',
  (text) => {
    expect(() => operand(text)).toThrow(ToolArgumentError);
  },
);

test('what passes is never an option', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(operand(text)).toMatch(/^[^-]/);
      } catch (error) {
        expect(error).toBeInstanceOf(ToolArgumentError);
      }
    }),
  );
});
