/** What is to happen at an instant. */
interface Event {
  readonly atMs: number;
  /** Order of scheduling, which decides between events of the same instant. */
  readonly rank: number;
  readonly action: () => void;
}

/** Virtual time: it passes only from event to event, so a simulated minute costs no more than what happens in it. */
export class VirtualClock {
  #nowMs = 0;
  #rank = 0;
  /** A binary heap: the next event is first. */
  readonly #events: Event[] = [];

  /** Milliseconds since the simulation began. */
  now(): number {
    return this.#nowMs;
  }

  /** The instant of the next event; `Infinity` when nothing is planned. */
  nextMs(): number {
    return this.#events[0]?.atMs ?? Infinity;
  }

  /** Plans an action `delayMs` from now, after those already planned for that instant. */
  schedule(delayMs: number, action: () => void): void {
    this.#push({ atMs: this.#nowMs + Math.max(0, delayMs), rank: this.#rank++, action });
  }

  /** Lets time pass to the next event and runs it. */
  step(): void {
    const event = this.#pop();
    if (!event) return;
    this.#nowMs = event.atMs;
    event.action();
  }

  /** Lets time pass to an instant before which nothing is planned. */
  advanceTo(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  #push(event: Event): void {
    const heap = this.#events;
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (!above || before(above, event)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#events;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const smaller = this.#smallerChild(left);
      const child = heap[smaller];
      if (!child || before(last, child)) break;
      heap[i] = child;
      i = smaller;
    }
    heap[i] = last;
    return first;
  }

  #smallerChild(left: number): number {
    const a = this.#events[left];
    const b = this.#events[left + 1];
    return a && b && before(b, a) ? left + 1 : left;
  }
}

function before(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.rank < b.rank);
}
