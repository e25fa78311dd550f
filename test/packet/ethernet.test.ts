import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BROADCAST_MAC, decodeArp, decodeEthernet, encodeArp, encodeEthernet, etherType } from 'sonde/packet';
import { anyData, anyIpv4, anyMac, uint } from './arbitrary.js';
import { hex } from './captured.js';
import { expectSturdy } from './damage.js';

/** Who has 192.0.2.254? In the virtual network 42 (RFC 826; IEEE 802.1Q). */
const question = hex(`
  ffff ffff ffff 0000 5e00 5301 8100 a02a 0806
  0001 0800 0604 0001 0000 5e00 5301 c000 0201 0000 0000 0000 c000 02fe`);

test('an ARP request in a tagged frame is taken apart', () => {
  const frame = decodeEthernet(question);
  expect(frame).toMatchObject({
    destination: BROADCAST_MAC,
    source: '00:00:5e:00:53:01',
    tags: [{ protocol: etherType.vlan, priority: 5, dropEligible: false, vlan: 42 }],
    etherType: etherType.arp,
  });
  expect(decodeArp(frame.payload)).toEqual({
    operation: 'request',
    senderMac: '00:00:5e:00:53:01',
    senderIp: '192.0.2.1',
    targetMac: '00:00:00:00:00:00',
    targetIp: '192.0.2.254',
  });
});

test('it encodes back to the same bytes', () => {
  const frame = decodeEthernet(question);
  expect(encodeEthernet({ ...frame, payload: encodeArp(decodeArp(frame.payload)) })).toEqual(question);
});

test('frames round-trip', () => {
  const tag = fc.record({
    protocol: fc.constantFrom(etherType.vlan, etherType.serviceVlan),
    priority: uint(3),
    dropEligible: fc.boolean(),
    vlan: uint(12),
  });
  const type = uint(16).filter((value) => value !== etherType.vlan && value !== etherType.serviceVlan);
  const frame = fc.record({
    destination: anyMac,
    source: anyMac,
    tags: fc.array(tag, { maxLength: 3 }),
    etherType: type,
    payload: anyData,
  });
  fc.assert(
    fc.property(frame, (value) => {
      expect(decodeEthernet(encodeEthernet(value))).toEqual(value);
    }),
  );
});

test('ARP messages round-trip', () => {
  const operation = fc.oneof(
    fc.constantFrom('request' as const, 'reply' as const),
    fc.constantFrom(0, 3, 65535),
  );
  const message = fc.record({
    operation,
    senderMac: anyMac,
    senderIp: anyIpv4,
    targetMac: anyMac,
    targetIp: anyIpv4,
  });
  fc.assert(
    fc.property(message, (value) => {
      expect(decodeArp(encodeArp(value))).toEqual(value);
    }),
  );
});

test('ARP about other addresses is refused', () => {
  const overInfiniband = encodeArp(decodeArp(decodeEthernet(question).payload));
  overInfiniband[1] = 32;
  expect(() => decodeArp(overInfiniband)).toThrow(
    'ARP for Ethernet expected, got hardware type 32 (offset 0)',
  );
});

test('what does not fit is refused', () => {
  const frame = {
    destination: BROADCAST_MAC,
    source: BROADCAST_MAC,
    etherType: 0x0800,
    payload: new Uint8Array(0),
  };
  const tag = { protocol: etherType.vlan, priority: 0, dropEligible: false, vlan: 4096 };
  expect(() => encodeEthernet({ ...frame, tags: [tag] })).toThrow(
    'VLAN number must be an integer from 0 to 4095, got 4096',
  );
});

test('damaged frames never do worse than a ParseError', () => {
  expectSturdy((bytes) => decodeArp(decodeEthernet(bytes).payload), question);
});
