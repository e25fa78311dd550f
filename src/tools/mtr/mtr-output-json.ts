import * as v from 'valibot';
import { pathText, type Wording, withPlace } from '../../document/document.js';
import { parseJson } from '../../document/json.js';
import { knownFields } from '../../document/schema.js';
import type { MtrOutput, MtrOutputHop } from './mtr-output.js';
import { MTR_ASN, mtrAsn, mtrColumns } from './mtr-output.js';
import { readSpeaker } from '../text/speaker.js';

/**
 * Reads what `mtr --json` printed, of any version: some write the number of a hop as a text.
 *
 * @param text the output
 * @returns the figures of each hop, as for {@link parseMtrReport}
 * @throws {@link ParseError} for a text that is no JSON, cut JSON included, and for JSON that is not mtr's
 * @see mtr(8), `--json`; mtr's report.c
 * @example
 * ```ts
 * import { parseMtrJson } from 'sonde/tools';
 *
 * const hub = { count: 1, host: '192.0.2.1', 'Loss%': 0, Snt: 3, Last: 0.088, Avg: 0.073, Best: 0.054, Wrst: 0.088, StDev: 0.017 };
 * const { target, hops } = parseMtrJson(JSON.stringify({ report: { mtr: { src: 'poste', dst: '192.0.2.1' }, hubs: [hub] } }));
 * console.log(target, hops[0]?.avgMs); // → 192.0.2.1 0.073
 * ```
 */
export function parseMtrJson(text: string): MtrOutput {
  const [failure] = /^mtr(?:-packet)?: .+/.exec(text) ?? [];
  if (failure !== undefined) return { hops: [], failure, complete: text.endsWith('\n') };
  const { mtr, hubs } = parseJson(text).read(document, wording).report;
  return {
    ...(mtr.src !== undefined && { source: mtr.src }),
    ...(mtr.dst !== undefined && { target: mtr.dst }),
    hops: hubs.map(hopOf),
    complete: true,
  };
}

const shortText = v.pipe(v.string('a short text'), v.maxLength(1000, 'a short text'));

const HOP = 'the number of a hop';

/** A number, or its digits in some versions. */
const hopNumber = v.pipe(
  v.unknown(),
  v.transform((count) => (typeof count === 'string' && /^\d{1,3}$/.test(count) ? Number(count) : count)),
  v.number(HOP),
  v.integer(HOP),
  v.minValue(1, HOP),
  v.maxValue(255, HOP),
);

const figure = v.exactOptional(v.pipe(v.number('a number'), v.finite('a number'), v.minValue(0, 'a number')));

const hub = knownFields({
  count: hopNumber,
  host: shortText,
  ASN: v.exactOptional(v.pipe(shortText, v.regex(new RegExp(`^\\s*${MTR_ASN}\\s*$`), 'AS and a number'))),
  ...Object.fromEntries([...mtrColumns.keys()].map((title) => [title, figure])),
});

const document = knownFields({
  report: knownFields({
    mtr: knownFields({ src: v.exactOptional(shortText), dst: v.exactOptional(shortText) }),
    hubs: v.pipe(v.array(hub, 'a list of hops'), v.maxLength(255, 'a list of hops')),
  }),
});

const wording: Wording = ({ problem, path, position }) =>
  withPlace(`${problem} is expected at ${pathText(path) || 'the top'} of mtr's JSON`, position);

function hopOf({ count, host, ASN, ...figures }: v.InferOutput<typeof hub>): MtrOutputHop {
  const speaker = host === '???' ? undefined : readSpeaker(host, { text: host, number: 1, offset: 0 });
  const named = Object.entries(figures).flatMap(([title, value]) => {
    const name = mtrColumns.get(title);
    return name === undefined ? [] : [[name, value] as const];
  });
  return {
    ttl: count,
    hosts: speaker ? [{ ...speaker, ...mtrAsn(ASN) }] : [],
    ...(Object.fromEntries(named) as Partial<MtrOutputHop>),
  };
}
