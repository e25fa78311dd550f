import { isSimulated, type Network } from '../network/network.js';
import { InvalidOptionError } from '../option.js';
import type { TappedPacket } from '../simulator/interface.js';
import type { TapPlace } from '../simulator/simulation.js';
import { type Capture, type CaptureInterface, type CapturedPacket, captureOf, linkType } from './capture.js';

const MAX_PACKETS = 1_000_000;

/** What shows the packets of any of its nodes: a `Simulation`. */
export interface Tappable {
  /** Shows every packet that goes in or out of a node. @returns ends it */
  tap(place: TapPlace, show: (packet: TappedPacket) => void): () => void;
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
 * @throws InvalidOptionError for a real network: see `capturing`; UnknownNameError for a node that is not there
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
  network: Network | Tappable,
  place: TapPlace,
  { count = MAX_PACKETS }: SimulatedCaptureOptions = {},
): Capture {
  const tapped: TappedPacket[] = [];
  const end = tappable(network).tap(place, (packet) => {
    if (tapped.length < count) tapped.push(packet);
  });
  const interfaces = new Map<string, CaptureInterface>();
  let read = 0;
  return captureOf('simulated', `réseau simulé, vu de ${place.node}`, {
    // Nothing is waited for, but every capture is read in the same way.
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

function tappable(network: Network | Tappable): Tappable {
  if ('tap' in network) return network;
  if (isSimulated(network)) return network.simulation;
  const expected = 'a simulated one (of a real one, capture an interface)';
  throw new InvalidOptionError('network', network.origin, expected);
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
