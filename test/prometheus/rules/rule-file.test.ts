import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAlertmanagerConfig } from '../../../src/prometheus/alertmanager/read-config.js';
import { DocumentError } from '../../../src/document/document.js';
import { checkRuleFile } from '../../../src/prometheus/rules/rule-file.js';
import { readRuleTestFile } from '../../../src/prometheus/rules/unit-test-file.js';

const readers = [
  ['reseau.rules.yml', checkRuleFile],
  ['reseau.test.yml', readRuleTestFile],
  ['alertmanager.yml', readAlertmanagerConfig],
] as const;

test.each(readers)(
  '%s cut or changed anywhere: read, or refused with a place',
  async (name, read) => {
    const text = readFileSync(`data/prometheus/${name}`, 'utf8');
    const spoilt = fc
      .tuple(
        fc.nat(text.length),
        fc.nat(20),
        fc.constantFrom('', '{', '[', '&a ', '*a', '- ', ': ', '\t', '"', 'null', '!!x '),
      )
      .map(([at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length));
    await fc.assert(
      fc.asyncProperty(spoilt, async (input) => {
        try {
          await read(input);
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentError);
          expect((error as DocumentError).line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  },
  60_000,
);
