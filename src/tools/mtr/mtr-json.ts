import { ParseError } from '../../parse-error.js';
import { parseJsonText } from '../text/json-text.js';
import { readHost } from '../text/printed-host.js';
import {
  MTR_ASN,
  mtrAsn,
  mtrColumns,
  mtrHop,
  type MtrColumn,
  type PrintedMtr,
  type PrintedMtrHop,
} from './printed-mtr.js';

/**
 * Reads what `mtr --json` printed, of any version: some write the number of a hop as a text.
 *
 * @throws {@link ParseError} for a text that is no JSON, cut JSON included, and for JSON that is not mtr's
 * @see mtr(8), `--json`; mtr's report.c
 */
export function readMtrJson(text: string): PrintedMtr {
  const report = objectAt(objectAt(parseJsonText(text), '').report, 'report');
  const { src, dst } = objectAt(report.mtr, 'report.mtr');
  const { hubs } = report;
  if (!Array.isArray(hubs) || hubs.length > 255) throw fault('report.hubs', 'a list of hops');
  return {
    origin: 'live',
    ...(src !== undefined && { source: textAt(src, 'report.mtr.src') }),
    ...(dst !== undefined && { host: textAt(dst, 'report.mtr.dst') }),
    hops: hubs.map((hub: unknown, i) => hopOf(objectAt(hub, `report.hubs[${i}]`), `report.hubs[${i}]`)),
    complete: true,
  };
}

function hopOf(hub: Readonly<Record<string, unknown>>, where: string): PrintedMtrHop {
  const { count, host, ASN: asn } = hub;
  const ttl = typeof count === 'string' && /^\d{1,3}$/.test(count) ? Number(count) : count;
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < 1 || ttl > 255) {
    throw fault(`${where}.count`, 'the number of a hop');
  }
  const name = textAt(host, `${where}.host`);
  const system = asn === undefined ? undefined : textAt(asn, `${where}.ASN`);
  if (system !== undefined && !new RegExp(`^${MTR_ASN}$`).test(system.trim()))
    throw fault(`${where}.ASN`, 'AS and a number');
  const found = name === '???' ? undefined : readHost(name, { text: name, number: 1, offset: 0 });
  return mtrHop(ttl, found ? [{ ...found, ...mtrAsn(system) }] : [], figuresOf(hub, where));
}

function figuresOf(
  hub: Readonly<Record<string, unknown>>,
  where: string,
): readonly (readonly [MtrColumn, number])[] {
  return [...mtrColumns].flatMap(([title, column]) => {
    const value = hub[title];
    if (value === undefined) return [];
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      throw fault(`${where}.${title}`, 'a number');
    return [[column, value] as const];
  });
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
