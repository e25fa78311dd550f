import * as v from 'valibot';
import { syntaxError } from '../../document/document.js';
import { knownFields } from '../../document/schema.js';
import { child, children, childrenIn, element, parseXml, partOfChild } from '../../document/xml.js';
import type {
  NmapAddress,
  NmapEnd,
  NmapExtraPorts,
  NmapHop,
  NmapHost,
  NmapHostname,
  NmapOsMatch,
  NmapPort,
  NmapRun,
  NmapScanInfo,
  NmapScript,
  NmapScriptTable,
  NmapService,
} from './nmap-run.js';

/** A /16 scanned with scripts is shorter. */
const MAX_CHARACTERS = 128 * 1024 * 1024;

const CLOSING = '</nmaprun>';

/**
 * Reads what nmap writes with `-oX`: hosts with addresses and names, ports with services and versions, systems, scripts,
 * traceroutes. A run that was interrupted has no `end`, and the hosts that were done with.
 *
 * It is as lenient as nmap.dtd, and more: files of old versions and of Zenmap lack times, reasons and methods.
 *
 * Entities and document types are never expanded; bytes that are not ASCII stay as nmap writes them (`\xC3\xA9`).
 *
 * @param text the XML
 * @throws ParseError with its place: what is not XML or not nmap's, attributes out of their range
 * @see nmap(1), -oX; nmap.dtd
 * @example
 * ```ts
 * import { readNmap } from 'sonde/tools';
 *
 * const { hosts, end } = readNmap('<nmaprun scanner="nmap" version="7.93" start="1795319401"><host>');
 * console.log(hosts.length, end); // → 0 undefined
 * ```
 */
export function readNmap(text: string): NmapRun {
  const isWhole = text.includes(CLOSING);
  const written = isWhole ? text : withoutUnfinishedPart(text);
  const document = knownFields({ nmaprun: child<WrittenRun>(isWhole ? wholeRun : interruptedRun) });
  const { nmaprun } = parseXml(written, { maxCharacters: MAX_CHARACTERS }).read(document);
  const { before, after, end: ending, ...run } = nmaprun;
  const startedAt = run.startedAt ?? ending?.finishedAt;
  const scripts = [...before, ...after].flatMap((each) => each.scripts);
  return { ...run, ...(startedAt !== undefined && { startedAt }), scripts, ...(ending && { end: ending }) };
}

/** An interrupted nmap leaves its file open: what it had done with is kept, the rest may be half written. */
function withoutUnfinishedPart(text: string): string {
  const host = text.lastIndexOf('</host>');
  if (host !== -1) return `${text.slice(0, host)}</host>${CLOSING}`;
  const [start] = /^[^]*?<nmaprun\s[^<>]*>/.exec(text.slice(0, 65_536)) ?? [];
  if (start === undefined) {
    const at = Math.max(text.search(/<\w/), 0);
    const found = text === '' ? 'nothing' : JSON.stringify(text.slice(at, at + 20));
    throw syntaxError(text, at, `expected <nmaprun …>, found ${found}`);
  }
  return `${start}${CLOSING}`;
}

const text = v.string();
const optionalText = optional(text);

const number = v.pipe(v.string(), v.regex(/^\d{1,15}(?:\.\d{1,15})?$/, 'a number'), v.transform(Number));

/** Seconds since 1970, as ISO 8601. */
const time = v.pipe(
  v.string(),
  v.check((seconds) => !Number.isNaN(new Date(Number(seconds) * 1000).getTime()), 'a time'),
  number,
  v.transform((seconds) => new Date(seconds * 1000).toISOString()),
);

/** What may not be there; Zenmap writes an empty text for what it does not know. */
function optional<Value>(
  schema: v.GenericSchema<unknown, Value>,
): v.ExactOptionalSchema<v.GenericSchema<unknown, Value | undefined>, undefined> {
  const empty = v.pipe(
    v.unknown(),
    v.transform(() => undefined),
  );
  return v.exactOptional(
    v.lazy((written): v.GenericSchema<unknown, Value | undefined> => (written === '' ? empty : schema)),
  );
}

const portNumber = v.pipe(
  number,
  v.check((value) => Number.isInteger(value) && value <= 65_535, 'a port from 0 to 65535'),
);

/** One of the words that nmap.dtd allows. */
function word<const Words extends readonly string[]>(
  ...words: Words
): v.GenericSchema<unknown, Words[number]> {
  return v.picklist(words, `one of ${words.join(', ')}`);
}

const openings = ['open', 'closed', 'filtered', 'unfiltered', 'open|filtered', 'closed|filtered'] as const;
const portState = word(...openings, 'unknown', 'unscanned', 'testing', 'fresh');

const cpe = children(
  v.pipe(
    element({ name: ['#text', text] }),
    v.transform(({ name }) => name),
  ),
);

const address: v.GenericSchema<unknown, NmapAddress> = element({
  kind: ['@addrtype', v.exactOptional(word('ipv4', 'ipv6', 'mac'), 'ipv4')],
  address: ['@addr', text],
  vendor: ['@vendor', optionalText],
});

/** One without a name is none. */
const hostname: v.GenericSchema<unknown, NmapHostname[]> = v.pipe(
  element({ name: ['@name', optionalText], kind: ['@type', optionalText] }),
  v.transform(({ name, ...kind }) => (name === undefined ? [] : [{ name, ...kind }])),
);

type Entry = NmapScriptTable['entries'][number];

/** What a script found. */
const found = {
  elems: ['elem', children(element({ key: ['@key', optionalText], value: ['#text', text] }))],
  tables: ['table', children(v.lazy((): v.GenericSchema<unknown, Entry> => table))],
} as const;

/** Texts come before tables: the order between the two kinds has no meaning in NSE's tables. */
const table: v.GenericSchema<unknown, Entry> = v.pipe(
  element({ key: ['@key', optionalText], ...found }),
  v.transform(({ elems, tables, ...key }) => ({ ...key, value: { entries: [...elems, ...tables] } })),
);

const script: v.GenericSchema<unknown, NmapScript> = v.pipe(
  element({ id: ['@id', text], output: ['@output', text], ...found }),
  v.transform(({ elems, tables, ...named }) => ({ ...named, entries: [...elems, ...tables] })),
);

const scripts = children(script);

const service: v.GenericSchema<unknown, NmapService> = element({
  name: ['@name', text],
  method: ['@method', optionalText],
  confidence: ['@conf', optional(number)],
  product: ['@product', optionalText],
  version: ['@version', optionalText],
  extraInfo: ['@extrainfo', optionalText],
  hostname: ['@hostname', optionalText],
  osType: ['@ostype', optionalText],
  deviceType: ['@devicetype', optionalText],
  tunnel: ['@tunnel', optionalText],
  cpe: ['cpe', cpe],
});

const port: v.GenericSchema<unknown, NmapPort> = v.pipe(
  element({
    protocol: ['@protocol', word('tcp', 'udp', 'sctp', 'ip')],
    port: ['@portid', portNumber],
    state: [
      'state',
      child(
        element({
          state: ['@state', portState],
          reason: ['@reason', optionalText],
          reasonTtl: ['@reason_ttl', optional(number)],
        }),
      ),
    ],
    service: ['service', v.exactOptional(child(service))],
    scripts: ['script', scripts],
  }),
  v.transform(({ protocol, port: number, state, ...rest }) => ({
    protocol,
    port: number,
    ...state,
    ...rest,
  })),
);

const extraPorts: v.GenericSchema<unknown, NmapExtraPorts> = element({
  state: ['@state', portState],
  count: ['@count', number],
  reasons: ['extrareasons', children(element({ reason: ['@reason', text], count: ['@count', number] }))],
});

const osMatch: v.GenericSchema<unknown, NmapOsMatch> = element({
  name: ['@name', text],
  accuracyPercent: ['@accuracy', number],
  classes: [
    'osclass',
    children(
      element({
        vendor: ['@vendor', text],
        family: ['@osfamily', text],
        generation: ['@osgen', optionalText],
        deviceType: ['@type', optionalText],
        accuracyPercent: ['@accuracy', number],
        cpe: ['cpe', cpe],
      }),
    ),
  ],
});

/** A hop without an answer has no address in some versions, and `--` as its time. */
const hop: v.GenericSchema<unknown, NmapHop> = element({
  ttl: ['@ttl', number],
  address: ['@ipaddr', v.exactOptional(text, '')],
  host: ['@host', optionalText],
  rttMs: [
    '@rtt',
    v.exactOptional(
      v.pipe(
        text,
        v.transform((rtt) => (rtt === '--' ? undefined : rtt)),
        v.optional(number),
      ),
    ),
  ],
});

/** -1 where nothing was timed; microseconds otherwise. */
const srtt = v.exactOptional(
  v.pipe(
    text,
    v.transform((time) => (/^\d{1,15}$/.test(time) ? Number(time) / 1000 : undefined)),
  ),
);

const host: v.GenericSchema<unknown, NmapHost> = v.pipe(
  element({
    status: [
      'status',
      v.exactOptional(
        child(
          element({
            state: ['@state', word('up', 'down', 'unknown', 'skipped')],
            reason: ['@reason', optionalText],
          }),
        ),
        [{ '@state': 'unknown' }],
      ),
    ],
    addresses: ['address', children(address)],
    hostnames: ['hostnames', childrenIn('hostname', hostname)],
    listed: [
      'ports',
      v.exactOptional(
        child(element({ ports: ['port', children(port)], extraPorts: ['extraports', children(extraPorts)] })),
        [{}],
      ),
    ],
    osMatches: ['os', childrenIn('osmatch', osMatch)],
    scripts: ['hostscript', childrenIn('script', script)],
    trace: ['trace', childrenIn('hop', hop)],
    distance: ['distance', v.exactOptional(partOfChild('@value', number))],
    uptimeSeconds: ['uptime', v.exactOptional(partOfChild('@seconds', number))],
    rttMs: ['times', v.exactOptional(partOfChild('@srtt', srtt))],
  }),
  v.transform(({ status, addresses, hostnames, listed, ...rest }) => ({
    ...status,
    addresses,
    hostnames: hostnames.flat(),
    ...listed,
    ...rest,
  })),
);

const end: v.GenericSchema<unknown, NmapEnd> = v.pipe(
  element({
    finished: [
      'finished',
      child(
        element({
          finishedAt: ['@time', optional(time)],
          elapsedMs: [
            '@elapsed',
            optional(
              v.pipe(
                number,
                v.transform((seconds) => seconds * 1000),
              ),
            ),
          ],
          success: [
            '@exit',
            optional(
              v.pipe(
                text,
                v.transform((exit) => exit === 'success'),
              ),
            ),
          ],
          error: ['@errormsg', optionalText],
        }),
      ),
    ],
    hosts: [
      'hosts',
      child(
        element({
          hostsUp: ['@up', v.exactOptional(number, '0')],
          hostsDown: ['@down', v.exactOptional(number, '0')],
          hostsTotal: ['@total', number],
        }),
      ),
    ],
  }),
  v.transform(({ finished, hosts }) => ({ ...finished, ...hosts })),
);

const scanInfo: v.GenericSchema<unknown, NmapScanInfo> = element({
  kind: ['@type', text],
  protocol: ['@protocol', text],
  services: ['@services', text],
  count: ['@numservices', number],
});

const scripted = children(element({ scripts: ['script', children(script)] }));

/** nmap that refuses its arguments writes a root without attributes, and why in its end. */
const runParts = {
  version: ['@version', v.exactOptional(text, '')],
  args: ['@args', v.exactOptional(text, '')],
  startedAt: ['@start', optional(time)],
  scans: ['scaninfo', children(scanInfo)],
  hosts: ['host', children(host)],
  before: ['prescript', scripted],
  after: ['postscript', scripted],
} as const;

const interruptedRun = element(runParts);
const wholeRun = element({ ...runParts, end: ['runstats', v.exactOptional(child(end))] });

type WrittenRun = v.InferOutput<typeof interruptedRun> & { readonly end?: NmapEnd };
