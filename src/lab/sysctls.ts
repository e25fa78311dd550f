import type { ScenarioIcmpLimit, ScenarioNode } from '../scenario/scenario.js';

/** About the longest interval of the kernel, 23 days: with it a router sends no errors. */
const NEVER_MS = 2_000_000_000;
/** Unreachable, source quench, time exceeded, parameter problem: the types whose rate Linux limits. */
const ICMP_ERRORS_MASK = (1 << 3) | (1 << 4) | (1 << 11) | (1 << 12);
/** The kernel's limit on all ICMP errors together, set above what any scenario sends so that it never applies. */
const PLENTY = 1_000_000;

/**
 * The settings of the kernel that make a node what its scenario says. Those for interfaces to come (`default`) must be
 * there before the interfaces.
 *
 * @see ip-sysctl.rst of the kernel
 */
export function sysctlsOf(node: ScenarioNode): Readonly<Record<string, string>> {
  return text({ ...familyV4(node), ...familyV6(node), ...icmpOf(node), ...balanceOf(node) });
}

type Settings = Record<string, number>;

function familyV4({ router, initialTtl }: ScenarioNode): Settings {
  return {
    'net.ipv4.ip_forward': router ? 1 : 0,
    'net.ipv4.ip_default_ttl': initialTtl,
    // Some scenarios have asymmetric routes, whose packets reverse path filtering would drop.
    'net.ipv4.conf.all.rp_filter': 0,
    'net.ipv4.conf.default.rp_filter': 0,
    'net.ipv4.conf.all.send_redirects': 0,
    'net.ipv4.conf.default.send_redirects': 0,
  };
}

function familyV6({ router, initialTtl }: ScenarioNode): Settings {
  return {
    'net.ipv6.conf.all.disable_ipv6': 0,
    'net.ipv6.conf.default.disable_ipv6': 0,
    'net.ipv6.conf.all.forwarding': router ? 1 : 0,
    'net.ipv6.conf.default.forwarding': router ? 1 : 0,
    'net.ipv6.conf.default.accept_ra': 0,
    // Without duplicate address detection, addresses can be used at once.
    'net.ipv6.conf.default.accept_dad': 0,
    'net.ipv6.conf.default.dad_transmits': 0,
    'net.ipv6.conf.default.hop_limit': initialTtl,
  };
}

function icmpOf({ icmp }: ScenarioNode): Settings {
  const ignoresEcho = icmp.echo ? 0 : 1;
  const limitMs = icmp.errors ? limitOf(icmp.limit) : NEVER_MS;
  return {
    'net.ipv4.icmp_echo_ignore_all': ignoresEcho,
    'net.ipv6.icmp.echo_ignore_all': ignoresEcho,
    'net.ipv4.icmp_ratemask': limitMs === 0 ? 0 : ICMP_ERRORS_MASK,
    'net.ipv4.icmp_ratelimit': limitMs,
    'net.ipv6.icmp.ratelimit': limitMs,
    'net.ipv4.icmp_msgs_per_sec': PLENTY,
    'net.ipv4.icmp_msgs_burst': PLENTY,
  };
}

/** Time between two errors to one destination; 0 for no limit. */
function limitOf(limit: ScenarioIcmpLimit | undefined): number {
  return limit ? Math.max(1, Math.round(limit.everyMs)) : 0;
}

/** Hash of the destination address alone (fib_multipath_hash_fields). */
const DESTINATION_FIELD = 0x0002;

function balanceOf({ balance }: ScenarioNode): Settings {
  const destination = balance === 'destination';
  const policy = destination ? 3 : 1;
  return {
    'net.ipv4.fib_multipath_hash_policy': policy,
    'net.ipv6.fib_multipath_hash_policy': policy,
    ...(destination && {
      'net.ipv4.fib_multipath_hash_fields': DESTINATION_FIELD,
      'net.ipv6.fib_multipath_hash_fields': DESTINATION_FIELD,
    }),
  };
}

function text(settings: Settings): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}
