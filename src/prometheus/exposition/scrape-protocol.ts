import type { MetricFamily } from './family.js';
import { writeOpenMetrics } from './openmetrics-write.js';
import { writeExposition } from './text-format-write.js';

/** The formats that are read and written. */
type ExpositionFormat = 'text' | 'openmetrics';

/** What a target's Content-Type says of its body: the format, or why Prometheus fails the scrape. */
type ReadContentType = { readonly format: ExpositionFormat } | { readonly error: string };

const token = "[\\w!#$%&'*+.^`|~-]+";
const mediaType = new RegExp(
  `^\\s*(${token}/${token})\\s*((?:;\\s*${token}\\s*=\\s*(?:${token}|"(?:[^"\\\\]|\\\\.)*")\\s*)*);?\\s*$`,
);
const version = /;\s*version\s*=\s*"?([^\s";]+)/i;

/**
 * The format of an answer by its Content-Type, as Prometheus 3 decides: a type that is missing or unknown fails the scrape
 * unless the target's configuration says what to take it for. Prometheus 2 took all such answers for text.
 *
 * @param contentType the header; empty where the target sent none
 * @param fallback what `fallback_scrape_protocol` says
 * @see model/textparse/interface.go, extractMediaType
 */
export function formatOfContentType(contentType: string, fallback?: ExpositionFormat): ReadContentType {
  const [, type = '', parameters = ''] = mediaType.exec(contentType.slice(0, 1000)) ?? [];
  const cure = 'and no fallback_scrape_protocol specified for target';
  const shown = JSON.stringify(contentType.slice(0, 200));
  switch (type.toLowerCase()) {
    case 'text/plain':
      return { format: 'text' };
    case 'application/openmetrics-text':
      if (version.exec(parameters)?.[1] !== '2.0.0') return { format: 'openmetrics' };
      break;
    case 'application/vnd.google.protobuf':
      return {
        error:
          'the answer is in Prometheus’ protobuf format, which carries native histograms and is not read: ask for text/plain or application/openmetrics-text',
      };
  }
  if (fallback !== undefined) return { format: fallback };
  if (contentType === '') return { error: `non-compliant scrape target sending blank Content-Type ${cure}` };
  return type === ''
    ? { error: `cannot parse Content-Type ${shown} ${cure}` }
    : { error: `received unsupported Content-Type ${shown} ${cure}` };
}

/** Metrics as HTTP carries them. */
interface WrittenMetrics {
  readonly contentType: string;
  readonly body: string;
}

/** What can be answered, the preferred one first. */
const offers = [
  { type: 'application/openmetrics-text', version: '1.0.0', write: writeOpenMetrics },
  { type: 'text/plain', version: '1.0.0', write: writeExposition },
  { type: 'text/plain', version: '0.0.4', write: writeExposition },
] as const;

const escapings = ['allow-utf-8', 'underscores', 'dots', 'values'];

/**
 * Writes families in the format that the reader prefers: text format 0.0.4 where it has no preference.
 *
 * @param families whose names need no escaping, so that all schemes of escaping give the same
 * @param accept the header; where it is absent or cannot be read, the reader has no preference
 * @see RFC 9110, section 12.5.1; prometheus/common expfmt/encode.go
 */
export function writeAccepted(families: readonly MetricFamily[], accept = ''): WrittenMetrics {
  const ranges = accept.slice(0, 2000).split(',').map(mediaRange);
  let best: { readonly offer: (typeof offers)[number]; readonly range?: MediaRange } = { offer: offers[2] };
  for (const offer of offers)
    for (const range of ranges) {
      const isMeant = range.type === offer.type && (range.version ?? defaults[offer.type]) === offer.version;
      if (isMeant && range.quality > (best.range?.quality ?? 0)) best = { offer, range };
    }
  const { offer, range } = best;
  const escaping = range?.escaping;
  const scheme = escaping !== undefined && escapings.includes(escaping) ? `; escaping=${escaping}` : '';
  return {
    contentType: `${offer.type}; version=${offer.version}; charset=utf-8${offer.version === '0.0.4' ? '' : scheme}`,
    body: offer.write(families),
  };
}

/** The version that is meant where none is asked for. */
const defaults = { 'application/openmetrics-text': '1.0.0', 'text/plain': '0.0.4' } as const;

interface MediaRange {
  readonly type: string;
  readonly version?: string;
  readonly escaping?: string;
  readonly quality: number;
}

function mediaRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const named = (name: string): string | undefined =>
    parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const [asked, escaping] = [named('version'), named('escaping')];
  const quality = Number(named('q') ?? 1);
  return {
    type,
    ...(asked !== undefined && { version: asked }),
    ...(escaping !== undefined && { escaping }),
    quality: quality >= 0 && quality <= 1 ? quality : 0,
  };
}
