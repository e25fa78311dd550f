/** Namespaces need a privilege that this user does not have. */
export class LabPrivilegeError extends Error {
  override readonly name = 'LabPrivilegeError';
  constructor() {
    super('a lab of network namespaces needs root on Linux: run it with sudo, or use the simulated network');
  }
}

/** A program that labs are made with is not installed. */
export class LabToolError extends Error {
  override readonly name = 'LabToolError';
  constructor(readonly program: string) {
    super(`${program} is not installed: install iproute2 and procps (Debian: apt install iproute2 procps)`);
  }
}

/** A command that should have worked did not. */
export class LabCommandError extends Error {
  override readonly name = 'LabCommandError';
  /**
   * @param command as it was run
   * @param output what it said
   */
  constructor(
    readonly command: string,
    readonly output: string,
  ) {
    super(`${command}: ${output.trim() || 'failed without a word'}`);
  }
}

/** A lab may not be called that. */
export class LabNameError extends Error {
  override readonly name = 'LabNameError';
  constructor(readonly lab: string) {
    super(
      `expected a name of at most 40 lower-case letters, digits and hyphens for a lab, got ${JSON.stringify(lab)}`,
    );
  }
}

/** There is a lab of that name already, whole or in part. */
export class LabExistsError extends Error {
  override readonly name = 'LabExistsError';
  constructor(readonly lab: string) {
    super(
      `the lab ${lab} exists already: take it down first (sonde lab down ${lab}), or choose another name`,
    );
  }
}

/** Another process is bringing the lab up or down. */
export class LabBusyError extends Error {
  override readonly name = 'LabBusyError';
  constructor(readonly lab: string) {
    super(`another process is bringing the lab ${lab} up or down: wait for its end`);
  }
}

/** A namespace has a name of ours, but nothing says that we made it. */
export class ForeignNamespaceError extends Error {
  override readonly name = 'ForeignNamespaceError';
  constructor(readonly namespace: string) {
    super(
      `the network namespace ${namespace} was not made by sonde: it is left alone (ip netns delete ${namespace})`,
    );
  }
}

/** A lab cannot be taken down from within: this process would end itself. */
export class InsideLabError extends Error {
  override readonly name = 'InsideLabError';
  constructor(readonly namespace: string) {
    super(`this process is in ${namespace}: leave the lab before taking it down`);
  }
}
