import { describe, expect, test } from 'vitest';
import { SendError } from '../../src/network/network.js';
import { openSimulated } from '../../src/network/simulated.js';
import { encodeIcmp } from '../../src/packet/icmp.js';
import { type Icmpv6Message, encodeIcmpv6 } from '../../src/packet/icmpv6.js';
import { encodeIpv4 } from '../../src/packet/ipv4.js';
import { encodeIpv6 } from '../../src/packet/ipv6.js';
import { NotAuthorisedError } from '../../src/probe/authorisation.js';
import { InvalidOptionError } from '../../src/option.js';
import { sweep, sweeping } from '../../src/probe/sweep.js';
import { loadScenario } from '../../src/scenario/load.js';
import { type Answer, type SentProbe, HERE, ScriptedNetwork, unreachable } from './scripted-network.js';

/** The echo reply of whoever was probed. */
function reply({ ip, transport }: SentProbe): Uint8Array {
  if (transport.kind !== 'icmp' || transport.message.kind !== 'echo-request') throw new Error('not a ping');
  const { identifier, sequence, data } = transport.message;
  const payload = encodeIcmp({ kind: 'echo-reply', identifier, sequence, data });
  return encodeIpv4({ source: ip.destination, destination: HERE, ttl: 63, protocol: 1, payload });
}

/** Hosts whose last byte is in the list answer after 5 ms. */
const inhabited =
  (...lastBytes: number[]) =>
  (probe: SentProbe): readonly Answer[] =>
    lastBytes.includes(Number(probe.ip.destination.split('.')[3]))
      ? [{ afterMs: 5, bytes: reply(probe) }]
      : [];

describe('a prefix', () => {
  test('gives those who answer, in the order of addresses', async () => {
    const result = await sweep(new ScriptedNetwork(inhabited(9, 3)), '192.168.1.0/28');
    expect(result).toEqual({
      origin: 'simulated',
      prefix: '192.168.1.0/28',
      probed: 14,
      hosts: [
        { address: '192.168.1.3', rttMs: 5, ttl: 63 },
        { address: '192.168.1.9', rttMs: 5, ttl: 63 },
      ],
      elapsedMs: 1000,
    });
  });

  test('each as it answers', async () => {
    const network = new ScriptedNetwork(inhabited(1, 2));
    const seen: [string, number][] = [];
    for await (const { address } of sweeping(network, '10.0.0.0/29', { intervalMs: 10 }))
      seen.push([address, network.now()]);
    expect(seen).toEqual([
      ['10.0.0.1', 5],
      ['10.0.0.2', 15],
    ]);
  });

  test('where all answer, nothing is waited for', async () => {
    const network = new ScriptedNetwork(inhabited(1, 2));
    await sweep(network, '10.0.0.0/30', { timeoutMs: 60_000 });
    expect(network.now()).toBe(5);
  });

  test('who stays silent is tried again, once by default; who answered is not', async () => {
    const network = new ScriptedNetwork(inhabited(1));
    await sweep(network, '10.0.0.0/30');
    expect(network.sent.map(({ ip }) => ip.destination)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.2']);
  });

  test('an answer lost once is found by the second try', async () => {
    const network = new ScriptedNetwork((probe) => (probe.rank === 1 ? [] : inhabited(1)(probe)));
    expect((await sweep(network, '10.0.0.1/32')).hosts).toHaveLength(1);
  });

  test('a router that says « unreachable » is no host', async () => {
    const network = new ScriptedNetwork(({ bytes }) => [{ afterMs: 1, bytes: unreachable(bytes, 1) }]);
    expect((await sweep(network, '10.0.0.0/30')).hosts).toEqual([]);
  });

  test('an address that cannot be sent to is an address that does not answer', async () => {
    const network = new ScriptedNetwork(inhabited(1, 2, 3));
    const send = network.send.bind(network);
    network.send = (bytes) =>
      bytes[19] === 2 ? Promise.reject(new SendError('10.0.0.2', 'EACCES')) : send(bytes);
    const { hosts } = await sweep(network, '10.0.0.0/29', { tries: 1 });
    expect(hosts.map(({ address }) => address)).toEqual(['10.0.0.1', '10.0.0.3']);
  });

  test('a signal ends it; who was found stays', async () => {
    const network = new ScriptedNetwork(inhabited(1, 2, 3, 4, 5, 6));
    const stop = new AbortController();
    network.schedule(23, () => {
      stop.abort();
    });
    const { hosts } = await sweep(network, '10.0.0.0/29', { intervalMs: 10, signal: stop.signal });
    expect(hosts).toHaveLength(2);
  });
});

/** The echo replies, in IPv6, of these addresses. */
const members =
  (...sources: string[]) =>
  ({ transport, ip }: SentProbe): readonly Answer[] => {
    if (transport.kind !== 'icmpv6' || transport.message.kind !== 'echo-request') throw new Error('no ping');
    return sources.map((source, i) => {
      const ends = { source, destination: ip.source };
      const payload = encodeIcmpv6({ ...transport.message, kind: 'echo-reply' } as Icmpv6Message, ends);
      return { afterMs: 2 + i, bytes: encodeIpv6({ ...ends, protocol: 58, hopLimit: 64, payload }) };
    });
  };

describe('IPv6', () => {
  class Network6 extends ScriptedNetwork {
    override sourceFor(): Promise<string> {
      return Promise.resolve('fe80::5');
    }
  }

  test('a prefix, probed address by address', async () => {
    const network = new Network6((probe) =>
      /:[29a]$/.test(probe.ip.destination) ? members(probe.ip.destination)(probe) : [],
    );
    const { probed, hosts } = await sweep(network, 'fd00::/124', { tries: 1 });
    expect(probed).toBe(16);
    expect(hosts.map(({ address }) => address)).toEqual(['fd00::2', 'fd00::9', 'fd00::a']);
  });

  test('a link: each member of its group once, in the order of addresses, until the time is over', async () => {
    const network = new Network6(members('fe80::9', '2001:db8::7', 'fe80::2', 'fe80::9'));
    const result = await sweep(network, 'ff02::1%eth0', { timeoutMs: 100 });
    expect(result).toMatchObject({
      probed: 1,
      elapsedMs: 200,
      hosts: [
        { address: '2001:db8::7', rttMs: 3 },
        { address: 'fe80::2%eth0', rttMs: 4 },
        { address: 'fe80::9%eth0', rttMs: 2, ttl: 64 },
      ],
    });
    expect(network.sent.map(({ ip }) => ip.destination)).toEqual(['ff02::1', 'ff02::1']);
  });

  test('public addresses and groups beyond the link need a permission; those of the link do not', async () => {
    for (const prefix of ['2001:db8::/126', 'ff0e::1%eth0', 'ff05::2%eth0']) {
      const network = new Network6(members('fe80::9'), 'live');
      await expect(sweep(network, prefix)).rejects.toThrow(NotAuthorisedError);
      expect(network.sent).toEqual([]);
    }
    for (const prefix of ['fd00::9', 'ff02::2%eth0']) {
      const network = new Network6(members('fd00::9'), 'live');
      expect((await sweep(network, prefix)).hosts).toHaveLength(1);
    }
  });

  test('the simulated network, which has no groups, says so', async () => {
    const network = openSimulated('test', await loadScenario('reference'), 1);
    await expect(sweep(network, 'ff02::1%eth0')).rejects.toThrow(SendError);
  });

  test('a home network of the course', async () => {
    const network = openSimulated('test', await loadScenario('ligne-domestique'), 1);
    const address = await network.resolve('www.exemple.fr', 6);
    const { probed, hosts } = await sweep(network, `${address}/124`, { tries: 1 });
    expect(probed).toBe(16);
    expect(hosts.map((host) => host.address)).toContain(address);
  });
});

describe('manners', () => {
  test('public addresses on a live network are refused, and nothing is sent', async () => {
    const network = new ScriptedNetwork(inhabited(1), 'live');
    await expect(sweep(network, '198.41.0.0/28')).rejects.toThrow(NotAuthorisedError);
    expect(network.sent).toEqual([]);
  });

  test('private ones are not', async () => {
    expect((await sweep(new ScriptedNetwork(inhabited(1), 'live'), '10.0.0.0/30')).hosts).toHaveLength(1);
  });

  test('with the permission said, public ones are swept', async () => {
    const network = new ScriptedNetwork(inhabited(1), 'live');
    const { hosts } = await sweep(network, '198.41.0.0/30', {
      authorisation: 'our own servers, says the director',
    });
    expect(hosts).toHaveLength(1);
  });
});

test('the local network of the course', async () => {
  const network = openSimulated('test', await loadScenario('reference'), 1);
  const { hosts } = await sweep(network, '192.168.1.0/24', { tries: 4 });
  expect(hosts.map(({ address }) => address)).toEqual(['192.168.1.1', '192.168.1.23', '192.168.1.42']);
});

test.each([{ tries: 0 }, { timeoutMs: 0 }, { intervalMs: -1 }])('%o is refused', async (options) => {
  await expect(sweep(new ScriptedNetwork(inhabited(1)), '10.0.0.0/30', options)).rejects.toThrow(
    InvalidOptionError,
  );
});
