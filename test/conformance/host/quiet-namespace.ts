import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { whyNoRawSockets } from '../../network/privilege.js';
import { type Finished, run } from '../../network/run-dist.js';

/** Routes of every kind that netstat writes differently, and some packets; then nothing moves any more. */
const setUp = [
  'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1',
  'ip link set lo up',
  'ip link add eth2 type veth peer name eth10',
  'ip link add down0 type veth peer name down1',
  'ip address add 192.0.2.2/24 dev eth2',
  'ip link set eth2 mtu 1400 up',
  'ip link set eth10 arp off up',
  'ip route add default via 192.0.2.1',
  'ip route add 198.51.100.7/32 via 192.0.2.1 metric 20 mtu 1300 advmss 1260 window 4000',
  'ip route add unreachable 203.0.113.0/24',
  'ip route add unreachable 203.0.113.9/32',
  'ping -q -c 3 -i 0.01 192.0.2.2',
];

/** A network namespace where nothing happens, with a process that lives in it. */
export class QuietNamespace {
  private constructor(
    readonly name: string,
    readonly holder: ChildProcess,
  ) {}

  /** Makes it, or says in words for a test's name why this machine cannot. */
  static async make(suffix: string): Promise<QuietNamespace | string> {
    const lack = whyNoRawSockets();
    if (lack !== undefined) return lack;
    const name = `sonde-quiet-${suffix}-${process.pid}`;
    try {
      execFileSync('ip', ['netns', 'add', name], { stdio: 'pipe' });
    } catch (error) {
      return `needs network namespaces: ${(error as Error).message}`;
    }
    for (const line of setUp)
      execFileSync('ip', ['netns', 'exec', name, ...line.split(' ')], { stdio: 'pipe' });
    // It says when it stands in the namespace.
    const holder = spawn('ip', ['netns', 'exec', name, 'sh', '-c', 'echo here; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(holder.stdout, 'data');
    return new QuietNamespace(name, holder);
  }

  /** The process in it: `ip netns exec` becomes the program it runs. */
  get process(): number {
    return this.holder.pid ?? 0;
  }

  /** Runs a program in it. */
  run(...argv: string[]): Promise<Finished> {
    return run(['ip', 'netns', 'exec', this.name, ...argv]);
  }

  async remove(): Promise<void> {
    const ended = once(this.holder, 'close');
    this.holder.kill('SIGKILL');
    await ended;
    execFileSync('ip', ['netns', 'delete', this.name]);
  }
}
