import { ipv6Text } from '../packet/ipv6-address.js';
import { addressBytes, versionOf } from '../scenario/prefix.js';
import type { NetworkInterface } from './interface.js';
import { word32At } from './ip-header.js';

/** What interfaces are plugged into: a cable, or a switch. It knows who has which address, as ARP would find out. */
export class Segment {
  readonly #byIpv4 = new Map<number, NetworkInterface>();
  readonly #byIpv6 = new Map<string, NetworkInterface>();

  plug(plugged: NetworkInterface): void {
    for (const { address } of plugged.settings.addresses) {
      if (versionOf(address) === 6) this.#byIpv6.set(address, plugged);
      else this.#byIpv4.set(word32At(addressBytes(address), 0), plugged);
    }
  }

  /** Who has the address that is written at `offset`. */
  find(version: 4 | 6, bytes: Uint8Array, offset: number): NetworkInterface | undefined {
    return version === 4
      ? this.#byIpv4.get(word32At(bytes, offset))
      : this.#byIpv6.get(ipv6Text(bytes, offset));
  }
}
