import type { MetricFamily, MetricSample, MetricType } from './family.js';

/** A family whose lines are still being read. */
interface FamilyDraft {
  readonly name: string;
  type?: MetricType;
  help?: string;
  unit?: string;
  readonly samples: MetricSample[];
}

/**
 * The families of an exposition, in the order in which they are first named. Prometheus stores samples and knows no
 * families: they may come in any order, and of two lines that say the same thing of a family the last one holds.
 */
export class FamilyDrafts {
  readonly #families = new Map<string, FamilyDraft>();

  /** @param suffixes what the names of samples add to that of their family */
  constructor(readonly suffixes: Readonly<Partial<Record<MetricType, readonly string[]>>>) {}

  named(name: string): FamilyDraft {
    const known = this.#families.get(name);
    if (known !== undefined) return known;
    const family: FamilyDraft = { name, samples: [] };
    this.#families.set(name, family);
    return family;
  }

  add(sample: MetricSample): void {
    (this.#suffixed(sample.name) ?? this.named(sample.name)).samples.push(sample);
  }

  families(): readonly MetricFamily[] {
    return [...this.#families.values()].map(({ name, type = 'unknown', help, unit, samples }) => ({
      ...{ name, type },
      ...(help !== undefined && { help }),
      ...(unit !== undefined && { unit }),
      samples,
    }));
  }

  /** The family that a sample belongs to by what its name ends with, unless one has the whole name. */
  #suffixed(name: string): FamilyDraft | undefined {
    if (this.#families.has(name)) return undefined;
    const underscore = name.lastIndexOf('_');
    if (underscore < 1) return undefined;
    const family = this.#families.get(name.slice(0, underscore));
    const suffixes = this.suffixes[family?.type ?? 'unknown'];
    return suffixes?.includes(name.slice(underscore)) === true ? family : undefined;
  }
}
