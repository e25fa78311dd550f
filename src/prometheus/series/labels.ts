/** Labels of a series as people write them; the metric name is the label `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** The label that holds the metric name. */
export const metricName = '__name__';

/** What says which metric a series is, with its type and unit; what is computed from it has none of them. */
export const metadataLabels: ReadonlySet<string> = new Set([metricName, '__type__', '__unit__']);

/** How the name of a label is made, for expressions that look for one inside a longer text (model.LabelNameRE). */
export const labelNamePattern = '[a-zA-Z_][a-zA-Z0-9_]*';
/** How the name of a metric is made (model.MetricNameRE). */
export const metricNamePattern = '[a-zA-Z_:][a-zA-Z0-9_:]*';

const wholeLabelName = new RegExp(`^${labelNamePattern}$`);
const wholeMetricName = new RegExp(`^${metricNamePattern}$`);

/** Whether a text is the name of a label that needs no quotes. */
export function isLabelName(text: string): boolean {
  return wholeLabelName.test(text);
}

/** Whether a text is the name of a metric that needs no quotes. */
export function isMetricName(text: string): boolean {
  return wholeMetricName.test(text);
}

/** A series or a metric that Prometheus cannot hold or write. */
export class InvalidMetricError extends Error {
  override readonly name = 'InvalidMetricError';

  /**
   * @param fault what is wrong: a name, the labels of a series that has none, a timestamp, or a family whose samples break
   *   the rules of its type
   * @param message what was found
   */
  constructor(
    readonly fault: 'metric name' | 'label name' | 'labels' | 'timestamp' | 'family',
    message: string,
  ) {
    super(message);
  }
}

/** Whether Prometheus 3 takes a text as the name of a metric or a label: anything in UTF-8, quoted where it is written. */
export function isUtf8Name(text: string): boolean {
  // A half of a surrogate pair is no character, and has no UTF-8.
  return text !== '' && !/\p{Surrogate}/u.test(text);
}

/** @throws {InvalidMetricError} unless a text may be the name of a label */
export function checkLabelName(text: string): void {
  if (!isUtf8Name(text)) throw new InvalidMetricError('label name', `not a label name: ${quoted(text)}`);
}

/** @throws {InvalidMetricError} unless a text may be the name of a metric */
export function checkMetricName(text: string): void {
  if (!isUtf8Name(text)) throw new InvalidMetricError('metric name', `not a metric name: ${quoted(text)}`);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

/**
 * A label set that does not change: names in order, empty values left out (for Prometheus an empty label and no label
 * are the same). What is derived from it is kept, since every query asks for the same sets again.
 */
export class LabelSet {
  #key: string | undefined;
  #nameless: LabelSet | undefined;
  #unnamed: LabelSet | undefined;
  #plain: Labels | undefined;

  private constructor(
    readonly names: readonly string[],
    readonly values: readonly string[],
    /**
     * Whether the name is to be left out of the answer: what is computed from a metric measures something else, yet keeps the
     * name until the end, for what groups or renames by it.
     */
    readonly namedUntilEnd = false,
  ) {}

  static readonly empty = new LabelSet([], []);

  static from(labels: Labels): LabelSet {
    const names = Object.keys(labels)
      .filter((name) => labels[name] !== '')
      .sort();
    return new LabelSet(
      names,
      names.map((name) => labels[name] as string),
    );
  }

  /** Equal for equal sets, and only for them: each value comes after its length, so that no value can imitate a label. */
  get key(): string {
    this.#key ??= this.names.map((name, i) => keyPart(name, this.values[i] as string)).join('');
    return this.#key;
  }

  get(name: string): string {
    const at = this.names.indexOf(name);
    return at < 0 ? '' : (this.values[at] as string);
  }

  /** The set without its metric name. */
  get nameless(): LabelSet {
    const isNamed = this.names.some((name) => metadataLabels.has(name));
    this.#nameless ??= isNamed ? this.filter((name) => !metadataLabels.has(name)) : this;
    return this.#nameless;
  }

  /** The set with its metric name until the end of the query only. */
  get unnamed(): LabelSet {
    const isNamed = !this.namedUntilEnd && this.names.some((name) => metadataLabels.has(name));
    this.#unnamed ??= isNamed ? new LabelSet(this.names, this.values, true) : this;
    return this.#unnamed;
  }

  /** The set as the answer shows it. */
  get shown(): LabelSet {
    return this.namedUntilEnd ? this.nameless : this;
  }

  filter(keep: (name: string) => boolean): LabelSet {
    const names: string[] = [];
    const values: string[] = [];
    this.names.forEach((name, i) => {
      if (!keep(name)) return;
      names.push(name);
      values.push(this.values[i] as string);
    });
    return new LabelSet(names, values);
  }

  /** The set with one label changed; an empty value removes it. */
  with(name: string, value: string): LabelSet {
    const changed = LabelSet.from({ ...this.plain, [name]: value });
    return this.namedUntilEnd && name !== metricName ? changed.unnamed : changed;
  }

  /** The set as a plain object, the same one each time; it is frozen. */
  get plain(): Labels {
    this.#plain ??= Object.freeze(
      Object.fromEntries(this.names.map((name, i) => [name, this.values[i] as string])),
    );
    return this.#plain;
  }

  toString(): string {
    return labelsText(this.plain);
  }
}

/** Labels in order of their names, as Prometheus writes them in its errors: `{a="b", c="d"}`. */
export function labelsText(labels: Labels): string {
  const names = Object.keys(labels).sort();
  return `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(', ')}}`;
}

function keyPart(name: string, value: string): string {
  return `${name}\u0000${value.length}:${value}`;
}

/** Equal for the series of one group, which have the same values of some labels, or of all but some. */
export function groupKeyOf(labels: LabelSet, by: boolean, names: ReadonlySet<string>): string {
  let key = '';
  for (let i = 0; i < labels.names.length; i++) {
    const name = labels.names[i] as string;
    if (inGroup(name, by, names)) key += keyPart(name, labels.values[i] as string);
  }
  return key;
}

/** The labels that {@link groupKeyOf} looked at. */
export function groupLabelsOf(labels: LabelSet, by: boolean, names: ReadonlySet<string>): LabelSet {
  return labels.filter((name) => inGroup(name, by, names));
}

function inGroup(name: string, by: boolean, names: ReadonlySet<string>): boolean {
  return by ? names.has(name) : !metadataLabels.has(name) && !names.has(name);
}

/** Name by name, then value by value; the shorter first (labels.Compare). */
export function compareLabels(a: LabelSet, b: LabelSet): number {
  const shared = Math.min(a.names.length, b.names.length);
  for (let i = 0; i < shared; i++) {
    const order =
      compareTexts(a.names[i] as string, b.names[i] as string) ||
      compareTexts(a.values[i] as string, b.values[i] as string);
    if (order !== 0) return order;
  }
  return a.names.length - b.names.length;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Items in the order of their labels, which is that of Prometheus' storage. */
export function sortedByLabels<Item>(
  items: readonly Item[],
  labelsOf: (item: Item) => Labels,
): readonly Item[] {
  const keyed = items.map((item) => ({ item, labels: LabelSet.from(labelsOf(item)) }));
  return keyed.sort((a, b) => compareLabels(a.labels, b.labels)).map(({ item }) => item);
}
