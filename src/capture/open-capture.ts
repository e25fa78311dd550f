import { NotInPageError } from '../not-in-page.js';
import type { Capture } from './capture.js';
import type { CapturingOptions } from './live-capture.js';

/** What {@link openCapture} accepts. */
export interface OpenCaptureOptions extends CapturingOptions {
  /** `auto` (default) captures live where this machine allows it, and reads the recorded capture elsewhere. */
  readonly source?: 'auto' | 'live' | 'recorded';
  /**
   * The recorded capture that is read where no live one is, `ping` by default, see `recordedCaptures`. Naming it does not ask
   * for it: that is for `source`. It is read whole: filter and limits are for live ones.
   */
  readonly recorded?: string;
}

/**
 * Opens a capture: a live one or a recorded one, and says why.
 *
 * @param options interface and filter of the live capture, name of the recorded one
 * @returns the packets; their `origin` and `reason` say where they come from
 * @throws as `capturing`: only a missing permission or a missing tool makes `auto` fall back
 * @throws UnknownNameError when the course has no recorded capture of that name
 * @example
 * ```ts
 * import { openCapture } from 'sonde/capture';
 *
 * const capture = await openCapture({ interface: 'lo', source: 'recorded', recorded: 'ping' });
 * console.log(capture.origin, '—', capture.reason); // → recorded — capture enregistrée, demandée par l’appelant
 * ```
 */
export async function openCapture(options: OpenCaptureOptions): Promise<Capture> {
  const { source = 'auto', recorded = 'ping', ...live } = options;
  // Loaded when they are needed: importing Sonde stays quick.
  const { recordedCapture } = await import('./recorded-capture.js');
  switch (source) {
    case 'recorded':
      return recordedCapture(recorded);
    case 'live':
      return capture(live);
    case 'auto':
      try {
        return await capture(live);
      } catch (error) {
        return recordedCapture(recorded, fallbackReason(error));
      }
    default:
      throw new RangeError(`source must be auto, live or recorded, got ${String(source)}`);
  }
}

async function capture(options: CapturingOptions): Promise<Capture> {
  const { capturing } = await import('./live-capture.js');
  return capturing(options);
}

/** Only what a machine may lack makes `auto` fall back; anything else is a bug or a mistake, and is thrown. */
function fallbackReason(error: unknown): string {
  const name = error instanceof Error ? error.name : undefined;
  if (name === 'CapturePermissionError') {
    return 'capture enregistrée : capturer demande d’être root (ou la capacité CAP_NET_RAW)';
  }
  if (error instanceof NotInPageError) return `capture enregistrée : ${error.message}`;
  if (name === 'ToolMissingError') return 'capture enregistrée : ni tcpdump ni dumpcap n’est installé';
  throw error;
}
