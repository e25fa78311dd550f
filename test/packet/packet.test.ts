import { describe, expect, test } from 'vitest';
import { ParseError } from 'sonde';
import { decodePacket, decodeQuotedPacket, encodeIpv4, fragmentIpv4 } from 'sonde/packet';
import { captured, hex } from './captured.js';
import { expectSturdy } from './damage.js';

describe('a packet is taken apart', () => {
  test.each([
    ['echoRequest', 4, 'icmp'],
    ['portUnreachable', 4, 'icmp'],
    ['udp', 4, 'udp'],
    ['syn', 4, 'tcp'],
    ['echoRequestv6', 6, 'icmpv6'],
    ['portUnreachablev6', 6, 'icmpv6'],
  ] as const)('%s, over IPv%i, down to its %s', (name, version, kind) => {
    const { ip, transport } = decodePacket(captured[name]);
    expect([ip.version, transport.kind]).toEqual([version, kind]);
  });

  test('with its checksums verified', () => {
    expect(decodePacket(captured.reset).transport).toMatchObject({ segment: { checksumValid: true } });
    expect(decodePacket(captured.echoRequestv6).transport).toMatchObject({
      message: { checksumValid: true },
    });
    expect(decodePacket(captured.udp).transport).toMatchObject({ datagram: { checksumValid: false } });
  });

  test('but not a fragment, nor an unknown protocol', () => {
    const fields = { source: '192.0.2.1', destination: '192.0.2.2', payload: new Uint8Array(200) };
    const fragments = fragmentIpv4(encodeIpv4({ ...fields, protocol: 17 }), 100);
    expect(fragments.map((bytes) => decodePacket(bytes).transport.kind)).toEqual([
      'fragment',
      'fragment',
      'fragment',
    ]);
    expect(decodePacket(encodeIpv4({ ...fields, protocol: 89 })).transport.kind).toBe('other');
  });

  test('of IP only', () => {
    expect(() => decodePacket(hex(''))).toThrow(new ParseError('IP version 4 or 6 expected, got nothing', 0));
    expect(() => decodePacket(hex('50'))).toThrow(new ParseError('IP version 4 or 6 expected, got 5', 0));
  });
});

describe('a packet that an error quotes is recognised', () => {
  test('by its ports', () => {
    const { transport } = decodePacket(captured.portUnreachable);
    if (transport.kind !== 'icmp' || transport.message.kind !== 'destination-unreachable') expect.fail();
    expect(decodeQuotedPacket(transport.message.quoted.subarray(0, 28))).toMatchObject({
      ip: { source: '127.0.0.1', ttl: 64, identification: 0x56d4 },
      transport: { kind: 'udp', sourcePort: 35999, destinationPort: 33999, length: 15, checksum: 0xfe22 },
    });
  });

  test('over IPv6', () => {
    const { transport } = decodePacket(captured.portUnreachablev6);
    if (transport.kind !== 'icmpv6' || transport.message.kind !== 'destination-unreachable') expect.fail();
    expect(decodeQuotedPacket(transport.message.quoted).transport).toMatchObject({
      kind: 'udp',
      destinationPort: 33999,
    });
  });

  test('by its sequence number', () => {
    expect(decodeQuotedPacket(captured.echoRequest.subarray(0, 28)).transport).toEqual({
      kind: 'echo-request',
      identifier: 0x2c9e,
      sequence: 1,
      checksum: 0x3e62,
    });
    expect(decodeQuotedPacket(captured.syn.subarray(0, 28)).transport).toMatchObject({
      kind: 'tcp',
      destinationPort: 34998,
      sequence: 3433274406,
    });
  });

  test('unless it is cut before', () => {
    expect(() => decodeQuotedPacket(captured.udp.subarray(0, 27))).toThrow(ParseError);
  });
});

test.each(Object.entries(captured))('damaged, %s never does worse than a ParseError', (_name, bytes) => {
  expectSturdy(decodePacket, bytes);
  expectSturdy(decodeQuotedPacket, bytes);
});
