import { type Network, SendError, UnknownHostError } from '../../network/network.js';
import type { Origin } from '../../origin.js';
import { mtr, type MtrResult } from '../../probe/mtr.js';
import { ping } from '../../probe/ping.js';
import { tcping } from '../../probe/tcping.js';
import type { ProbeModule, ProbeRequest } from './probe-request.js';

/** Rounds of a path probe: three answers a hop at most, as traceroute. */
const PATH_CYCLES = 3;

/** The outcome of a probe. */
export interface ProbeOutcome {
  readonly origin: Origin;
  readonly module: ProbeModule;
  readonly target: string;
  readonly success: boolean;
  /** All of it, resolution included. */
  readonly durationMs: number;
  /** Looking the name up. */
  readonly resolveMs: number;
  /** Absent when the name has none. */
  readonly address?: string;
  /** Absent without an answer. */
  readonly rttMs?: number;
  /** Time to live left in the reply, with `icmp`. */
  readonly hopLimit?: number;
  /** With `traceroute`. */
  readonly path?: MtrResult;
}

type Found = Pick<ProbeOutcome, 'success' | 'rttMs' | 'hopLimit' | 'path'>;

/**
 * Runs one probe. A name without address, a host that does not answer, no route: these are outcomes, not errors.
 *
 * @param network one that no other probe uses
 * @param request what to ask
 * @param limits how long at most
 */
export async function runProbe(
  network: Network,
  request: ProbeRequest,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<ProbeOutcome> {
  const { module, target, host } = request;
  const startMs = network.now();
  const address = await resolved(network, host, limits.timeoutMs);
  const resolveMs = network.now() - startMs;
  const left = { ...limits, timeoutMs: Math.max(1, limits.timeoutMs - resolveMs) };
  const found =
    address === undefined ? undefined : await unlessExpected(probes[module](network, address, request, left));
  return {
    ...{ origin: network.origin, module, target, resolveMs, durationMs: network.now() - startMs },
    ...(address !== undefined && { address }),
    ...(found ?? { success: false }),
  };
}

type Probe = (
  network: Network,
  address: string,
  request: ProbeRequest,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
) => Promise<Found>;

const probes: Readonly<Record<ProbeModule, Probe>> = {
  async icmp(network, address, _, limits) {
    const { events } = await ping(network, address, { count: 1, ...limits });
    const reply = events.find((event) => event.kind === 'reply' && !event.late);
    if (reply?.kind !== 'reply') return { success: false };
    return { success: true, rttMs: reply.rttMs, hopLimit: reply.ttl };
  },
  async tcp(network, address, { port = 0 }, limits) {
    const { attempts } = await tcping(network, address, port, { count: 1, ...limits });
    const [attempt] = attempts;
    if (attempt?.kind !== 'open') return { success: false };
    return { success: true, ...(attempt.rttMs !== undefined && { rttMs: attempt.rttMs }) };
  },
  async traceroute(network, address, { target }, { timeoutMs, signal }) {
    // Half of the time is for the last round: its answers come from the farthest.
    const intervalMs = Math.max(1, Math.min(1000, timeoutMs / (2 * PATH_CYCLES)));
    const times = { cycles: PATH_CYCLES, intervalMs, timeoutMs: Math.max(1, Math.min(1000, timeoutMs / 2)) };
    const path = await mtr(network, address, { ...times, signal });
    const rttMs = path.reached ? path.hops.at(-1)?.rtt?.avgMs : undefined;
    return {
      ...{ success: path.reached, path: { ...path, host: target } },
      ...(rttMs !== undefined && { rttMs }),
    };
  },
};

/** The address of a host, if the resolver gives one in time. A resolver cannot be stopped: its answer is then ignored. */
async function resolved(network: Network, host: string, timeoutMs: number): Promise<string | undefined> {
  let stopTimer = (): void => undefined;
  const late = new Promise<undefined>((resolve) => {
    const timer = setTimeout(resolve, timeoutMs, undefined);
    stopTimer = () => {
      clearTimeout(timer);
    };
  });
  try {
    return await Promise.race([unlessExpected(network.resolve(host)), late]);
  } finally {
    stopTimer();
  }
}

async function unlessExpected<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UnknownHostError || error instanceof SendError) return undefined;
    throw error;
  }
}
