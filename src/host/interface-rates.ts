import { type Interval, intervalOf, secondsOf } from './interval.js';
import { counterChange, exactCounter } from './kernel/counter.js';
import type { Reading } from './kernel/kernel-file.js';
import {
  type InterfaceCounterName,
  type InterfaceCounters,
  interfaceCounterNames,
} from './kernel/net-dev.js';

/** What each interface did between two readings. */
export interface InterfaceRates extends Interval {
  /** In the order of the second reading; those that disappeared come last. */
  readonly interfaces: readonly InterfaceRate[];
}

/**
 * What became of an interface. Only one that was there all along has rates; `reset`: its counters started again;
 * `appeared` and `disappeared`: it is in one reading only.
 */
export type InterfaceRate =
  MeasuredInterface | { readonly kind: 'reset' | 'appeared' | 'disappeared'; readonly name: string };

/** The rates of an interface. */
export interface MeasuredInterface {
  readonly kind: 'measured';
  readonly name: string;
  /** How far each counter went. */
  readonly increases: Readonly<Record<InterfaceCounterName, number>>;
  /** Counters that went through the end of their 32 or 64 bits; their increase is right all the same. */
  readonly wrapped: readonly InterfaceCounterName[];
  readonly rx: DirectionRates;
  readonly tx: DirectionRates;
}

/** Rates of what is received, or of what is sent. */
export interface DirectionRates {
  readonly bytesPerSecond: number;
  /** Bytes times eight, as providers sell it. */
  readonly bitsPerSecond: number;
  readonly packetsPerSecond: number;
  readonly errorsPerSecond: number;
  readonly dropsPerSecond: number;
  /** Share of the packets that were damaged, from 0 to 100; 0 when there was no packet. */
  readonly errorPercent: number;
  /** Share of the packets that were thrown away, from 0 to 100; 0 when there was no packet. */
  readonly dropPercent: number;
}

/**
 * What each interface did between two readings: bytes, packets, errors and drops per second. Differences are exact, also
 * above 2^53, and through the end of a counter.
 *
 * @param before the first reading, of `netDev`
 * @param after the second one, of the same machine
 * @throws RangeError when no time passed, or when they are of two machines
 * @see Documentation/networking/statistics.rst of Linux, for what counts as a packet
 * @example
 * ```ts
 * import { interfaceRates, openMachine } from 'sonde';
 * import { netDev, read } from 'sonde/host';
 *
 * const machine = await openMachine({ name: 'pc-maison' });
 * const before = await read(machine, netDev);
 * await machine.wait(2000);
 * const { interfaces } = interfaceRates(before, await read(machine, netDev));
 * console.log(interfaces.map(({ name, kind }) => `${name} ${kind}`).join(', ')); // → lo measured, eth0 measured
 * ```
 */
export function interfaceRates(
  before: Reading<readonly InterfaceCounters[]>,
  after: Reading<readonly InterfaceCounters[]>,
): InterfaceRates {
  const interval = intervalOf(before, after);
  const former = new Map(before.data.map((each) => [each.name, each]));
  const present = after.data.map((each) => rateOf(former.get(each.name), each, secondsOf(interval)));
  const names = new Set(after.data.map(({ name }) => name));
  const gone = before.data.filter(({ name }) => !names.has(name));
  return {
    ...interval,
    interfaces: [...present, ...gone.map(({ name }) => ({ kind: 'disappeared' as const, name }))],
  };
}

function rateOf(
  before: InterfaceCounters | undefined,
  after: InterfaceCounters,
  seconds: number,
): InterfaceRate {
  const { name } = after;
  if (!before) return { kind: 'appeared', name };
  const increases: [InterfaceCounterName, number][] = [];
  const wrapped: InterfaceCounterName[] = [];
  for (const counter of interfaceCounterNames) {
    const change = counterChange(
      exactCounter(counter, before[counter], before.exact),
      exactCounter(counter, after[counter], after.exact),
    );
    // One counter cannot start again without the others, which may have passed their old value already.
    if (change.kind === 'reset') return { kind: 'reset', name };
    if (change.kind === 'wrapped') wrapped.push(counter);
    increases.push([counter, change.increase]);
  }
  const by = Object.fromEntries(increases) as Record<InterfaceCounterName, number>;
  return { kind: 'measured', name, increases: by, wrapped, rx: received(by, seconds), tx: sent(by, seconds) };
}

type Increases = Readonly<Record<InterfaceCounterName, number>>;

/** A packet received and then dropped was counted among the packets; a damaged one was not. */
function received({ rxBytes, rxPackets, rxErrors, rxDropped }: Increases, seconds: number): DirectionRates {
  return {
    ...perSecond(rxBytes, rxPackets, rxErrors, rxDropped, seconds),
    errorPercent: percent(rxErrors, rxPackets + rxErrors),
    // Some drivers leave out of the packets those that they drop.
    dropPercent: percent(rxDropped, Math.max(rxPackets, rxDropped)),
  };
}

/** Packets sent are those that left: neither failed nor dropped ones are among them. */
function sent({ txBytes, txPackets, txErrors, txDropped }: Increases, seconds: number): DirectionRates {
  const tried = txPackets + txErrors + txDropped;
  return {
    ...perSecond(txBytes, txPackets, txErrors, txDropped, seconds),
    errorPercent: percent(txErrors, tried),
    dropPercent: percent(txDropped, tried),
  };
}

function perSecond(
  bytes: number,
  packets: number,
  errors: number,
  drops: number,
  seconds: number,
): Omit<DirectionRates, 'errorPercent' | 'dropPercent'> {
  return {
    bytesPerSecond: bytes / seconds,
    bitsPerSecond: (8 * bytes) / seconds,
    packetsPerSecond: packets / seconds,
    errorsPerSecond: errors / seconds,
    dropsPerSecond: drops / seconds,
  };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}
