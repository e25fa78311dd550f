import { expect, test } from 'vitest';
import { mergeIterators } from '../../src/notebook/merge-iterators.js';

/** Yields its name at each of its turns, and keeps count of those that run. */
function countingSources(names: readonly string[]) {
  const running = new Set<string>();
  let most = 0;
  const source = (name: string) =>
    async function* () {
      running.add(name);
      most = Math.max(most, running.size);
      try {
        for (let turn = 0; turn < 3; turn++) {
          await Promise.resolve();
          yield name;
        }
      } finally {
        running.delete(name);
      }
    };
  return { sources: names.map(source), running, most: () => most };
}

test('everything comes out, and no more run at once than allowed', async () => {
  const { sources, most } = countingSources(['a', 'b', 'c', 'd']);
  const items: string[] = [];
  for await (const item of mergeIterators(sources, 2)) items.push(item);
  expect(items.sort().join('')).toBe('aaabbbcccddd');
  expect(most()).toBe(2);
});

test('leaving early ends those that run', async () => {
  const { sources, running } = countingSources(['a', 'b', 'c']);
  for await (const item of mergeIterators(sources, 3)) {
    expect(item).toBe('a');
    break;
  }
  expect(running.size).toBe(0);
});

test('the error of one ends the others and is thrown', async () => {
  const { sources, running } = countingSources(['a', 'b']);
  const failing = async function* (): AsyncGenerator<string> {
    await Promise.resolve();
    throw new RangeError('too far');
  };
  const drain = async (): Promise<void> => {
    for await (const item of mergeIterators([...sources, failing], 3)) expect(item).toMatch(/[ab]/);
  };
  await expect(drain()).rejects.toThrow('too far');
  expect(running.size).toBe(0);
});
