import type { InterfacePlan } from './plan.js';

/** The arguments of `ip` that make a switch of its ports; it learns addresses, and does nothing else of its own. */
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
