import type { SimulatedHost } from './hosts.js';

/** The hosts that the first chapter pings: the four round trips of the course, and some that misbehave. */
export const courseHosts: readonly SimulatedHost[] = [
  { name: 'localhost', address: '127.0.0.1', rttMs: 0.12, jitterMs: 0.02, initialTtl: 64, hops: 0 },
  { name: 'passerelle.lan', address: '192.168.1.1', rttMs: 1.8, jitterMs: 0.3, initialTtl: 64, hops: 0 },
  { name: 'cdn.exemple.fr', address: '198.51.100.20', rttMs: 12.5, jitterMs: 1.5, initialTtl: 64, hops: 6 },
  { name: 'boston.exemple.org', address: '203.0.113.80', rttMs: 85, jitterMs: 8, initialTtl: 128, hops: 14 },
  {
    name: 'wifi.exemple.fr',
    address: '192.168.1.42',
    rttMs: 6,
    jitterMs: 4,
    loss: 0.15,
    duplication: 0.05,
    initialTtl: 64,
    hops: 0,
  },
  {
    name: 'muet.exemple.fr',
    address: '198.51.100.66',
    rttMs: 10,
    jitterMs: 1,
    loss: 1,
    initialTtl: 64,
    hops: 5,
  },
  {
    name: 'absent.exemple.fr',
    address: '198.51.100.99',
    rttMs: 9,
    jitterMs: 1,
    initialTtl: 64,
    hops: 4,
    unreachableCode: 1,
  },
];
