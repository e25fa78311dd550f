/**
 * Runs several asynchronous iterators at once and yields their items as they come.
 *
 * @param sources makes one iterator each, when there is room for it
 * @param limit how many may run at the same time
 * @throws what an iterator throws; the others are then ended
 */
export async function* mergeIterators<T>(
  sources: readonly (() => AsyncGenerator<T>)[],
  limit: number,
): AsyncGenerator<T> {
  const waiting = [...sources];
  const running = new Map<AsyncGenerator<T>, Promise<Step<T>>>();
  try {
    for (;;) {
      for (const start of waiting.splice(0, Math.max(0, limit - running.size))) {
        const iterator = start();
        running.set(iterator, nextStep(iterator));
      }
      if (running.size === 0) return;
      const { iterator, result } = await Promise.race(running.values());
      if (result.done === true) {
        running.delete(iterator);
        continue;
      }
      running.set(iterator, nextStep(iterator));
      yield result.value;
    }
  } finally {
    await endAll(running);
  }
}

interface Step<T> {
  readonly iterator: AsyncGenerator<T>;
  readonly result: IteratorResult<T, unknown>;
}

async function nextStep<T>(iterator: AsyncGenerator<T>): Promise<Step<T>> {
  return { iterator, result: await iterator.next() };
}

/** Ends iterators, after their pending steps: none can be ended in the middle of a step. */
async function endAll<T>(running: ReadonlyMap<AsyncGenerator<T>, Promise<unknown>>): Promise<void> {
  await Promise.allSettled(running.values());
  await Promise.allSettled([...running.keys()].map((iterator) => iterator.return(undefined)));
}
