/** The clock of a simulation: its time passes only when a program lets it. */
export interface SimulatedClock {
  /** Milliseconds since the simulation began. */
  now(): number;
  /** The instant of the next event; `Infinity` when nothing is planned. */
  nextMs(): number;
  /** How many events are planned. */
  planned(): number;
  /** Plans an action `delayMs` from now, after those already planned for that instant. */
  schedule(delayMs: number, action: () => void): void;
  /** Lets time pass to the next event and runs it. */
  step(): void;
  /** Runs all that is planned up to an instant, and stops there. */
  runUntil(atMs: number): void;
  /** Lets time pass to an instant before which nothing is planned. */
  advanceTo(atMs: number): void;
}

/** Something planned for an instant; {@link VirtualClock} writes its instant and its rank. */
export interface TimedEvent {
  atMs: number;
  /** Order of planning, which decides between events of the same instant. */
  rank: number;
  run(): void;
}

/** Virtual time: it passes from event to event, so that a simulated minute costs no more than what happens in it. */
export class VirtualClock implements SimulatedClock {
  #nowMs = 0;
  #rank = 0;
  /** A binary heap: the next event is first. */
  readonly #events: TimedEvent[] = [];

  now(): number {
    return this.#nowMs;
  }

  nextMs(): number {
    return this.#events[0]?.atMs ?? Infinity;
  }

  planned(): number {
    return this.#events.length;
  }

  schedule(delayMs: number, action: () => void): void {
    this.plan(this.#nowMs + Math.max(0, delayMs), { atMs: 0, rank: 0, run: action });
  }

  /** Plans an event for an instant that is not past. The event must not be planned already. */
  plan(atMs: number, event: TimedEvent): void {
    event.atMs = atMs;
    event.rank = this.#rank++;
    this.#push(event);
  }

  step(): void {
    const event = this.#pop();
    if (!event) return;
    this.#nowMs = event.atMs;
    event.run();
  }

  runUntil(atMs: number): void {
    while (this.nextMs() <= atMs) this.step();
    this.advanceTo(atMs);
  }

  advanceTo(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  #push(event: TimedEvent): void {
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

  #pop(): TimedEvent | undefined {
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

function before(a: TimedEvent, b: TimedEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.rank < b.rank);
}
