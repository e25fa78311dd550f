import { ParseError } from '../../parse-error.js';
import { parseJsonText } from '../text/json-text.js';
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
  const report = objectAt(objectAt(parseJsonText(text), '').report, 'report');
  const { src, dst } = objectAt(report.mtr, 'report.mtr');
  const { hubs } = report;
  if (!Array.isArray(hubs) || hubs.length > 255) throw fault('report.hubs', 'a list of hops');
  return {
    ...(src !== undefined && { source: textAt(src, 'report.mtr.src') }),
    ...(dst !== undefined && { target: textAt(dst, 'report.mtr.dst') }),
    hops: hubs.map((hub: unknown, i) => hopOf(objectAt(hub, `report.hubs[${i}]`), `report.hubs[${i}]`)),
    complete: true,
  };
}

function hopOf(hub: Readonly<Record<string, unknown>>, where: string): MtrOutputHop {
  const { count, host, ASN: asn } = hub;
  const ttl = typeof count === 'string' && /^\d{1,3}$/.test(count) ? Number(count) : count;
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < 1 || ttl > 255) {
    throw fault(`${where}.count`, 'the number of a hop');
  }
  const name = textAt(host, `${where}.host`);
  const system = asn === undefined ? undefined : textAt(asn, `${where}.ASN`);
  if (system !== undefined && !new RegExp(`^${MTR_ASN}$`).test(system.trim()))
    throw fault(`${where}.ASN`, 'AS and a number');
  const speaker = name === '???' ? undefined : readSpeaker(name, { text: name, number: 1, offset: 0 });
  return { ttl, hosts: speaker ? [{ ...speaker, ...mtrAsn(system) }] : [], ...figuresOf(hub, where) };
}

function figuresOf(hub: Readonly<Record<string, unknown>>, where: string): Partial<MtrOutputHop> {
  const figures = [...mtrColumns].flatMap(([title, name]) => {
    const value = hub[title];
    if (value === undefined) return [];
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      throw fault(`${where}.${title}`, 'a number');
    return [[name, value] as const];
  });
  return Object.fromEntries(figures);
}

function objectAt(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault(where, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

function textAt(value: unknown, where: string): string {
  if (typeof value !== 'string' || value.length > 1000) throw fault(where, 'a short text');
  return value;
}

/** JSON has lost the places of its values: the path stands for them. */
function fault(where: string, expected: string): ParseError {
  return new ParseError(`${expected} is expected at ${where === '' ? 'the top' : where} of mtr's JSON`, 0, 1);
}
