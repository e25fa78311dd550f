/** An RE2 expression, anchored at both ends as Prometheus anchors those of its matchers. */
export interface AnchoredRegex {
  test(text: string): boolean;
  /** The groups of the match, the whole first, or `undefined`; a group that took no part is empty. */
  groups(text: string): readonly string[] | undefined;
  /** Number of each named group. */
  readonly names: Readonly<Record<string, number>>;
}

/** Compiles RE2 expressions; throws an error with RE2's own words where one is wrong. */
export type RegexCompiler = (source: string) => AnchoredRegex;

/** Loads re2js on first use. JavaScript's own expressions may take exponential time, and have another syntax. */
export async function regexCompiler(): Promise<RegexCompiler> {
  const { RE2JS: engine } = await import('re2js');
  const compiled = new Map<string, AnchoredRegex>();
  return (source) => {
    const known = compiled.get(source);
    if (known !== undefined) return known;
    // Its own errors, without the words around it.
    engine.compile(source);
    const regex = anchored(engine.compile(`^(?s:${source})$`));
    compiled.set(source, regex);
    return regex;
  };
}

/** What is used of re2js, whose types are not the same for `import` and for `require`. */
interface Re2 {
  test(text: string): boolean;
  matcher(text: string): { find(): boolean; groupCount(): number; group(index: number): string | null };
  namedGroups(): Readonly<Record<string, number>>;
}

function anchored(regex: Re2): AnchoredRegex {
  return {
    test: (text) => regex.test(text),
    groups: (text) => {
      const matcher = regex.matcher(text);
      if (!matcher.find()) return undefined;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '');
    },
    names: regex.namedGroups(),
  };
}
