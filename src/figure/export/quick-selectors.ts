/** One step of a selector: what an element must be. */
interface Compound {
  readonly tag: string;
  readonly id: string;
  readonly classes: readonly string[];
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** The steps of a selector, the element's own first, then its ancestors', upwards. */
type Steps = readonly [Compound, ...Compound[]];

const compoundText = String.raw`(?:\*|[\w-]+)?(?:[.#][\w-]+|\[[\w-]+="[^"\]]*"\])*`;
const known = new RegExp(`^${compoundText}(?: ${compoundText})*$`);
const parts = /([.#]?)([\w-]+)|\[([\w-]+)="([^"\]]*)"\]/g;

/**
 * Reads the selectors that Plotly searches its drawings with: a tag, an identifier, classes and attributes of given values, inside
 * others of the kind, and lists of them.
 *
 * @param selector a CSS selector.
 * @returns undefined for those with anything else (`:first-child`, `>`): jsdom has to read them.
 */
export function readSelector(selector: string): readonly Steps[] | undefined {
  const alternatives = selector.split(',').map((alternative) => alternative.trim());
  if (!alternatives.every((alternative) => alternative !== '' && known.test(alternative))) return undefined;
  return alternatives.map((alternative) => alternative.split(' ').map(readCompound).reverse() as never);
}

function readCompound(text: string): Compound {
  const compound = { tag: '', id: '', classes: [] as string[], attributes: [] as [string, string][] };
  for (const [, sign, word = '', name, value = ''] of text.matchAll(parts)) {
    if (name !== undefined) compound.attributes.push([name, value]);
    else if (sign === '.') compound.classes.push(word);
    else if (sign === '#') compound.id = word;
    else compound.tag = word;
  }
  return compound;
}

/**
 * The elements under another that a selector names, in the order of the document. jsdom's own search reads each new selector into a
 * function and walks through collections that are kept alive: it takes half the time of a drawing.
 *
 * @param root the element, or the document, under which to look.
 * @param selector from {@link readSelector}.
 * @param most how many to find.
 */
export function descendants(root: ParentNode, selector: readonly Steps[], most: number): readonly Element[] {
  const found: Element[] = [];
  const search = (parent: ParentNode): boolean => {
    for (let child = parent.firstElementChild; child !== null; child = child.nextElementSibling) {
      if (isOneOf(child, selector) && found.push(child) >= most) return true;
      if (search(child)) return true;
    }
    return false;
  };
  search(root);
  return found;
}

function isOneOf(element: Element, selector: readonly Steps[]): boolean {
  return selector.some(([own, ...outer]) => is(element, own) && isInside(element.parentElement, outer));
}

/** Whether the ancestors hold the steps in order. The nearest ancestor that fits a step is taken: it leaves most to the next ones. */
function isInside(ancestor: Element | null, outer: readonly Compound[]): boolean {
  let step = 0;
  for (let node = ancestor; node !== null && step < outer.length; node = node.parentElement) {
    const compound = outer[step];
    if (compound !== undefined && is(node, compound)) step += 1;
  }
  return step === outer.length;
}

function is(element: Element, { tag, id, classes, attributes }: Compound): boolean {
  return (
    (tag === '' || element.localName === tag) &&
    (id === '' || element.getAttribute('id') === id) &&
    (classes.length === 0 || hasClasses(element, classes)) &&
    attributes.every(([name, value]) => element.getAttribute(name) === value)
  );
}

function hasClasses(element: Element, classes: readonly string[]): boolean {
  const own = element.getAttribute('class');
  return own !== null && classes.every((name) => own.includes(name) && own.split(/\s+/).includes(name));
}
