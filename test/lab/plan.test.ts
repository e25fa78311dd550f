import { describe, expect, test } from 'vitest';
import { filterRules } from '../../src/lab/filter-rules.js';
import { checkLabName, namespaceOf, readNamespace } from '../../src/lab/lab-name.js';
import { planLab } from '../../src/lab/plan.js';
import { qdiscLines } from '../../src/lab/iproute2-lines.js';
import { defaultEgress } from '../../src/scenario/defaults.js';
import { loadScenario } from '../../src/scenario/load.js';
import { readScenario } from '../../src/scenario/read.js';

describe('names', () => {
  test('a namespace tells its lab and its node', () => {
    const namespace = namespaceOf('my-lab', 'www.exemple.fr');
    expect(namespace).toBe('sonde-my-lab_www.exemple.fr');
    expect(readNamespace(namespace)).toEqual({ namespace, lab: 'my-lab', node: 'www.exemple.fr' });
  });

  test.each([
    'sonde-client-123',
    'docker0',
    'sonde-_a',
    'sonde-a_',
    'sonde-a_b_c',
    'sonde-A_b',
    'sonde-a_b/c',
  ])('no lab has a namespace named %s', (name) => {
    expect(readNamespace(name)).toBeUndefined();
  });

  test.each(['', 'A', 'a_b', '../x', '-a', 'a'.repeat(41)])('no lab is named %j', (name) => {
    expect(() => {
      checkLabName(name);
    }).toThrow(expect.objectContaining({ name: 'LabError', fault: 'name' }));
  });
});

describe('what an interface does to packets', () => {
  const egress = {
    ...defaultEgress,
    delayMs: 8,
    jitterMs: 0.5,
    loss: 0.15,
    rateBitsPerSecond: 10_000_000,
    queuePackets: 100,
  };
  const plan = { name: 'eth1', mtu: 1500, addresses: [], egress };

  test('delay and loss by netem, rate and queue by tbf below it', () => {
    expect(qdiscLines(plan, true)).toEqual([
      'qdisc add dev eth1 root handle 1: netem limit 100000 delay 8000us 500us distribution normal loss 15%',
      'qdisc add dev eth1 parent 1: handle 2: tbf rate 10000000bit burst 5000 limit 156400',
    ]);
  });

  test('without netem, the rate is what is left', () => {
    expect(qdiscLines(plan, false)).toEqual([
      'qdisc add dev eth1 root handle 2: tbf rate 10000000bit burst 5000 limit 156400',
    ]);
  });

  test('nothing for a link of which nothing is said', () => {
    expect(qdiscLines({ ...plan, egress: defaultEgress }, true)).toEqual([]);
  });
});

describe('a scenario in the terms of Linux', () => {
  test('filters become a ruleset of nft', async () => {
    const { nodes, links } = await loadScenario('pare-feu');
    const firewall = nodes.find(({ name }) => name === 'pare-feu');
    expect(firewall && filterRules(firewall, links)).toBe(`table inet sonde {
  chain forward {
    type filter hook forward priority 0; policy accept;
    oifname "eth1" tcp dport 80 accept
    oifname "eth1" tcp dport 443 accept
    iifname "eth1" meta l4proto tcp accept
    oifname "eth1" tcp dport 22 reject with icmpx type admin-prohibited
    drop
  }
}
`);
  });

  test('a NAT becomes a masquerade', async () => {
    const { nodes } = planLab(await loadScenario('ligne-domestique'));
    const box = nodes.find(({ node }) => node === 'box');
    expect(box?.filters).toContain('oifname "eth1" masquerade');
  });

  test('a link with three ends becomes a switch', async () => {
    const { switches, cables } = planLab(await loadScenario('ligne-domestique'));
    expect(switches).toEqual([{ node: '+0', mtu: 1500, ports: ['port0', 'port1', 'port2'] }]);
    expect(cables[1]?.ends).toEqual([
      { node: 'television', interface: 'eth0' },
      { node: '+0', interface: 'port1' },
    ]);
  });

  test('a route with two gateways balances by flow', async () => {
    const { nodes } = planLab(await loadScenario('ecmp'));
    const balancer = nodes.find(({ node }) => node === 'partage');
    expect(balancer?.sysctls['net.ipv4.fib_multipath_hash_policy']).toBe('1');
    expect(balancer?.routes).toContain(
      'route replace 203.0.113.0/24 nexthop via 198.51.100.3 dev eth1 nexthop via 198.51.100.9 dev eth2',
    );
  });

  test('what Linux cannot do is said, in French', async () => {
    expect(planLab(await loadScenario('bascule')).notices).toContain(
      'Les changements au fil du temps ne sont pas joués.',
    );
    expect(planLab(await loadScenario('limite-icmp')).notices).toContain(
      'avare\u202f: Linux limite les erreurs ICMP par destination, avec une réserve de 6.',
    );
  });

  test('a scenario that Linux does whole leaves nothing to say', () => {
    const scenario = readScenario(`
title: Deux machines
teaches: Un câble suffit.
machine: pc
nodes: { pc: , serveur: { icmp: { errors: false } } }
links:
  - between: { pc: [192.0.2.1/24, 2001:db8::1/64], serveur: [192.0.2.2/24, 2001:db8::2/64] }
`);
    const { notices, nodes } = planLab(scenario);
    expect(notices).toEqual([]);
    // A host that sends no ICMP errors may send its first one in 23 days.
    expect(nodes[1]?.sysctls['net.ipv4.icmp_ratelimit']).toBe('2000000000');
  });
});
