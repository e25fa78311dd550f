import fc from 'fast-check';
import type { CapturedPacket } from '../../src/capture/capture.js';
import { encodeIpv4 } from '../../src/packet/ipv4.js';
import { encodeTcp } from '../../src/packet/tcp.js';
import { encodeTcpOptions } from '../../src/packet/tcp-options.js';

type Flag = 'syn' | 'ack' | 'fin' | 'rst' | 'psh';

/** A segment of a story: numbers are counted from the first of each end. */
export interface Told {
  readonly client: boolean;
  readonly flags: readonly Flag[];
  readonly seq: number;
  readonly ack?: number;
  readonly length?: number;
  readonly window?: number;
  /** Milliseconds since the segment before. */
  readonly afterMs?: number;
  /** Shift of the window scale option. */
  readonly scale?: number;
}

const CLIENT = { address: '192.0.2.10', port: 50_000, first: 0xffff_ff00 };
const SERVER = { address: '198.51.100.80', port: 9999, first: 5000 };

/** The packets of a connection whose client's numbers go around zero. */
export function tell(story: readonly Told[]): readonly CapturedPacket[] {
  let timeMs = 0;
  return story.map((told, i) => {
    timeMs += told.afterMs ?? 1;
    const [from, to] = told.client ? [CLIENT, SERVER] : [SERVER, CLIENT];
    const ends = { source: from.address, destination: to.address };
    const segment = encodeTcp(
      {
        sourcePort: from.port,
        destinationPort: to.port,
        sequence: (from.first + told.seq) >>> 0,
        acknowledgment: told.ack === undefined ? 0 : (to.first + told.ack) >>> 0,
        flags: told.flags,
        window: told.window ?? 1000,
        data: new Uint8Array(told.length ?? 0),
        ...(told.scale !== undefined && {
          options: encodeTcpOptions([{ kind: 'window-scale', shift: told.scale }, { kind: 'nop' }]),
        }),
      },
      ends,
    );
    const bytes = encodeIpv4({ ...ends, protocol: 6, payload: segment });
    return {
      number: i + 1,
      seconds: 1_700_000_000 + Math.floor(timeMs / 1000),
      nanoseconds: (timeMs % 1000) * 1_000_000,
      capturedLength: bytes.length,
      originalLength: bytes.length,
      linkType: 101,
      bytes,
    };
  });
}

/** The three segments that open a connection. */
export const opening: readonly Told[] = [
  { client: true, flags: ['syn'], seq: 0, scale: 2 },
  { client: false, flags: ['syn', 'ack'], seq: 0, ack: 1, scale: 3, afterMs: 5 },
  { client: true, flags: ['ack'], seq: 1, ack: 1 },
];

/** Stories in which everything happens: few numbers, so that segments repeat, overtake and miss one another. */
export const anyStory: fc.Arbitrary<readonly Told[]> = fc
  .tuple(
    fc.boolean(),
    fc.array(
      fc.record({
        client: fc.boolean(),
        flags: fc.oneof(
          { weight: 12, arbitrary: fc.constant<readonly Flag[]>(['ack']) },
          fc.constantFrom<readonly Flag[]>(
            ['syn'],
            ['syn', 'ack'],
            ['fin', 'ack'],
            ['rst', 'ack'],
            ['ack', 'psh'],
          ),
        ),
        seq: fc.nat(6).map((n) => 1 + 100 * n),
        ack: fc.nat(6).map((n) => 1 + 100 * n),
        length: fc.constantFrom(0, 0, 0, 1, 100, 100, 200),
        window: fc.constantFrom(0, 25, 100, 1000),
        afterMs: fc.constantFrom(0, 1, 2, 10, 30, 300),
      }),
      { maxLength: 40 },
    ),
  )
  .map(([opened, told]) => [...(opened ? opening : []), ...told]);
