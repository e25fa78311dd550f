import { type Interval, intervalOf, secondsOf } from './interval.js';
import { counterChange, exactCounter } from './kernel/counter.js';
import type { Reading } from './kernel/kernel-file.js';
import type { ProtocolCounters } from './kernel/protocol-counters.js';

/** What the protocols counted between two readings. Counters are named by protocol and name: `Tcp.RetransSegs`. */
export interface ProtocolRates extends Interval {
  /** Per second, by protocol then name, in the kernel's order. */
  readonly perSecond: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How far each counter went, in the same places. */
  readonly increases: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Counters that went through the end of their 32 or 64 bits; their increase is right all the same. */
  readonly wrapped: readonly string[];
  /** Counters that started again from zero; they have no rate. */
  readonly reset: readonly string[];
  /** Counters of the second reading only: the kernel writes some once they have counted something. */
  readonly appeared: readonly string[];
  /** Counters of the first reading only. */
  readonly disappeared: readonly string[];
}

/** Values that go up and down, or never move: settings and numbers of connections (RFC 4022, RFC 4293). */
const gauges = new Set([
  ...['Ip.Forwarding', 'Ip.DefaultTTL', 'Ip.ReasmTimeout'],
  ...['Tcp.RtoAlgorithm', 'Tcp.RtoMin', 'Tcp.RtoMax', 'Tcp.MaxConn', 'Tcp.CurrEstab', 'MPTcpExt.MPCurrEstab'],
]);

/**
 * What the protocols counted per second between two readings. Values that are no counters (`Tcp.CurrEstab`, settings)
 * are left out; all those of `netSockstat` go up and down, so they have no rates.
 *
 * @param before the first reading, of `netSnmp`, `netSnmp6` or `netNetstat`
 * @param after the second one, of the same file and machine
 * @throws RangeError when no time passed, or when they are of two machines
 * @see RFC 4022 and RFC 4293 for which values are counters
 * @example
 * ```ts
 * import { openMachine, protocolRates } from 'sonde';
 * import { netSnmp, read } from 'sonde/host';
 *
 * const machine = await openMachine({ name: 'serveur-web' });
 * const before = await read(machine, netSnmp);
 * await machine.wait(2000);
 * const { perSecond, reset } = protocolRates(before, await read(machine, netSnmp));
 * console.log((perSecond.Tcp?.InSegs ?? 0) > 0, reset.length); // → true 0
 * ```
 */
export function protocolRates(
  before: Reading<ProtocolCounters>,
  after: Reading<ProtocolCounters>,
): ProtocolRates {
  const interval = intervalOf(before, after);
  const former = countersOf(before.data);
  const latter = countersOf(after.data);
  const both = [...latter].flatMap(([path, value]) => {
    const old = former.get(path);
    return old === undefined ? [] : [{ path, change: counterChange(old, value) }];
  });
  const moved = both.flatMap(({ path, change }) =>
    change.kind === 'reset' ? [] : [[path, change.increase] as const],
  );
  const ofKind = (kind: string): string[] =>
    both.filter(({ change }) => change.kind === kind).map(({ path }) => path);
  const seconds = secondsOf(interval);
  return {
    ...interval,
    perSecond: nested(moved.map(([path, increase]) => [path, increase / seconds])),
    increases: nested(moved),
    ...{ wrapped: ofKind('wrapped'), reset: ofKind('reset') },
    appeared: [...latter.keys()].filter((path) => !former.has(path)),
    disappeared: [...former.keys()].filter((path) => !latter.has(path)),
  };
}

/** Those that are counters, without loss, by path. */
function countersOf({ counters, exact }: ProtocolCounters): ReadonlyMap<string, bigint> {
  const all = Object.entries(counters).flatMap(([protocol, values]) =>
    Object.entries(values).map(([name, value]) => [`${protocol}.${name}`, value] as const),
  );
  return new Map(
    all
      .filter(([path]) => !gauges.has(path))
      .map(([path, value]) => [path, exactCounter(path, value, exact)] as const),
  );
}

/** Values by path as values by protocol, then name; names have no dot. */
function nested(
  values: readonly (readonly [string, number])[],
): Readonly<Record<string, Record<string, number>>> {
  const protocols = new Map<string, [string, number][]>();
  for (const [path, value] of values) {
    const [protocol = '', name = ''] = path.split('.');
    const list = protocols.get(protocol) ?? [];
    list.push([name, value]);
    protocols.set(protocol, list);
  }
  return Object.fromEntries([...protocols].map(([protocol, list]) => [protocol, Object.fromEntries(list)]));
}
