import type { CapturedPacket } from '../capture.js';
import type { ProtocolName } from '../layers/layer.js';
import type { Outline } from '../outline.js';

/** How many packets have a protocol over those above it, and what travels in it. */
export interface ProtocolShare {
  readonly protocol: ProtocolName;
  readonly packets: number;
  /** Of whole frames, as on the wire. */
  readonly bytes: number;
  /** Among all packets of the capture, from 0 to 1. */
  readonly packetShare: number;
  readonly inside: readonly ProtocolShare[];
}

class Branch {
  packets = 0;
  bytes = 0;
  readonly branches = new Map<ProtocolName, Branch>();
}

/** The tree of protocols, as `tshark -z io,phs` has it: what an ICMP error quotes does not travel, and is left out. */
export class ProtocolHierarchy {
  readonly #root = new Branch();

  add(packet: CapturedPacket, outline: Outline): void {
    this.#root.packets++;
    let branch = this.#root;
    for (let i = 0; i < outline.count; i++) {
      const layer = outline.layers[i];
      if (!layer || layer.quoted) return;
      // What an echo carries is a part of it.
      if (layer.protocol === 'data' && i > 0 && isIcmp(outline.layers[i - 1]?.protocol)) return;
      let next = branch.branches.get(layer.protocol);
      if (!next) branch.branches.set(layer.protocol, (next = new Branch()));
      next.packets++;
      next.bytes += packet.originalLength;
      branch = next;
    }
  }

  report(): readonly ProtocolShare[] {
    return this.#sharesOf(this.#root);
  }

  #sharesOf({ branches }: Branch): readonly ProtocolShare[] {
    return Array.from(branches, ([protocol, branch]) => ({
      protocol,
      packets: branch.packets,
      bytes: branch.bytes,
      packetShare: branch.packets / this.#root.packets,
      inside: this.#sharesOf(branch),
    }));
  }
}

function isIcmp(protocol: ProtocolName | undefined): boolean {
  return protocol === 'icmp' || protocol === 'icmpv6';
}
