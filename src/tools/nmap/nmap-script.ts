import { InvalidOptionError } from '../../option.js';
import { runTool, succeeded } from '../../run/run.js';

/** A script that harms, or may, and that nobody allowed. */
export class RefusedScriptError extends Error {
  override readonly name = 'RefusedScriptError';
  constructor(
    readonly script: string,
    readonly category: string,
  ) {
    super(
      `the script ${script} is of the category ${category}: it may break a service or get into it; run it only on what ` +
        "is yours, and say who allowed it: { authorisation: 'the permission, and from whom' }",
    );
  }
}

/** Categories of NSE whose scripts attack, guess passwords, or tell third parties. @see nmap.org/book/nse-usage.html */
const risky = ['brute', 'dos', 'exploit', 'external', 'fuzzer', 'intrusive', 'malware', 'vuln'];
/** Categories that mix such scripts with others. */
const mixed = ['auth', 'broadcast', 'discovery'];
/** `default` has intrusive scripts too, but none that nmap does not take for fit to be run by default. */
const harmless = ['default', 'safe', 'version'];

/**
 * The argument of --script. Names only: no file, no pattern, no expression.
 *
 * @throws InvalidOptionError; {@link RefusedScriptError} for what harms, without an authorisation
 */
export async function scriptArgument(
  scripts: readonly string[],
  authorisation: string | undefined,
): Promise<string> {
  if (scripts.length === 0) throw new InvalidOptionError('scripts', scripts, 'at least one name');
  for (const script of scripts) {
    if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(script)) {
      throw new InvalidOptionError('scripts', JSON.stringify(script), 'names of NSE such as http-title');
    }
  }
  if (authorisation === undefined || authorisation.trim() === '') await refuseRisky(scripts);
  return scripts.join(',');
}

async function refuseRisky(scripts: readonly string[]): Promise<void> {
  for (const script of scripts) {
    if (risky.includes(script)) throw new RefusedScriptError(script, script);
    if (mixed.includes(script)) throw new RefusedScriptError(script, 'intrusive');
    if (harmless.includes(script)) continue;
    const category = (await categoriesOf(script)).find((each) => risky.includes(each));
    if (category !== undefined) throw new RefusedScriptError(script, category);
  }
}

/** As nmap itself says. @throws InvalidOptionError for a script that it does not have */
async function categoriesOf(script: string): Promise<readonly string[]> {
  const { stdout } = succeeded(await runTool('nmap', ['--script-help', script, '-oX', '-']));
  const found = [...stdout.matchAll(/<category>([a-z]{1,40})<\/category>/g)].map(([, name = '']) => name);
  if (found.length === 0) throw new InvalidOptionError('scripts', script, 'a script that nmap has');
  return found;
}
