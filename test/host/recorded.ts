import { RecordedMachine, type RecordedReading } from '../../src/host/recorded-machine.js';

/** A machine whose files a test writes itself, one object per second. */
export function machineWith(...files: readonly RecordedReading['files'][]): RecordedMachine {
  const readings = files.map((each, second) => ({ atMs: second * 1000, files: each }));
  return new RecordedMachine({ name: 'essai', readings }, 'a test');
}

/** /proc/net/dev with these lines, written after net/core/net-procfs.c. */
export function netDevText(...lines: readonly string[]): string {
  const heading = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
  return heading + lines.map((line) => `${line}\n`).join('');
}
