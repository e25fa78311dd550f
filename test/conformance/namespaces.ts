import { execFileSync } from 'node:child_process';
import { type Finished, run } from '../network/run-dist.js';

/** What the machine refuses, in the words of the tool that was refused. */
export class NoNamespaceError extends Error {
  override readonly name = 'NoNamespaceError';
}

/**
 * A small real network in namespaces of the kernel: a client, a router, a server behind it, and a bridge with two hosts
 * that have the same addresses, so that both answer. No packet leaves the machine.
 *
 * ```text
 * client 10.9.1.2 ── 10.9.1.1 router 10.9.2.1 ── 10.9.2.2 server
 * bridge 10.9.9.1 ──┬── 10.9.9.2 twin1
 *                   └── 10.9.9.2 twin2
 * ```
 */
export class RealNetwork {
  readonly #suffix = process.pid;
  readonly #made: string[] = [];

  /** @throws NoNamespaceError when the machine does not allow it; nothing is left behind */
  constructor() {
    try {
      for (const role of ['client', 'router', 'server', 'bridge', 'twin1', 'twin2']) this.#make(role);
      for (const command of commands) this.#ip(command);
    } catch (error) {
      this.remove();
      throw new NoNamespaceError(error instanceof Error ? error.message : String(error));
    }
  }

  /** Runs a command where one of the machines stands. */
  runIn(role: string, ...command: string[]): Promise<Finished> {
    return run(['ip', 'netns', 'exec', this.#name(role), ...command]);
  }

  /** Removes the namespaces, and with them their interfaces and routes. */
  remove(): void {
    for (const name of this.#made.splice(0)) execFileSync('ip', ['netns', 'delete', name]);
  }

  #name(role: string): string {
    return `sonde-${role}-${this.#suffix}`;
  }

  #make(role: string): void {
    execFileSync('ip', ['netns', 'add', this.#name(role)], { stdio: 'pipe' });
    this.#made.push(this.#name(role));
  }

  /** `@router` in a command stands for the name of that namespace. */
  #ip(command: string): void {
    const words = command.replace(/@(\w+)/g, (_, role: string) => this.#name(role)).split(' ');
    execFileSync(words[0] ?? '', words.slice(1), { stdio: 'pipe' });
  }
}

const commands: readonly string[] = [
  'ip -n @client link set lo up',
  'ip -n @client link add net0 type veth peer name net0 netns @router',
  'ip -n @router link add net1 type veth peer name net0 netns @server',
  'ip -n @client addr add 10.9.1.2/24 dev net0',
  'ip -n @router addr add 10.9.1.1/24 dev net0',
  'ip -n @router addr add 10.9.2.1/24 dev net1',
  'ip -n @server addr add 10.9.2.2/24 dev net0',
  'ip -n @client link set net0 up',
  'ip -n @router link set net0 up',
  'ip -n @router link set net1 up',
  'ip -n @server link set net0 up',
  'ip -n @client route add default via 10.9.1.1',
  'ip -n @server route add default via 10.9.2.1',
  'ip netns exec @router sysctl -qw net.ipv4.ip_forward=1',
  // Linux sends few ICMP errors per second; here both programs must get all of theirs.
  'ip netns exec @router sysctl -qw net.ipv4.icmp_ratemask=0',
  'ip -n @router route add prohibit 10.9.3.0/24',
  'ip -n @router route add blackhole 10.9.5.0/24',
  'ip -n @client route add unreachable 10.9.7.0/24',
  // A bridge that forgets at once where an address is floods each packet to both twins.
  'ip -n @bridge link set lo up',
  'ip -n @bridge link add br0 type bridge ageing_time 0',
  'ip -n @bridge link add port1 type veth peer name net0 netns @twin1',
  'ip -n @bridge link add port2 type veth peer name net0 netns @twin2',
  'ip -n @bridge addr add 10.9.9.1/24 dev br0',
  ...['1', '2'].flatMap((n) => [
    `ip -n @bridge link set port${n} master br0`,
    `ip -n @bridge link set port${n} up`,
    `ip -n @twin${n} link set net0 address 02:00:00:00:00:07`,
    `ip -n @twin${n} addr add 10.9.9.2/24 dev net0`,
    `ip -n @twin${n} link set net0 up`,
  ]),
  'ip -n @bridge link set br0 up',
];
