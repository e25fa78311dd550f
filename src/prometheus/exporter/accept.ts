import type { MetricFamily } from '../exposition/family.js';
import { writeExposition } from '../exposition/text-format-write.js';
import { writeOpenMetrics } from '../exposition/openmetrics-write.js';

/** Metrics as they go over HTTP. */
export interface WrittenMetrics {
  readonly contentType: string;
  readonly body: string;
}

/**
 * Writes families in the format that the reader prefers: text format 0.0.4 unless OpenMetrics is wanted at least as much.
 *
 * @param accept the header; absent or odd, it asks for nothing
 * @see RFC 9110, section 12.5.1
 */
export function writeAccepted(families: readonly MetricFamily[], accept = ''): WrittenMetrics {
  const ranges = accept.slice(0, 1000).split(',').map(mediaRange);
  const weight = (wanted: (range: MediaRange) => boolean): number =>
    Math.max(0, ...ranges.filter(wanted).map(({ quality }) => quality));
  const open = weight(({ type, version }) => type === 'application/openmetrics-text' && version !== '0.0.1');
  const text = weight(({ type }) => type === 'text/plain');
  if (open > 0 && open >= text) {
    const contentType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
    return { contentType, body: writeOpenMetrics(families) };
  }
  return { contentType: 'text/plain; version=0.0.4; charset=utf-8', body: writeExposition(families) };
}

interface MediaRange {
  readonly type: string;
  readonly version?: string;
  readonly quality: number;
}

function mediaRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const named = (name: string): string | undefined =>
    parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const version = named('version');
  const quality = Number(named('q') ?? 1);
  return {
    type,
    ...(version !== undefined && { version }),
    quality: quality >= 0 && quality <= 1 ? quality : 0,
  };
}
