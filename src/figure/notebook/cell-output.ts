import { createRequire } from 'node:module';

/** Sends a display message under the cell being executed; the kernel has a new function for each execution. */
export type SendOutput = (
  message: {
    readonly data: Readonly<Record<string, unknown>>;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly transient: object;
  },
  update: boolean,
) => void;

/** A figure or a table was to be shown, and no notebook runs. */
export class NoNotebookError extends Error {
  override readonly name = 'NoNotebookError';

  /** @param instead what the caller may do elsewhere, as the end of a sentence */
  constructor(instead: string) {
    super(`this needs a notebook running in the tslab kernel; elsewhere, ${instead}`);
  }
}

/** The function of the kernel's own tslab, found among the loaded modules wherever it is installed; `undefined` without tslab. */
export function cellOutput(): SendOutput | undefined {
  const loaded = createRequire(__filename).cache;
  for (const [file, module] of Object.entries(loaded)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) continue;
    const { lastWriteDisplayData } = module?.exports as { lastWriteDisplayData?: SendOutput | null };
    if (typeof lastWriteDisplayData === 'function') return lastWriteDisplayData;
  }
  return undefined;
}
