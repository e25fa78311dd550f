import * as v from 'valibot';
import { pathText, type Wording, withPlace } from '../../document/document.js';
import { parseJson } from '../../document/json.js';
import { knownFields } from '../../document/schema.js';
import { readHost } from '../text/printed-host.js';
import { mtrColumns, mtrError, mtrHop, mtrInfo, type PrintedMtr, type PrintedMtrHop } from './printed-mtr.js';

/**
 * Reads what `mtr --json` printed, of any version: some write the number of a hop as a text.
 *
 * @throws {@link ParseError} for a text that is no JSON, cut JSON included, and for JSON that is not mtr's
 * @see mtr(8), `--json`; mtr's report.c
 */
export function readMtrJson(text: string): PrintedMtr {
  const { mtr, hubs } = parseJson(text).read(document, wording).report;
  return {
    origin: 'live',
    ...(mtr.src !== undefined && { source: mtr.src }),
    ...(mtr.dst !== undefined && { host: mtr.dst }),
    hops: hubs.map(hopOf),
    complete: true,
  };
}

const shortText = v.pipe(v.string('a short text'), v.maxLength(1000, 'a short text'));

const HOP = 'the number of a hop';

/** A number, or its digits in some versions. */
const hopNumber = v.pipe(
  v.custom<unknown>((count) => count !== undefined, HOP),
  v.transform((count) => (typeof count === 'string' && /^\d{1,3}$/.test(count) ? Number(count) : count)),
  v.number(HOP),
  v.integer(HOP),
  v.minValue(1, HOP),
  v.maxValue(255, HOP),
);

const figure = v.exactOptional(v.pipe(v.number('a number'), v.finite('a number'), v.minValue(0, 'a number')));

const SHARE = 'a share from 0 to 100';

const share = v.exactOptional(v.pipe(v.number(SHARE), v.minValue(0, SHARE), v.maxValue(100, SHARE)));

const hub = knownFields({
  count: hopNumber,
  host: shortText,
  // Of any kind that -y asks for.
  ASN: v.exactOptional(shortText),
  ...Object.fromEntries([...mtrColumns.keys()].map((title) => [title, title === 'Loss%' ? share : figure])),
});

const document = knownFields({
  report: knownFields({
    mtr: knownFields({ src: v.exactOptional(shortText), dst: v.exactOptional(shortText) }),
    hubs: v.pipe(v.array(hub, 'a list of hops'), v.maxLength(255, 'a list of hops')),
  }),
});

const wording: Wording = ({ problem, path, position }) =>
  withPlace(`${problem} is expected at ${pathText(path) || 'the top'} of mtr's JSON`, position);

function hopOf({ count, host, ASN, ...figures }: v.InferOutput<typeof hub>): PrintedMtrHop {
  const error = mtrError(host);
  const isNobody = host === '???' || error !== undefined;
  const found = isNobody ? undefined : readHost(host, { text: host, number: 1, offset: 0 });
  const columns = Object.entries(figures).flatMap(([title, value]) => {
    const column = mtrColumns.get(title);
    return column !== undefined && typeof value === 'number' ? [[column, value] as const] : [];
  });
  const hop = mtrHop(count, found ? [{ ...found, ...mtrInfo(ASN?.trim()) }] : [], columns);
  return error === undefined ? hop : { ...hop, error };
}
