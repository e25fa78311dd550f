import { type Reading, read, unlessMissing } from '../../host/kernel/kernel-file.js';
import { type InterfaceCounterName, type InterfaceCounters, netDev } from '../../host/kernel/net-dev.js';
import { netNetstat } from '../../host/kernel/net-netstat.js';
import { netSnmp, netSnmp6 } from '../../host/kernel/net-snmp.js';
import { type SocketCounts, netSockstat, netSockstat6 } from '../../host/kernel/net-sockstat.js';
import type { ProtocolCounters } from '../../host/kernel/protocol-counters.js';
import type { Machine } from '../../host/machine.js';
import type { MetricFamily, MetricSample } from '../exposition/family.js';

/** node_exporter's name for each counter of /proc/net/dev (collector/netdev_linux.go). */
const networkMetricNames: Readonly<Record<InterfaceCounterName, string>> = {
  rxBytes: 'receive_bytes',
  rxPackets: 'receive_packets',
  rxErrors: 'receive_errs',
  rxDropped: 'receive_drop',
  rxFifo: 'receive_fifo',
  rxFrame: 'receive_frame',
  rxCompressed: 'receive_compressed',
  rxMulticast: 'receive_multicast',
  txBytes: 'transmit_bytes',
  txPackets: 'transmit_packets',
  txErrors: 'transmit_errs',
  txDropped: 'transmit_drop',
  txFifo: 'transmit_fifo',
  txCollisions: 'transmit_colls',
  txCarrier: 'transmit_carrier',
  txCompressed: 'transmit_compressed',
};

/** The counters that node_exporter shows unless told otherwise (collector/netstat_linux.go, netstat.fields). */
const netstatFields = new RegExp(
  [
    '^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)',
    'TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts)',
    'Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)',
    'Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$',
  ].join('|'),
);

/**
 * The counters of a machine's kernel under node_exporter's names: `node_network_*`, `node_netstat_*`, `node_sockstat_*`.
 * A file that a kernel need not have is left out; a collector whose main file is missing has the value 0 in
 * `node_scrape_collector_success`.
 *
 * @param machine this one or a recorded one, see `openMachine`
 * @throws {ParseError} for a kernel file that cannot be read
 * @see node_exporter 1.5, collector/netdev_linux.go, netstat_linux.go and sockstat_linux.go
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { machineFamilies, writeExposition } from 'sonde/prometheus';
 *
 * const families = await machineFamilies(await openMachine({ name: 'serveur-web' }));
 * console.log(writeExposition(families).includes('node_network_receive_bytes_total{device="eth0"}')); // → true
 * ```
 */
export async function machineFamilies(machine: Machine): Promise<readonly MetricFamily[]> {
  const collected = await Promise.all([
    collect('netdev', async () => networkFamilies((await read(machine, netDev)).data)),
    collect('netstat', () => netstatFamilies(machine)),
    collect('sockstat', () => sockstatFamilies(machine)),
  ]);
  const success: MetricFamily = {
    ...{ name: 'node_scrape_collector_success', type: 'gauge', help: 'Whether a collector succeeded.' },
    samples: collected.map(({ collector, families }) => ({
      ...{ name: 'node_scrape_collector_success', labels: { collector } },
      value: families === undefined ? 0 : 1,
    })),
  };
  return [...collected.flatMap(({ families = [] }) => families), success];
}

interface Collected {
  readonly collector: string;
  /** Absent where the kernel lacks the file. */
  readonly families?: readonly MetricFamily[];
}

async function collect(
  collector: string,
  gather: () => Promise<readonly MetricFamily[]>,
): Promise<Collected> {
  const families = await unlessMissing(gather());
  return { collector, ...(families !== undefined && { families }) };
}

/** The counters of interfaces as families. */
export function networkFamilies(interfaces: readonly InterfaceCounters[]): readonly MetricFamily[] {
  return Object.entries(networkMetricNames).map(([counter, short]) => {
    const name = `node_network_${short}_total`;
    const samples = interfaces.map((each): MetricSample => {
      return { name, labels: { device: each.name }, value: each[counter as InterfaceCounterName] };
    });
    return { name, type: 'counter', help: `Network device statistic ${short}.`, samples };
  });
}

async function netstatFamilies(machine: Machine): Promise<readonly MetricFamily[]> {
  const readings = [
    await read(machine, netNetstat),
    await read(machine, netSnmp),
    // Without IPv6 there is no such file.
    await unlessMissing(read(machine, netSnmp6)),
  ];
  return countersOf(readings)
    .filter(({ protocol, name }) => netstatFields.test(`${protocol}_${name}`))
    .map(({ protocol, name, value }) =>
      lone(`node_netstat_${protocol}_${name}`, 'unknown', `Statistic ${protocol}${name}.`, value),
    );
}

async function sockstatFamilies(machine: Machine): Promise<readonly MetricFamily[]> {
  const readings = [await read(machine, netSockstat), await unlessMissing(read(machine, netSockstat6))];
  const bytesPerPage = await pageBytes(machine);
  return countersOf(readings).flatMap(({ protocol, name, value }) => {
    if (protocol === 'sockets' && name === 'used')
      return [lone('node_sockstat_sockets_used', 'gauge', 'Number of IPv4 sockets in use.', value)];
    const inBytes =
      name === 'mem' && bytesPerPage !== undefined
        ? [sockstatFamily(protocol, 'mem_bytes', value * bytesPerPage)]
        : [];
    return [sockstatFamily(protocol, name, value), ...inBytes];
  });
}

function sockstatFamily(protocol: string, state: string, value: number): MetricFamily {
  const help = `Number of ${protocol} sockets in state ${state}.`;
  return lone(`node_sockstat_${protocol}_${state}`, 'gauge', help, value);
}

interface NamedCounter {
  readonly protocol: string;
  readonly name: string;
  readonly value: number;
}

function countersOf(
  readings: readonly (Reading<ProtocolCounters | SocketCounts> | undefined)[],
): readonly NamedCounter[] {
  return readings.flatMap((reading) =>
    Object.entries(reading?.data.counters ?? {}).flatMap(([protocol, counters]) =>
      Object.entries(counters).map(([name, value]) => ({ protocol, name, value })),
    ),
  );
}

/** A family of one sample without labels. */
export function lone(name: string, type: 'gauge' | 'unknown', help: string, value: number): MetricFamily {
  return { name, type, help, samples: [{ name, labels: {}, value }] };
}

const known = new WeakMap<Machine, number | undefined>();

/**
 * Bytes of a page of memory, in which /proc/net/sockstat counts; unknown for a recording.
 *
 * @see proc(5), /proc/pid/smaps
 */
async function pageBytes(machine: Machine): Promise<number | undefined> {
  // The file is long and the answer never changes.
  if (!known.has(machine)) {
    const kibibytes = /^KernelPageSize:\s+(\d+) kB$/m.exec((await machine.read('self/smaps')) ?? '')?.[1];
    known.set(machine, kibibytes === undefined ? undefined : Number(kibibytes) * 1024);
  }
  return known.get(machine);
}
