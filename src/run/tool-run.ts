/** What a tool printed, and how it ended. */
export interface ToolRun {
  /** The tool and its arguments, with the prefix. */
  readonly argv: readonly string[];
  /** Its exit code; `null` when a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it, if one did. */
  readonly signal: string | null;
  /** What it printed, as UTF-8; empty for a tool of `startTool`, whose output is read as it comes. */
  readonly stdout: string;
  readonly stderr: string;
  /** From its start to its end, in milliseconds. */
  readonly elapsedMs: number;
}

/** The Debian packages of the tools, where they have another name than the tool. */
const packages: Readonly<Record<string, string>> = {
  amtool: 'prometheus-alertmanager',
  arp: 'net-tools',
  bridge: 'iproute2',
  capinfos: 'wireshark-common',
  dig: 'bind9-dnsutils',
  dumpcap: 'wireshark-common',
  editcap: 'wireshark-common',
  ifconfig: 'net-tools',
  ip: 'iproute2',
  mergecap: 'wireshark-common',
  mtr: 'mtr-tiny',
  netstat: 'net-tools',
  ping: 'iputils-ping',
  promtool: 'prometheus',
  route: 'net-tools',
  ss: 'iproute2',
  tc: 'iproute2',
  text2pcap: 'wireshark-common',
  tracepath: 'iputils-tracepath',
};

/** A tool that is not installed: the reason for which a recorded run is shown instead. */
export class ToolMissingError extends Error {
  override readonly name = 'ToolMissingError';
  /** The Debian package that brings the tool. */
  readonly debianPackage: string;

  /** @param tool its name, e.g. `nmap` */
  constructor(readonly tool: string) {
    const debianPackage = packages[tool] ?? tool;
    super(`${tool} is not installed (on Debian: apt install ${debianPackage})`);
    this.debianPackage = debianPackage;
  }
}

/** A tool that was still running at its time limit; it has been ended. */
export class ToolTimeoutError extends Error {
  override readonly name = 'ToolTimeoutError';

  /**
   * @param run what it had printed by then
   * @param timeLimitMs the limit, in milliseconds
   */
  constructor(
    readonly run: ToolRun,
    readonly timeLimitMs: number,
  ) {
    super(`${commandOf(run)} was ended: it ran for more than ${timeLimitMs / 1000} s`);
  }
}

/** A tool that printed more than it may; it has been ended. */
export class ToolOutputError extends Error {
  override readonly name = 'ToolOutputError';

  /**
   * @param run the beginning of what it printed
   * @param maxOutputBytes the limit, in bytes
   */
  constructor(
    readonly run: ToolRun,
    readonly maxOutputBytes: number,
  ) {
    super(`${commandOf(run)} was ended: it printed more than ${maxOutputBytes} bytes`);
  }
}

/** A tool that ended with an error of its own. */
export class ToolFailedError extends Error {
  override readonly name = 'ToolFailedError';

  /** @param run what it printed and how it ended */
  constructor(readonly run: ToolRun) {
    const end = run.signal === null ? `code ${String(run.code)}` : `signal ${run.signal}`;
    const [words = ''] = run.stderr.trim().split('\n').slice(-1);
    super(`${commandOf(run)} ended with ${end}${words === '' ? '' : `: ${words.slice(0, 500)}`}`);
  }
}

/**
 * The same run, once it is sure that the tool did its work.
 *
 * @param run what `runTool` gave
 * @throws {@link ToolFailedError} with the tool's last words when its exit code is not 0
 * @example
 * ```ts
 * import { runTool, succeeded } from 'sonde/tools';
 *
 * const { stdout } = succeeded(await runTool('echo', ['bien']));
 * console.log(stdout.trim()); // → bien
 * ```
 */
export function succeeded(run: ToolRun): ToolRun {
  if (run.code !== 0) throw new ToolFailedError(run);
  return run;
}

function commandOf({ argv }: ToolRun): string {
  return argv.map((word) => (/^[\w.,:/=@%+-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}
