import type { ScenarioEgress } from '../scenario/scenario.js';
import type { InterfacePlan } from './plan.js';

/** The arguments of `ip` that make a switch of its ports, which does nothing but learn addresses. */
export function switchLines(mtu: number, ports: readonly string[]): readonly string[] {
  return [
    'link add br0 type bridge mcast_snooping 0',
    ...ports.flatMap((port) => [`link set dev ${port} mtu ${mtu} master br0`, `link set dev ${port} up`]),
    'link set dev br0 up',
  ];
}

/** The arguments of `ip` for an interface that is there: its MTU, its addresses, and up. */
export function interfaceLines({ name, mtu, addresses }: InterfacePlan): readonly string[] {
  return [
    ...(name === 'lo' ? [] : [`link set dev ${name} mtu ${mtu}`]),
    ...addresses.map(
      (address) => `address add ${address} dev ${name}${address.includes(':') ? ' nodad' : ''}`,
    ),
    `link set dev ${name} up`,
  ];
}

/** Packets that netem keeps while they are on their way: no queue of the scenario is that long. */
const NETEM_LIMIT = 100_000;
/** What Ethernet adds to each IP packet, and tbf counts. */
const ETHERNET_BYTES = 14;
/** A timer tick of the slowest kernels, in seconds: the bucket of tbf must hold what is sent in it. */
const TICK_S = 0.004;

/** Whether an egress needs netem, the only queueing discipline of Linux with delays, losses and duplications. */
export function needsNetem({ delayMs, jitterMs, loss, duplication }: ScenarioEgress): boolean {
  return delayMs > 0 || jitterMs > 0 || loss > 0 || duplication > 0;
}

/**
 * The arguments of `tc` that give an interface its delay, jitter, loss and duplication (netem), then its rate and queue
 * (tbf).
 *
 * @param hasNetem whether the kernel has netem
 * @see tc-netem(8), tc-tbf(8)
 */
export function qdiscLines(plan: InterfacePlan, hasNetem: boolean): readonly string[] {
  const { name, egress } = plan;
  const netem = hasNetem && needsNetem(egress);
  const lines = netem ? [`qdisc add dev ${name} root handle 1: netem ${netemOf(egress)}`] : [];
  if (egress.rateBitsPerSecond === undefined) return lines;
  const place = netem ? 'parent 1: handle 2:' : 'root handle 2:';
  return [...lines, `qdisc add dev ${name} ${place} tbf ${tbfOf(egress.rateBitsPerSecond, plan)}`];
}

function netemOf({ delayMs, jitterMs, loss, duplication }: ScenarioEgress): string {
  const jitter = jitterMs > 0 ? ` ${microseconds(jitterMs)} distribution normal` : '';
  const parts = [`limit ${NETEM_LIMIT}`];
  if (delayMs > 0 || jitterMs > 0) parts.push(`delay ${microseconds(delayMs)}${jitter}`);
  if (loss > 0) parts.push(`loss ${percent(loss)}`);
  if (duplication > 0) parts.push(`duplicate ${percent(duplication)}`);
  return parts.join(' ');
}

function tbfOf(rateBitsPerSecond: number, { mtu, egress }: InterfacePlan): string {
  const frameBytes = mtu + ETHERNET_BYTES;
  const burstBytes = Math.max(frameBytes, Math.ceil((rateBitsPerSecond / 8) * TICK_S));
  const limitBytes = burstBytes + Math.max(1, egress.queuePackets) * frameBytes;
  return `rate ${Math.round(rateBitsPerSecond)}bit burst ${burstBytes} limit ${limitBytes}`;
}

function microseconds(ms: number): string {
  return `${Math.round(ms * 1000)}us`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}
