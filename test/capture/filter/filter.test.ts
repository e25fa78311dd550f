import { describe, expect, test } from 'vitest';
import { type CapturedPacket, linkType } from '../../../src/capture/capture.js';
import { compileFilter } from '../../../src/capture/filter/compile.js';
import { FilterError } from '../../../src/capture/filter/syntax.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { encodeTcp } from '../../../src/packet/tcp.js';
import { captured } from '../packet-mix.js';

const ends = { source: '192.0.2.1', destination: '198.51.100.2' };
const segment = encodeTcp({ sourcePort: 40000, destinationPort: 80, flags: ['syn'] }, ends);
const packet: CapturedPacket = {
  ...captured(encodeIpv4({ ...ends, protocol: 6, payload: segment }), 1, linkType.raw),
  seconds: 1_700_000_000,
  nanoseconds: 123_456_789,
};

async function keeps(filter: string): Promise<boolean> {
  return (await compileFilter(filter)).keeps(packet);
}

describe('times have their nanoseconds', () => {
  test.each([
    ['frame.time_epoch == 1700000000.123456789', true],
    ['frame.time_epoch == 1700000000.123456788', false],
    ['frame.time_epoch > 1700000000.123456788', true],
    ['frame.time == "2023-11-14T22:13:20.123456789Z"', true],
    ['frame.time == "2023-11-15T00:13:20.123456789+02:00"', true],
    ['frame.time == "Nov 14, 2023 22:13:20.123456789 UTC"', true],
    ['frame.time < "2023-11-14 22:13:20.123456789 UTC"', false],
    ['frame.time in {"2023-11-14 22:13:20 UTC" .. "2023-11-14 22:13:21 UTC"}', true],
  ])('%s', async (filter, expected) => {
    expect(await keeps(filter)).toBe(expected);
  });
});

/** What Wireshark 4.2 and later take; tshark 4.0 judges the rest. */
describe('filters of later versions', () => {
  test.each([
    ['@ip.ttl == 40', true],
    ['@tcp.srcport == 9c:40', true],
    ['@ip.src[0] == c0', true],
    ['tcp.flags.syn == "True"', true],
    ['tcp.port == 80 xor udp', true],
    ['tcp.port == 80 xor tcp', false],
    ['60 > frame.len > 30', true],
    ['frame.number > ${frame.number}', false],
  ])('%s', async (filter, expected) => {
    expect(await keeps(filter)).toBe(expected);
  });
});

describe('what makes no sense is refused with its place', () => {
  test.each([
    ['any tcp.port', 12],
    ['ip.addr#-1 == 1.2.3.4', 8],
    ['max()', 4],
    ['len(tcp, udp)', 0],
    ['upper(tcp.port) == "A"', 0],
    ['ip.src + 1 == 1.2.3.4', 9],
    ['tcp.port == "abc"', 12],
    ["tcp.port == 'ab'", 12],
    ['ip.addr == 1.2.3.4.5', 11],
    ['frame.time > "2023-13-01 00:00:00"', 13],
    ['tcp.port > ${nothing.such}', 11],
    ['@nothing.such', 1],
    ['tcp.port == {80', 15],
    [`${'-'.repeat(2000)}tcp.port`, undefined],
    [`tcp.port == ${'{'.repeat(2000)}80`, undefined],
  ])('%s', async (filter, offset) => {
    const fault: unknown = await compileFilter(filter).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(FilterError);
    if (offset !== undefined && fault instanceof FilterError) expect(fault.offset).toBe(offset);
  });
});
