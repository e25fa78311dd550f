import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Icmpv6Message,
  type IpEndpoints,
  type NeighbourOption,
  decodeIcmpv6,
  decodeIpv6,
  encodeIcmpv6,
  ipv6Text,
} from 'sonde/packet';
import { ParseError } from 'sonde';
import { anyData, anyMac, uint } from './arbitrary.js';
import { captured, hex } from './captured.js';
import { expectSturdy } from './damage.js';

const endpoints: IpEndpoints = { source: 'fe80::1', destination: 'ff02::1' };

test('a captured echo request is taken apart', () => {
  const ip = decodeIpv6(captured.echoRequestv6);
  expect(decodeIcmpv6(ip.payload, ip)).toMatchObject({
    kind: 'echo-request',
    type: 128,
    identifier: 0x2ca1,
    sequence: 1,
    checksum: 0xe6d2,
    checksumValid: true,
  });
});

test('a captured port unreachable quotes the datagram that caused it', () => {
  const ip = decodeIpv6(captured.portUnreachablev6);
  const message = decodeIcmpv6(ip.payload, ip);
  expect(message).toMatchObject({ kind: 'destination-unreachable', code: 4, checksumValid: true });
  expect(encodeIcmpv6(message, ip)).toEqual(ip.payload);
});

test('a neighbour solicitation is written as RFC 4861 draws it', () => {
  const message = {
    kind: 'neighbour-solicitation',
    target: 'fe80::2',
    options: [{ kind: 'source-link-layer', mac: '00:00:5e:00:53:01' }],
  } as const;
  const bytes = encodeIcmpv6(message, endpoints, 0);
  expect(bytes).toEqual(
    hex('8700 0000 0000 0000 fe80 0000 0000 0000 0000 0000 0000 0002 0101 0000 5e00 5301'),
  );
});

test('messages round-trip', () => {
  fc.assert(
    fc.property(anyMessage(), (message) => {
      const bytes = encodeIcmpv6(message, endpoints);
      expect(decodeIcmpv6(bytes, endpoints)).toMatchObject({ ...message, checksumValid: true });
    }),
  );
});

test('the checksum covers the addresses', () => {
  const bytes = encodeIcmpv6({ kind: 'router-solicitation', options: [] }, endpoints);
  expect(decodeIcmpv6(bytes, { ...endpoints, source: 'fe80::3' }).checksumValid).toBe(false);
});

test('an option without length would never end: it is refused', () => {
  const bytes = hex('8700 0000 0000 0000 fe80 0000 0000 0000 0000 0000 0000 0002 0100');
  expect(() => decodeIcmpv6(bytes, endpoints)).toThrow(
    new ParseError('neighbour discovery option of impossible length 0', 25),
  );
});

test('damaged messages never do worse than a ParseError', () => {
  const options: readonly NeighbourOption[] = [
    { kind: 'source-link-layer', mac: '00:00:5e:00:53:01' },
    {
      kind: 'prefix',
      prefix: '2001:db8::',
      prefixLength: 64,
      onLink: true,
      autonomous: true,
      validSeconds: 7200,
      preferredSeconds: 1800,
    },
  ];
  const advertisement = encodeIcmpv6(
    {
      kind: 'router-advertisement',
      hopLimit: 64,
      managed: false,
      otherConfiguration: true,
      lifetimeSeconds: 1800,
      reachableMs: 0,
      retransmitMs: 0,
      options,
    },
    endpoints,
  );
  expectSturdy((bytes) => decodeIcmpv6(bytes, endpoints), advertisement);
  expectSturdy((bytes) => decodeIcmpv6(bytes, endpoints), decodeIpv6(captured.portUnreachablev6).payload);
});

function anyMessage(): fc.Arbitrary<Icmpv6Message> {
  const address = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipv6Text(bytes));
  const options = fc.array(anyOption(address), { maxLength: 3 });
  const quote = { code: uint(8), quoted: anyData };
  return fc.oneof(
    fc.record({
      kind: fc.constantFrom('echo-request', 'echo-reply'),
      identifier: uint(16),
      sequence: uint(16),
      data: anyData,
    }),
    fc.record({ kind: fc.constantFrom('destination-unreachable', 'time-exceeded'), ...quote }),
    fc.record({ kind: fc.constant('packet-too-big'), mtu: uint(32), ...quote }),
    fc.record({ kind: fc.constant('parameter-problem'), pointer: uint(32), ...quote }),
    fc.record({ kind: fc.constant('router-solicitation'), options }),
    fc.record({
      kind: fc.constant('router-advertisement'),
      hopLimit: uint(8),
      managed: fc.boolean(),
      otherConfiguration: fc.boolean(),
      lifetimeSeconds: uint(16),
      reachableMs: uint(32),
      retransmitMs: uint(32),
      options,
    }),
    fc.record({ kind: fc.constant('neighbour-solicitation'), target: address, options }),
    fc.record({
      kind: fc.constant('neighbour-advertisement'),
      target: address,
      router: fc.boolean(),
      solicited: fc.boolean(),
      override: fc.boolean(),
      options,
    }),
    fc.record({ kind: fc.constant('redirect'), target: address, destination: address, options }),
    fc.record({
      kind: fc.constant('other'),
      type: fc.integer({ min: 200, max: 255 }),
      code: uint(8),
      body: fc.uint8Array({ minLength: 4, maxLength: 64 }),
    }),
  );
}

function anyOption(address: fc.Arbitrary<string>): fc.Arbitrary<NeighbourOption> {
  return fc.oneof(
    fc.record({ kind: fc.constantFrom('source-link-layer', 'target-link-layer'), mac: anyMac }),
    fc.record({
      kind: fc.constant('prefix'),
      prefix: address,
      prefixLength: fc.nat(128),
      onLink: fc.boolean(),
      autonomous: fc.boolean(),
      validSeconds: uint(32),
      preferredSeconds: uint(32),
    }),
    fc.record({ kind: fc.constant('mtu'), mtu: uint(32) }),
    fc.record({
      kind: fc.constant('other'),
      number: fc.integer({ min: 6, max: 255 }),
      data: fc.constantFrom(6, 14).map((length) => new Uint8Array(length).fill(length)),
    }),
  );
}
