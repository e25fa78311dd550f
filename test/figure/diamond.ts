import type { figure, TraceHop } from 'sonde';

function hop(ttl: number, times: Readonly<Record<string, number>>): TraceHop {
  const rest = { kind: 'answer', mark: '', reached: false, final: false, replyTtl: 64, labels: [] } as const;
  return { ttl, probes: Object.entries(times).map(([from, rttMs]) => ({ ...rest, from, rttMs })) };
}

/** Two branches, a – c and b – d, between a first router and the destination. */
export const diamond: figure.PathWays = {
  host: 'www.exemple.fr',
  origin: 'simulated',
  hops: [['192.0.2.1'], ['a', 'b'], ['c', 'd'], ['192.0.2.9']].map((addresses, i) => ({
    ttl: i + 1,
    interfaces: addresses.map((address) => ({ address })),
  })),
  links: [
    { ttl: 1, from: '192.0.2.1', to: 'a' },
    { ttl: 1, from: '192.0.2.1', to: 'b' },
    { ttl: 2, from: 'a', to: 'c' },
    { ttl: 2, from: 'b', to: 'd' },
    { ttl: 3, from: 'c', to: '192.0.2.9' },
    { ttl: 3, from: 'd', to: '192.0.2.9' },
  ],
};

/** Its probes went by a at the second hop, and by d at the third one. */
export const crossing: figure.TracedPath = {
  host: 'www.exemple.fr',
  origin: 'simulated',
  hops: [
    hop(1, { '192.0.2.1': 2 }),
    hop(2, { a: 4 }),
    hop(3, { d: 30 }),
    { ttl: 4, probes: [{ kind: 'timeout' }] },
    hop(5, { '192.0.2.9': 12 }),
  ],
};
