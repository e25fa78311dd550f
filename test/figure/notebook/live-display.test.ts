import { createRequire } from 'node:module';
import { afterEach, expect, test } from 'vitest';
import { figure, liveDisplay, show } from 'sonde';
import { NoNotebookError } from 'sonde/figure';

/** A kernel, as far as `liveDisplay` can see: a loaded module of that name. */
const kernelFile = '/somewhere/node_modules/tslab/dist/jupyter.js';
const { cache } = createRequire(import.meta.url);

afterEach(() => {
  Reflect.deleteProperty(cache, kernelFile);
});

interface Sent {
  readonly update: boolean;
  readonly id: unknown;
  readonly text: string;
  readonly carries: boolean;
}

/** The execution of a cell: tslab gives each its own function to send with. */
function execution(): readonly Sent[] {
  const sent: Sent[] = [];
  const lastWriteDisplayData = (
    { data, transient }: { data: Record<string, string>; transient: { display_id?: string } },
    update: boolean,
  ): void => {
    const carries = data['text/html']?.includes('sondeFigures.library(') ?? false;
    sent.push({ update, id: transient.display_id, text: data['text/plain'] ?? '', carries });
  };
  cache[kernelFile] = { exports: { lastWriteDisplayData } } as NodeJS.Module;
  return sent;
}

test('outside a notebook, says what to do instead', () => {
  expect(() => liveDisplay()).toThrow(NoNotebookError);
});

test('each figure takes the place of the one before, and brings Plotly again if the first one did', async () => {
  const sent = execution();
  const display = liveDisplay();
  for (const ttl of [57, 58, 59]) await display.show(figure.ttlHops(ttl));
  expect(sent.map(({ update }) => update)).toEqual([false, true, true]);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(sent.map(({ carries }) => carries)).toEqual([true, true, true]);

  const after = execution();
  await show(figure.pingMechanism());
  const other = liveDisplay();
  await other.show(figure.ttlHops(60));
  expect(after.map(({ carries }) => carries)).toEqual([false, false]);
  expect(after[1]?.id).not.toBe(sent[0]?.id);
});

test('the newest figure stays, whatever was ready last', async () => {
  const sent = execution();
  const display = liveDisplay();
  await Promise.all([57, 128, 255].map((ttl) => display.show(figure.ttlHops(ttl))));
  expect(sent.at(-1)?.text).toBe(figure.ttlHops(255).alt);
  expect(sent[0]?.update).toBe(false);
});

test('it still writes under its own cell when another one runs', async () => {
  const first = execution();
  const display = liveDisplay();
  const second = execution();
  await display.show(figure.ttlHops(57));
  expect([first.length, second.length]).toEqual([1, 0]);
});
