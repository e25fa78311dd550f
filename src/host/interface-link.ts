import type { Machine } from './machine.js';

/** What an interface is, beside what it counted: /sys/class/net has it, /proc does not. */
export interface InterfaceLink {
  /** Longest packet in bytes. */
  readonly mtu: number;
  /** Bits of linux/if.h, as SIOCGIFFLAGS gives them. */
  readonly flags: number;
}

const RUNNING = 0x40;
/** The kernel gives these to its own /sys for other reasons than those of SIOCGIFFLAGS, which may not have them. */
const PROMISCUOUS = 0x100;
const ALL_MULTICAST = 0x200;

/**
 * What an interface is.
 *
 * @returns `undefined` where /sys is not to be read
 * @see net/core/net-sysfs.c; net/core/dev.c, netif_get_flags
 */
export async function readInterfaceLink(machine: Machine, name: string): Promise<InterfaceLink | undefined> {
  const folder = `class/net/${name}`;
  const [mtu, flags, state] = await Promise.all(
    ['mtu', 'flags', 'operstate'].map((file) => machine.read(`${folder}/${file}`)),
  );
  if (mtu === undefined || flags === undefined || state === undefined) return undefined;
  if (!/^\d{1,10}\s*$/.test(mtu) || !/^0x[\da-f]{1,8}\s*$/i.test(flags)) return undefined;
  // SIOCGIFFLAGS says « running » of interfaces whose link is up, or that have no notion of it (RFC 2863).
  const running = ['up', 'unknown'].includes(state.trim()) ? RUNNING : 0;
  const own = parseInt(flags, 16) & ~(PROMISCUOUS | ALL_MULTICAST | RUNNING);
  return { mtu: Number(mtu), flags: own | running };
}
