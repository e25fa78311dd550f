import type { Origin } from '../../origin.js';
import { reportWithOrigin } from '../../origin.js';
import type { Machine } from '../../host/machine.js';
import { read, unlessMissing } from '../../host/kernel/kernel-file.js';
import { netSnmp } from '../../host/kernel/net-snmp.js';
import { netSockstat, netSockstat6 } from '../../host/kernel/net-sockstat.js';
import type { ValuesByProtocol } from '../../host/kernel/protocol-counters.js';

/** How many sockets of each kind there are: what `ss -s` says. */
export interface SocketSummary {
  readonly origin: Origin;
  readonly machine: string;
  /** Sockets of every family in the whole system. */
  readonly total: number;
  readonly tcp: {
    /** Those in TIME-WAIT included. */
    readonly total: number;
    readonly established: number;
    /** Without an address any more, or not yet. */
    readonly closed: number;
    /** Held by no process any more. */
    readonly orphaned: number;
    readonly timeWait: number;
  };
  /** Counts by kind, of IPv4 and of IPv6. */
  readonly transports: Readonly<Record<'RAW' | 'UDP' | 'TCP' | 'INET' | 'FRAG', SummaryLine>>;
}

/** One line of the summary. */
export interface SummaryLine {
  readonly ip: number;
  readonly ipv6: number;
}

/**
 * The summary of `ss -s`, from /proc/net/sockstat, sockstat6 and snmp.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError without sockstat; ParseError
 * @see ss(8), net/ipv4/proc.c
 * @example
 * ```ts
 * import { openMachine, socketSummary } from 'sonde';
 *
 * const { tcp } = await socketSummary(await openMachine({ name: 'serveur-web' }));
 * console.log(tcp.total >= tcp.timeWait); // → true
 * ```
 */
export async function socketSummary(machine: Machine): Promise<SocketSummary> {
  const { data, origin, machine: name } = await read(machine, netSockstat);
  const four = valueIn(data.counters);
  const six = valueIn((await unlessMissing(read(machine, netSockstat6)))?.data.counters);
  const snmp = valueIn((await unlessMissing(read(machine, netSnmp)))?.data.counters);
  const inUse = (kind: string): SummaryLine => ({ ip: four(kind, 'inuse'), ipv6: six(`${kind}6`, 'inuse') });
  const [RAW, UDP, TCP, FRAG] = [inUse('RAW'), inUse('UDP'), inUse('TCP'), inUse('FRAG')];
  const INET = { ip: RAW.ip + UDP.ip + TCP.ip, ipv6: RAW.ipv6 + UDP.ipv6 + TCP.ipv6 };
  const [allocated, timeWait] = [four('TCP', 'alloc'), four('TCP', 'tw')];
  return {
    origin,
    machine: name,
    total: four('sockets', 'used'),
    tcp: {
      total: allocated + timeWait,
      established: snmp('Tcp', 'CurrEstab'),
      // sockstat counts TIME-WAIT among those in use, and not among those allocated.
      closed: allocated - (TCP.ip + TCP.ipv6 - timeWait),
      orphaned: four('TCP', 'orphan'),
      timeWait,
    },
    transports: { RAW, UDP, TCP, INET, FRAG },
  };
}

/**
 * The summary as `ss -s` prints it; the origin stands on a last line unless it is live.
 *
 * @param summary see {@link socketSummary}
 * @see ss(8)
 * @example
 * ```ts
 * import { openMachine, socketSummary, ssSummaryReport } from 'sonde';
 *
 * const report = ssSummaryReport(await socketSummary(await openMachine()));
 * console.log(report.startsWith('Total: ')); // → true
 * ```
 */
export function ssSummaryReport({ total, tcp, transports, origin }: SocketSummary): string {
  const { established, closed, orphaned, timeWait } = tcp;
  const lines = Object.entries(transports).map(([name, { ip, ipv6 }]) =>
    `${name}\t  ${cell(ip + ipv6)} ${cell(ip)} ${cell(ipv6)}`.trimEnd(),
  );
  return reportWithOrigin(
    [
      `Total: ${total}`,
      `TCP:   ${tcp.total} (estab ${established}, closed ${closed}, orphaned ${orphaned}, timewait ${timeWait})`,
      '',
      'Transport Total     IP        IPv6',
      ...lines,
    ],
    origin,
  );
}

function cell(count: number): string {
  return String(count).padEnd(9);
}

/** A value by protocol and name, 0 where the kernel does without, as ss takes it. */
function valueIn(values: ValuesByProtocol | undefined): (protocol: string, name: string) => number {
  return (protocol, name) => values?.[protocol]?.[name] ?? 0;
}
