import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TracerouteOptions, type TracerouteResult, traceroute } from '../../src/probe/traceroute.js';
import {
  type Answer,
  type SentProbe,
  icmpFrom,
  pathOf,
  ScriptedNetwork,
  THERE,
  timeExceeded,
  unreachable,
} from './scripted-network.js';

const methods: readonly TracerouteOptions[] = (['udp', 'icmp', 'tcp'] as const).flatMap((protocol) =>
  [false, true].map((paris) => ({ protocol, paris })),
);

/** Traces a path while, beside each right answer, junk arrives. */
function traceAmong(
  options: TracerouteOptions,
  junk: (probe: SentProbe) => readonly Uint8Array[],
): Promise<TracerouteResult> {
  const script = (probe: SentProbe): readonly Answer[] => [
    ...junk(probe).map((bytes, i) => ({ afterMs: 0.1 + i / 1000, bytes })),
    ...pathOf(3)(probe),
  ];
  return traceroute(new ScriptedNetwork(script), 'there', { ...options, maxTtl: 6 });
}

/** The same packet, some of its bytes changed. */
function changed(packet: Uint8Array, at: number, bytes: readonly number[]): Uint8Array {
  const other = packet.slice();
  other.set(bytes, at);
  return other;
}

const cutEverywhere = (packet: Uint8Array): Uint8Array[] =>
  Array.from(packet, (_, end) => packet.subarray(0, end));

const junk: Readonly<Record<string, (probe: SentProbe) => readonly Uint8Array[]>> = {
  'nothing at all': () => [new Uint8Array(0)],
  'our own probe, as loopback hands it back': ({ bytes }) => [bytes],
  'an error cut at every byte': ({ bytes }) => cutEverywhere(unreachable(bytes, 1)),
  'an error about a packet to another host': ({ bytes }) => [
    unreachable(changed(bytes, 16, [8, 8, 8, 8]), 1),
  ],
  'an error about a packet from another host': ({ bytes }) => [
    timeExceeded(changed(bytes, 12, [8, 8, 8, 8])),
  ],
  'an error about a packet of another protocol': ({ bytes }) => [timeExceeded(changed(bytes, 9, [99]))],
  'an error about a later fragment': ({ bytes }) => [timeExceeded(changed(bytes, 6, [0, 9]))],
  'an error whose quotation is empty': () => [unreachable(new Uint8Array(0), 1)],
  'an error whose quotation is cut before 8 bytes': ({ bytes }) => [unreachable(bytes.subarray(0, 27), 1)],
  'an error with a wrong checksum': ({ bytes }) => [changed(timeExceeded(bytes), 22, [0xde, 0xad])],
  'the answers of another host to another program': ({ bytes }) => [changed(bytes, 12, [203, 0, 113, 7])],
  'ICMP of each type': () =>
    Array.from({ length: 256 }, (_, type) => icmpFrom(THERE, Uint8Array.of(type, 0, 0, 0, 9, 9, 9, 9))),
  IPv6: () => [Uint8Array.from({ length: 60 }, (_, i) => (i === 0 ? 0x60 : i))],
};

describe.each(methods)('$protocol, paris: $paris', (options) => {
  test('what is not about our probes changes nothing', async () => {
    const quiet = await traceAmong(options, () => []);
    for (const [name, make] of Object.entries(junk)) {
      expect(await traceAmong(options, make), name).toEqual(quiet);
    }
  });

  test('nor do random bytes, bare or inside ICMP', async () => {
    const quiet = await traceAmong(options, () => []);
    const anyBytes = fc.uint8Array({ maxLength: 120 });
    const anyPacket = fc.oneof(
      anyBytes,
      anyBytes.map((payload) => icmpFrom(THERE, payload)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyPacket, { maxLength: 5 }), async (packets) => {
        expect(await traceAmong(options, () => packets)).toEqual(quiet);
      }),
      { numRuns: 40 },
    );
  });

  test('an answer that comes twice counts once', async () => {
    const quiet = await traceAmong(options, () => []);
    const twice = (probe: SentProbe): readonly Answer[] => [
      ...pathOf(3)(probe),
      ...pathOf(3)(probe).map(({ afterMs, bytes }) => ({ afterMs: afterMs + 1, bytes })),
    ];
    expect(await traceroute(new ScriptedNetwork(twice), 'there', { ...options, maxTtl: 6 })).toEqual(quiet);
  });
});
