/**
 * How the packets of a capture start: the link types that Sonde knows by name.
 *
 * @see https://www.tcpdump.org/linktypes.html
 */
export const linkType = {
  /** BSD loopback: a family of four bytes, in the order of the machine that captured. */
  null: 0,
  ethernet: 1,
  /** IPv4 or IPv6 without a link header, as the simulator has it. */
  raw: 101,
  /** OpenBSD loopback: as `null`, in network order. */
  loop: 108,
  /** Linux cooked capture v1 (`tcpdump -i any` of older versions). */
  linuxSll: 113,
  ipv4: 228,
  ipv6: 229,
  /** Linux cooked capture v2 (`tcpdump -i any`). */
  linuxSll2: 276,
} as const;

/** DLT_RAW of the systems that write their own number instead of LINKTYPE_RAW: OpenBSD 14, the others 12. */
const rawOfSystems: readonly number[] = [12, 14];

/** The link type that a file's number stands for. */
export function linkTypeInFile(value: number): number {
  return rawOfSystems.includes(value) ? linkType.raw : value;
}
