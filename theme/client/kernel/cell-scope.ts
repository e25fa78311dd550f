/** The variables that cells share. */

/** A variable of a cell: read and written where the cell keeps it. */
type Accessors = Readonly<Record<string, unknown>>;

/** What every cell sees besides the engine's own globals. */
export const sharedScope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;

/**
 * Shares the variables of a cell that begins; those of the same names are hidden.
 *
 * @param accessors one getter and setter per variable
 * @returns what to call when the cell failed: variables that were never given a value leave their place to the former ones
 */
export function share(accessors: Accessors): () => void {
  const descriptors = Object.getOwnPropertyDescriptors(accessors);
  const former = Object.keys(descriptors).map(
    (name) => [name, Object.getOwnPropertyDescriptor(sharedScope, name)] as const,
  );
  Object.defineProperties(sharedScope, descriptors);
  return () => {
    for (const [name, descriptor] of former) {
      if (hasValue(name)) continue;
      if (descriptor) Object.defineProperty(sharedScope, name, descriptor);
      else Reflect.deleteProperty(sharedScope, name);
    }
  };
}

/** Whether a cell has given a value to a name; reading a `const` before its line throws. */
export function hasValue(name: string): boolean {
  try {
    return sharedScope[name] !== undefined;
  } catch {
    return false;
  }
}
