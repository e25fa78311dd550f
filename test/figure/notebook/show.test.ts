import { createRequire } from 'node:module';
import { afterEach, expect, test } from 'vitest';
import { figure, show } from 'sonde';
import { NoNotebookError } from 'sonde/figure';

/** A kernel, as far as `show` can see: a loaded module of that name. */
const kernelFile = '/somewhere/node_modules/tslab/dist/jupyter.js';
const { cache } = createRequire(import.meta.url);

afterEach(() => {
  Reflect.deleteProperty(cache, kernelFile);
});

test('outside a notebook, says what to do instead', async () => {
  await expect(show(figure.pingMechanism())).rejects.toThrow(NoNotebookError);
  await expect(show(figure.pingMechanism())).rejects.toThrow(/exportFigure\(\) or renderPng\(\)/);
});

test('the library travels with the first figure only, and again when its cell is run again', async () => {
  const first = execution();
  await show(figure.ttlHops(57));
  await show(figure.ttlHops(57));
  expect(first.carried).toEqual([true, false]);

  const second = execution();
  await show(figure.pingMechanism());
  expect(second.carried).toEqual([false]);

  const firstAgain = execution();
  await show(figure.ttlHops(57));
  expect(firstAgain.carried).toEqual([true]);
});

/** The execution of a cell: tslab gives each its own function to send with. */
function execution(): { readonly carried: boolean[] } {
  const carried: boolean[] = [];
  const lastWriteDisplayData = (message: { data: Record<string, string> }): void => {
    carried.push(message.data['text/html']?.includes('sondeFigures.library(') ?? false);
  };
  cache[kernelFile] = { exports: { lastWriteDisplayData } } as NodeJS.Module;
  return { carried };
}
