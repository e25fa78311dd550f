/// <reference lib="dom" />
/** What a student changed in the cells of a page, kept by the browser. */

const version = 1;

/** Why edits are not kept. */
export type StorageFault = 'forbidden' | 'full' | 'corrupted';

/** Where the edits of this page are kept. */
function storageKey(page: string): string {
  return `sonde-cells:${page}`;
}

/** Whether something is kept for this page, legible or not. */
export function hasSavedEdits(): boolean {
  try {
    return localStorage.getItem(storageKey(location.pathname)) !== null;
  } catch {
    return false; // Storage may be forbidden, on file:// for instance.
  }
}

/** A cell that another tab changed. */
interface ForeignEdit {
  readonly cell: string;
  /** Absent where the cell is as published again. */
  readonly source?: string;
}

/**
 * The edits of one page, by the key of each cell. Several tabs may show the page: each writes the cell that it changed among
 * what the others have kept.
 */
export class SavedEdits {
  #edits = new Map<string, string>();
  /** What could not be written, and may be later. */
  readonly #unwritten = new Map<string, string | undefined>();
  readonly #page: string;
  readonly #storage: () => Storage;
  /** Why what was kept could not be read. */
  readonly fault: StorageFault | undefined;

  /**
   * @param page path of the page
   * @param storage `localStorage`, which a browser may forbid to look at
   */
  constructor(page: string, storage: () => Storage) {
    this.#page = page;
    this.#storage = storage;
    this.fault = this.#read();
  }

  get(cell: string): string | undefined {
    return this.#edits.get(cell);
  }

  /**
   * Keeps an edit, or forgets it.
   *
   * @returns why it will not survive the page, if it will not
   */
  set(cell: string, source: string | undefined): StorageFault | undefined {
    this.#unwritten.set(cell, source);
    this.#read();
    return this.#write();
  }

  /** What other tabs changed since this one looked. */
  changedElsewhere(): readonly ForeignEdit[] {
    const before = this.#edits;
    // A text that cannot be read says nothing of other tabs: what this tab knows stays.
    if (this.#read() !== undefined) {
      this.#edits = before;
      return [];
    }
    return [...new Set([...before.keys(), ...this.#edits.keys()])]
      .filter((cell) => before.get(cell) !== this.#edits.get(cell))
      .map((cell) => {
        const source = this.#edits.get(cell);
        return { cell, ...(source !== undefined && { source }) };
      });
  }

  /** Whether an event of the browser's storage tells of this page. */
  concerns({ key }: { readonly key: string | null }): boolean {
    // No key when all was emptied.
    return key === null || key === storageKey(this.#page);
  }

  #read(): StorageFault | undefined {
    let text: string | null;
    try {
      text = this.#storage().getItem(storageKey(this.#page));
    } catch {
      this.#edits = this.#withUnwritten(this.#edits);
      return 'forbidden';
    }
    const edits = text === null ? new Map<string, string>() : editsIn(text);
    this.#edits = this.#withUnwritten(edits ?? new Map<string, string>());
    return edits ? undefined : 'corrupted';
  }

  #withUnwritten(edits: ReadonlyMap<string, string>): Map<string, string> {
    const all = new Map(edits);
    for (const [cell, source] of this.#unwritten) {
      if (source === undefined) all.delete(cell);
      else all.set(cell, source);
    }
    return all;
  }

  #write(): StorageFault | undefined {
    try {
      if (this.#edits.size === 0) this.#storage().removeItem(storageKey(this.#page));
      else
        this.#storage().setItem(
          storageKey(this.#page),
          JSON.stringify({ version, edits: Object.fromEntries(this.#edits) }),
        );
      this.#unwritten.clear();
      return undefined;
    } catch (error) {
      return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'forbidden';
    }
  }
}

/** The edits in a stored text; `undefined` where it is not ours, whoever wrote it. */
function editsIn(text: string): Map<string, string> | undefined {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version: storedVersion, edits } = (stored ?? {}) as {
    readonly version?: unknown;
    readonly edits?: unknown;
  };
  if (storedVersion !== version || typeof edits !== 'object' || edits === null) return undefined;
  const entries = Object.entries(edits as Record<string, unknown>);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
  return new Map(entries);
}

/**
 * The key of each cell: its own source, so that edits follow their cell when the course changes around it.
 *
 * @param sources the cells as published
 */
export function cellKeys(sources: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return sources.map((source) => {
    const name = `${hashOf(source)}-${source.length}`;
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}-${times}`;
  });
}

/** FNV-1a, of 32 bits: enough to tell the cells of a page apart. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
