import { isSimulated, type Network } from '../network/network.js';
import type { TappedPacket } from '../simulator/interface.js';
import type { Simulation, TapPlace } from '../simulator/simulation.js';
import type { Capture } from './capture-source.js';
import { captureOf } from './capture-source.js';
import type { CapturedPacket, CaptureInterface } from './captured-packet.js';
import { linkType } from './file/link-type.js';

const MAX_PACKETS = 1_000_000;

/** Only a simulated network can be tapped at any of its nodes: for a real one, see `capturing`. */
export class NotSimulatedError extends Error {
  override readonly name = 'NotSimulatedError';
  constructor() {
    super("this network is real: capture on an interface, or open it with network: 'simulated'");
  }
}

/** What {@link simulatedCapture} accepts. */
export interface SimulatedCaptureOptions {
  /** Packets kept at most: later ones are not seen; 1,000,000 by default. */
  readonly count?: number;
}

/**
 * Captures at a node of the simulated network, from now on and until the capture is read: what a probe does in between
 * is in it. Packets are IP packets without a link header, for the simulated network has none.
 *
 * @param network opened with `open`, or a simulation
 * @param place which node, and which of its interfaces
 * @param options how many packets to keep
 * @returns the packets, in the order of their times, which start at 1970
 * @throws {@link NotSimulatedError}; UnknownNameError
 * @example
 * ```ts
 * import { open, ping } from 'sonde';
 * import { simulatedCapture } from 'sonde/capture';
 *
 * const network = await open({ network: 'simulated' });
 * const capture = simulatedCapture(network, { node: 'poste' });
 * await ping(network, 'passerelle.lan', { count: 1 });
 * for await (const { number, direction, capturedLength } of capture) console.log(number, direction, capturedLength);
 * // → 1 out 84
 * // → 2 in 84
 * network.close();
 * ```
 */
export function simulatedCapture(
  network: Network | Simulation,
  place: TapPlace,
  { count = MAX_PACKETS }: SimulatedCaptureOptions = {},
): Capture {
  const tapped: TappedPacket[] = [];
  const end = simulationOf(network).tap(place, (packet) => {
    if (tapped.length < count) tapped.push(packet);
  });
  const interfaces = new Map<string, CaptureInterface>();
  let read = 0;
  return captureOf('simulated', `réseau simulé, vu de ${place.node}`, {
    // Nothing to wait for, but the same way as all the others.
    // eslint-disable-next-line @typescript-eslint/require-await
    batches: async function* () {
      end();
      const packets = inOrder(tapped).map((packet, i) => captured(packet, i + 1, interfaces));
      read = packets.length;
      if (read > 0) yield packets;
    },
    facts: () => ({
      packets: read,
      sections: [],
      interfaces: [...interfaces.values()].map((each) => ({
        ...each,
        section: 1,
        linkType: linkType.raw,
        snaplen: 0,
      })),
      names: [],
    }),
  });
}

function simulationOf(network: Network | Simulation): Simulation {
  if ('tap' in network) return network;
  if (isSimulated(network)) return network.simulation;
  throw new NotSimulatedError();
}

/** What goes out is shown when it enters its queue, with the time at which it leaves it. */
function inOrder(packets: readonly TappedPacket[]): TappedPacket[] {
  return [...packets].sort((one, other) => one.atMs - other.atMs);
}

function captured(
  { node, interface: name, direction, atMs, bytes }: TappedPacket,
  number: number,
  interfaces: Map<string, CaptureInterface>,
): CapturedPacket {
  const shown = interfaces.get(name) ?? { id: interfaces.size, name, description: node };
  interfaces.set(name, shown);
  return {
    number,
    ...instant(atMs),
    capturedLength: bytes.length,
    originalLength: bytes.length,
    linkType: linkType.raw,
    bytes,
    interface: shown,
    direction,
  };
}

function instant(atMs: number): Pick<CapturedPacket, 'seconds' | 'nanoseconds'> {
  const seconds = Math.floor(atMs / 1000);
  const nanoseconds = Math.round((atMs - seconds * 1000) * 1e6);
  // Rounding may reach the next second.
  return nanoseconds < 1e9 ? { seconds, nanoseconds } : { seconds: seconds + 1, nanoseconds: 0 };
}
