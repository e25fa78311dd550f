import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNeighbours } from '../../src/host/arp.js';
import { parseIfInet6 } from '../../src/host/if-inet6.js';
import { parseIgmp } from '../../src/host/igmp.js';
import { parseIpv6Routes } from '../../src/host/ipv6-route.js';
import { parseNetDev } from '../../src/host/net-dev.js';
import { parseNetstat } from '../../src/host/netstat.js';
import { openMachine } from '../../src/host/open-machine.js';
import { parseRoutes } from '../../src/host/route.js';
import { parseSnmp } from '../../src/host/snmp.js';
import { parseSnmp6 } from '../../src/host/snmp6.js';
import { parseSockstat } from '../../src/host/sockstat.js';
import { parseSockstat6 } from '../../src/host/sockstat6.js';
import { parseSoftnetStat } from '../../src/host/softnet-stat.js';
import { parseWireless } from '../../src/host/wireless.js';
import { ParseError } from '../../src/parse-error.js';

const parsers: readonly (readonly [string, (text: string) => unknown])[] = [
  ['arp', parseNeighbours],
  ['dev', parseNetDev],
  ['if_inet6', parseIfInet6],
  ['igmp', parseIgmp],
  ['ipv6_route', parseIpv6Routes],
  ['netstat', parseNetstat],
  ['route', parseRoutes],
  ['snmp', parseSnmp],
  ['snmp6', parseSnmp6],
  ['sockstat', parseSockstat],
  ['sockstat6', parseSockstat6],
  ['softnet_stat', parseSoftnetStat],
  ['wireless', parseWireless],
];

const machine = await openMachine({ name: 'pc-maison' });
const recorded = async (file: string): Promise<string> => (await machine.read(`net/${file}`)) ?? '';

/** A result, or a ParseError with its place; anything else fails the test. No result holds a NaN. */
function outcome(parse: (text: string) => unknown, text: string): 'result' | ParseError {
  try {
    const result = JSON.stringify(parse(text), (_, value: unknown) => {
      expect(value).not.toBeNaN();
      return value;
    });
    expect(result).toBeDefined();
    return 'result';
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    expect(error.offset).toBeLessThanOrEqual(text.length);
    return error;
  }
}

describe.each(parsers)('/proc/net/%s', (file, parse) => {
  test('cut anywhere but at the end of a line, it is refused', async () => {
    const text = (await recorded(file)).slice(0, 4000);
    for (let end = 1; end < text.length; end += 1) {
      const cut = outcome(parse, text.slice(0, end));
      if (text[end - 1] !== '\n') expect(cut).toBeInstanceOf(ParseError);
    }
  });

  test('lines ended as Windows does mean the same', async () => {
    const text = await recorded(file);
    if (text !== '') expect(parse(text.replaceAll('\n', '\r\n'))).toEqual(parse(text));
  });

  test('garbage is a ParseError or means something, never a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        outcome(parse, text);
        outcome(parse, `${text}\n`);
      }),
    );
  });

  test('so is a recording with some characters changed', async () => {
    const text = await recorded(file);
    const change = fc.tuple(
      fc.nat(text.length),
      fc.constantFrom('', ' ', '\n', '-', ':', '9', 'x', '\t', '99999999999999999999'),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const mutant = changes.reduce((old, [at, by]) => old.slice(0, at) + by + old.slice(at + 1), text);
        outcome(parse, mutant);
      }),
    );
  });
});
