import { dataText } from '../data-file.js';
import { NotInPageError } from '../not-in-page.js';
import { findTool } from '../run/tool-process.js';
import { ToolMissingError } from '../run/tool-run.js';

/** Where a run comes from: `auto` takes the real tool, and a recording where it is not there. */
export type ToolSource = 'auto' | 'live' | 'recorded';

/** What was chosen, and why. */
interface ChosenSource {
  readonly origin: 'live' | 'recorded';
  /** In French; empty where the caller decided, or nothing stood in the way. */
  readonly reason: string;
}

/**
 * Chooses between a tool and its recordings.
 *
 * @param lack why the tool could not do what is asked, although it is there; in French
 * @throws ToolMissingError when `live` is asked of a tool that is not installed
 */
export async function chooseSource(tool: string, source: ToolSource, lack?: string): Promise<ChosenSource> {
  if (source === 'recorded') return { origin: 'recorded', reason: '' };
  const missing = await whyMissing(tool);
  if (source === 'auto' && (missing !== undefined || lack !== undefined)) {
    return { origin: 'recorded', reason: missing === undefined ? (lack ?? '') : inFrench(missing) };
  }
  if (missing !== undefined) throw missing;
  return { origin: 'live', reason: '' };
}

/** For the student, to whom the reason is shown. */
function inFrench(missing: Error): string {
  if (!(missing instanceof ToolMissingError)) return missing.message;
  return `${missing.tool} n’est pas installé (Debian\u202f: apt install ${missing.debianPackage})`;
}

async function whyMissing(tool: string): Promise<Error | undefined> {
  try {
    return (await findTool(tool)) === undefined ? new ToolMissingError(tool) : undefined;
  } catch (error) {
    if (error instanceof NotInPageError) return error;
    throw error;
  }
}

/**
 * What a tool wrote when the course was made.
 *
 * @param file a name of ours, never one that a person wrote
 */
export function recordedOutput(tool: 'nmap' | 'iperf3', file: string): Promise<string> {
  return dataText(`${tool}/${file}`);
}
