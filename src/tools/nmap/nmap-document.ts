import { ParseError } from '../../parse-error.js';
import { rootElement } from './nmap-element.js';
import type { NmapElement } from './nmap-element.js';
import { hostOf, scriptOf } from './nmap-host.js';
import type { NmapEnd, NmapRun, NmapScanInfo } from './nmap-run.js';

const CLOSING = '</nmaprun>';

/** Reads nmap's XML; the library of XML is loaded with this file. @throws ParseError */
export function readNmapDocument(text: string): NmapRun {
  const isWhole = text.trimEnd().endsWith(CLOSING);
  const root = rootElement(isWhole ? text : withoutUnfinishedPart(text), 'nmaprun');
  const runstats = isWhole ? root.requiredChild('runstats') : undefined;
  // nmap that refuses its arguments writes a root without attributes, and why in its end.
  const refused = root.optional('version') === undefined && runstats !== undefined;
  return {
    version: refused ? '' : root.required('version'),
    args: root.optional('args') ?? '',
    startedAt: refused ? endOf(runstats).finishedAt : root.time('start'),
    scans: root.children('scaninfo').map(scanInfoOf),
    hosts: root.children('host').map(hostOf),
    scripts: ['prescript', 'postscript'].flatMap((name) =>
      root.children(name).flatMap((each) => each.children('script').map(scriptOf)),
    ),
    ...(runstats && { end: endOf(runstats) }),
  };
}

/** An interrupted nmap leaves its file open: what it had done with is kept, the rest may be half written. */
function withoutUnfinishedPart(text: string): string {
  const host = text.lastIndexOf('</host>');
  if (host !== -1) return `${text.slice(0, host)}</host>${CLOSING}`;
  const [start] = /^[^]*?<nmaprun\s[^<>]*>/.exec(text.slice(0, 65_536)) ?? [];
  if (start === undefined) throw new ParseError('expected <nmaprun …>', 0, 1);
  return `${start}${CLOSING}`;
}

function scanInfoOf(info: NmapElement): NmapScanInfo {
  return {
    kind: info.required('type'),
    protocol: info.required('protocol'),
    services: info.required('services'),
    count: info.number('numservices'),
  };
}

function endOf(runstats: NmapElement): NmapEnd {
  const finished = runstats.requiredChild('finished');
  const hosts = runstats.requiredChild('hosts');
  const error = finished.optional('errormsg');
  return {
    finishedAt: finished.time('time'),
    elapsedMs: finished.number('elapsed') * 1000,
    success: finished.required('exit') === 'success',
    ...(error !== undefined && { error }),
    hostsUp: hosts.number('up'),
    hostsDown: hosts.number('down'),
    hostsTotal: hosts.number('total'),
  };
}
