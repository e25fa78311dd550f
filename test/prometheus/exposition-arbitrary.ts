import fc from 'fast-check';
import type { MetricFamily, MetricSample } from '../../src/prometheus/exposition/family.js';

const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}[a-zA-Z]$/);
const labelName = fc
  .stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,6}$/)
  .filter((each) => !/^(le|quantile)$/.test(each));
const text = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '\n', ' ', '{', '}', 'n', 'é', '𝄞', '#'),
  maxLength: 8,
});
const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e21, 5e-324));
const labels = fc.dictionary(labelName, text, { maxKeys: 3, noNullPrototype: true });
const timestampMs = fc.integer({ min: 0, max: 2e12 });

/** Families that text format 0.0.4 holds without loss: no name is another's with a suffix. */
export const textFamilies: fc.Arbitrary<readonly MetricFamily[]> = fc
  .uniqueArray(name, { maxLength: 4, selector: (each) => each.toLowerCase() })
  .chain((names) => fc.tuple(...names.map((each) => familyNamed(`${each}_x`))));

function familyNamed(family: string): fc.Arbitrary<MetricFamily> {
  const sample: fc.Arbitrary<MetricSample> = fc
    .record({ labels, value, timestampMs: fc.option(timestampMs, { nil: undefined }) })
    .map(({ timestampMs: time, ...rest }) => ({
      ...{ name: family, ...rest },
      ...(time !== undefined && { timestampMs: time }),
    }));
  return fc
    .record({
      type: fc.constantFrom('counter', 'gauge', 'unknown'),
      help: fc.option(
        text.filter((each) => !/^[ \t]|^$/.test(each)),
        { nil: undefined },
      ),
      samples: fc.array(sample, { maxLength: 3 }),
    })
    .map(({ help, ...rest }) => ({ name: family, ...rest, ...(help !== undefined && { help }) }));
}
