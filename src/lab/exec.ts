import { UnknownNameError } from '../unknown-name.js';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { namespaceOf } from './lab-name.js';
import { labList } from './list.js';
import { checkPrivilege, notInstalled } from './tool.js';

/** Shells add it to the number of the signal that ended a program, for its exit code. */
const SIGNALLED = 128;

/**
 * Runs a program on a host of a lab, with this process' own standard input and outputs, and waits for its end. Ctrl-C
 * goes to the program alone.
 *
 * @param lab name of the lab
 * @param host name of the host or router in the scenario
 * @param argv program and arguments
 * @returns its exit code, or 128 and the number of the signal that ended it
 * @throws {UnknownNameError} for the lab or the host; `LabError` `privilege`, `tool`
 */
export async function labExec(lab: string, host: string, argv: readonly string[]): Promise<number> {
  checkPrivilege();
  const command = await labCommandLine(lab, host, argv);
  // The terminal sends Ctrl-C to both: the program alone decides what it does.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  try {
    return await runAttached(command);
  } finally {
    process.off('SIGINT', ignore);
  }
}

/**
 * The command that runs a program on a host of a lab.
 *
 * @throws {UnknownNameError} for the lab or the host
 */
export async function labCommandLine(
  lab: string,
  host: string,
  argv: readonly string[],
): Promise<readonly string[]> {
  const labs = await labList();
  const found = labs.find((each) => each.lab === lab);
  if (!found)
    throw new UnknownNameError(
      'lab',
      lab,
      labs.map((each) => each.lab),
    );
  if (!found.hosts.includes(host)) throw new UnknownNameError('host', host, found.hosts);
  return ['ip', 'netns', 'exec', namespaceOf(lab, host), ...argv];
}

function runAttached([program = '', ...args]: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      child.kill('SIGTERM');
    };
    // Before the program starts: a signal that it sends at once would end this process, and leave the program behind.
    process.once('SIGTERM', end);
    const child = spawn(program, args, { stdio: 'inherit' });
    child.once('error', (error: NodeJS.ErrnoException) => {
      process.off('SIGTERM', end);
      reject(error.code === 'ENOENT' ? notInstalled(program) : error);
    });
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', end);
      resolve(code ?? SIGNALLED + (signal ? constants.signals[signal] : 0));
    });
  });
}
