import fc from 'fast-check';
import { linkType } from '../../src/capture/capture.js';
import { anyFrame, ipv4, ipv6, macs } from './packet-mix.js';
import { encodeEthernet, macBytes } from '../../src/packet/ethernet.js';
import { rareIpv4, rareIpv6 } from './packet-rarities.js';

const four = fc.oneof({ weight: 2, arbitrary: ipv4 }, rareIpv4);
const six = fc.oneof({ weight: 2, arbitrary: ipv6 }, rareIpv6);
/** A packet of either version, with the EtherType that announces it. */
const either = fc.oneof(
  four.map((payload) => ({ etherType: 0x0800, payload })),
  six.map((payload) => ({ etherType: 0x86dd, payload })),
);

/** Frames of every link type that Sonde takes apart. */
export const framesOf: ReadonlyMap<number, fc.Arbitrary<Uint8Array>> = new Map([
  [
    linkType.ethernet,
    fc.oneof(
      anyFrame,
      either.map((each) => encodeEthernet({ ...macs, ...each })),
    ),
  ],
  [linkType.raw, either.map(({ payload }) => payload)],
  [linkType.ipv4, four],
  [linkType.ipv6, six],
  [
    linkType.null,
    fc
      .tuple(either, fc.boolean(), fc.constantFrom(24, 28, 30))
      .map(([{ etherType, payload }, little, family6]) => {
        const family = etherType === 0x0800 ? 2 : family6;
        return Uint8Array.of(...(little ? [family, 0, 0, 0] : [0, 0, 0, family]), ...payload);
      }),
  ],
  [
    linkType.loop,
    either.map(({ etherType, payload }) => Uint8Array.of(0, 0, 0, etherType === 0x0800 ? 2 : 24, ...payload)),
  ],
  [
    linkType.linuxSll,
    fc
      .tuple(either, fc.nat(4), fc.constantFrom(1, 772, 65534))
      .map(([{ etherType, payload }, sense, link]) => {
        const length = link === 65534 ? 0 : 6;
        const address = length === 0 ? new Uint8Array(6) : macBytes(macs.source);
        return Uint8Array.of(
          0,
          sense,
          ...words(link, length),
          ...address,
          0,
          0,
          ...words(etherType),
          ...payload,
        );
      }),
  ],
  [
    linkType.linuxSll2,
    fc
      .tuple(either, fc.nat(4), fc.constantFrom(1, 772, 65534))
      .map(([{ etherType, payload }, sense, link]) => {
        const length = link === 65534 ? 0 : 6;
        const address = length === 0 ? new Uint8Array(6) : macBytes(macs.source);
        return Uint8Array.of(...words(etherType, 0, 0, 3, link), sense, length, ...address, 0, 0, ...payload);
      }),
  ],
]);

function words(...values: readonly number[]): number[] {
  return values.flatMap((value) => [value >> 8, value & 255]);
}
