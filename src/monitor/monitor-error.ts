/** A stack runs already in this folder. */
export class MonitoringRunningError extends Error {
  override readonly name = 'MonitoringRunningError';
  /** @param folder where its state is */
  constructor(readonly folder: string) {
    super(
      `a monitoring stack runs already in ${folder}: stop it first (sonde monitor down), or use another folder`,
    );
  }
}

/** Nothing runs in this folder. */
export class MonitoringNotRunningError extends Error {
  override readonly name = 'MonitoringNotRunningError';
  /** @param folder where nothing runs */
  constructor(readonly folder: string) {
    super(`no monitoring stack runs in ${folder} (sonde monitor up starts one)`);
  }
}

/** A program of the stack that ended, or that did not get ready in time; the others have been stopped. */
export class MonitoringProgramError extends Error {
  override readonly name = 'MonitoringProgramError';
  /**
   * @param program its name
   * @param what it did
   * @param lastLines the end of what it logged
   * @param logFile where the rest is
   */
  constructor(
    readonly program: string,
    readonly what: string,
    readonly lastLines: readonly string[],
    readonly logFile: string,
  ) {
    super([`${program} ${what}; the end of ${logFile}:`, ...lastLines.map((line) => `  ${line}`)].join('\n'));
  }
}

/** A port that was asked for is not free. */
export class MonitoringPortError extends Error {
  override readonly name = 'MonitoringPortError';
  /**
   * @param service what should listen there
   * @param port as it was given
   */
  constructor(
    readonly service: string,
    readonly port: number,
  ) {
    super(
      `port ${port} of 127.0.0.1, asked for ${service}, cannot be listened on: it is taken, or not for this user`,
    );
  }
}

/** A folder that may not hold the state of a stack. */
export class MonitoringFolderError extends Error {
  override readonly name = 'MonitoringFolderError';
}

/** The stack ends with us thanks to the kernel: only that of Linux is known to do it. */
export class MonitoringPlatformError extends Error {
  override readonly name = 'MonitoringPlatformError';
  constructor() {
    super('a monitoring stack needs Linux: use the embedded engine (openPrometheus) elsewhere');
  }
}
