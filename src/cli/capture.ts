import { Command, Option } from 'commander';
import type { Capture, CapturedPacket } from '../capture/capture.js';
import type { FollowingFilter } from '../capture/filter/compile.js';
import type { FilterError } from '../capture/filter/syntax.js';
import type { PacketSummary } from '../capture/summary/summary.js';
import type { StatisticName } from '../capture/statistics/statistics.js';
import type { ConversationTracker } from '../capture/conversations/tracker.js';
import { originLabel } from '../origin.js';
import { untilInterrupted } from './interruption.js';
import { integerFrom } from './probe/probe-options.js';
import { print, printAll, printError } from './terminal.js';

interface Options {
  readonly interface?: string;
  readonly recorded?: string;
  readonly captureFilter?: string;
  readonly displayFilter?: string;
  readonly count?: number;
  readonly write?: string;
  readonly json?: true;
  readonly tree?: true;
  readonly hex?: true;
  readonly stats?: StatisticName | 'all';
  readonly checksums?: true;
}

const statistics = ['hierarchy', 'conversations', 'endpoints', 'rates', 'errors', 'times', 'all'];

/** `sonde capture`: packets of a file or of an interface, close to tshark's lines. */
export function captureCommand(): Command {
  return new Command('capture')
    .description('montre les paquets d’un fichier ou d’une interface, comme tshark')
    .helpOption('-h, --help', 'affiche cette aide')
    .argument('[fichier]', 'capture pcap ou pcapng, compressée ou non ; - pour l’entrée standard')
    .addOption(
      new Option('-i, --interface <nom>', 'capture en direct, par exemple sur eth0').conflicts('recorded'),
    )
    .option('--recorded <nom>', 'une capture enregistrée du cours')
    .option('-f, --capture-filter <filtre>', 'ce qu’il faut capturer, comme tcpdump : icmp or port 53')
    .option('-Y, --display-filter <filtre>', 'ce qu’il faut montrer, comme Wireshark : ip.addr == 10.0.0.1')
    .option('-c, --count <nombre>', 'paquets à lire', integerFrom(1))
    .option('-w, --write <fichier>', 'écrit les paquets dans un fichier, au lieu de les montrer')
    .option('-V, --tree', 'montre les champs de chaque paquet')
    .option('-x, --hex', 'montre les octets de chaque paquet')
    .addOption(
      new Option('--stats <quoi>', 'compte au lieu de montrer').choices(statistics).conflicts('write'),
    )
    .option('--checksums', 'avec --stats, compte aussi les sommes fausses d’IP, de TCP et d’UDP')
    .option('--json', 'écrit le résultat pour un programme')
    .action(async (file: string | undefined, options: Options, command: Command) => {
      const sources = [file, options.interface, options.recorded].filter((each) => each !== undefined);
      if (sources.length !== 1) command.error('il faut un fichier, -i ou --recorded, et un seul');
      if (options.captureFilter !== undefined && options.interface === undefined)
        command.error('-f demande -i : un fichier se filtre avec -Y');
      process.exitCode = await run(file, options);
    });
}

/** @returns the exit code */
function run(file: string | undefined, options: Options): Promise<number> {
  return untilInterrupted(async (signal) => {
    try {
      await capturing(file, options, signal);
      return 0;
    } catch (error) {
      return signal.aborted ? 0 : complain(error);
    }
  });
}

async function capturing(file: string | undefined, options: Options, signal: AbortSignal): Promise<void> {
  const { compileFollowing } = await import('../capture/filter/compile.js');
  const { ConversationTracker } = await import('../capture/conversations/tracker.js');
  const filter =
    options.displayFilter === undefined ? undefined : await compileFollowing(options.displayFilter);
  const capture = await opened(file, options, signal);
  if (capture.origin !== 'live' && !options.json)
    printError(`[${originLabel[capture.origin]} : ${capture.reason}]`);
  const reading = new Reading(new ConversationTracker(), filter, options.count, signal);
  try {
    await consume(capture, reading, options, signal);
  } finally {
    for (const notice of capture.facts().notices ?? []) printError(notice);
  }
}

async function opened(
  file: string | undefined,
  { interface: name, recorded, captureFilter, count }: Options,
  signal: AbortSignal,
): Promise<Capture> {
  if (name !== undefined) {
    const { openCapture } = await import('../capture/open-capture.js');
    return openCapture({
      ...{ interface: name, signal },
      ...(captureFilter !== undefined && { filter: captureFilter }),
      ...(count !== undefined && { count }),
    });
  }
  if (recorded !== undefined) {
    const { recordedCapture } = await import('../capture/recorded-capture.js');
    return recordedCapture(recorded);
  }
  const { openCaptureFile } = await import('../capture/file/capture-file.js');
  return openCaptureFile(file ?? '-', {
    reason: file === '-' ? 'entrée standard' : `fichier ${JSON.stringify(file)}`,
  });
}

/** The packets to show of a capture, each followed before it is chosen: a filter may ask what earlier ones say. */
class Reading {
  constructor(
    readonly tracker: ConversationTracker,
    readonly filter: FollowingFilter | undefined,
    readonly count: number | undefined,
    readonly signal: AbortSignal,
  ) {}

  async *batches(capture: Capture): AsyncGenerator<readonly CapturedPacket[]> {
    let left = this.count ?? Infinity;
    for await (const batch of capture.batches()) {
      if (this.signal.aborted) return;
      yield batch.length > left ? batch.slice(0, left) : batch;
      left -= batch.length;
      if (left <= 0) return;
    }
  }

  /** @returns whether the packet is shown */
  take(packet: CapturedPacket): boolean {
    this.tracker.follow(packet);
    return this.filter?.keeps(packet, this.tracker.fields(), this.tracker.outline) ?? true;
  }

  async *packets(capture: Capture): AsyncGenerator<CapturedPacket> {
    for await (const batch of this.batches(capture))
      for (const packet of batch) if (!this.filter || this.take(packet)) yield packet;
  }
}

async function consume(
  capture: Capture,
  reading: Reading,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  if (options.write !== undefined) {
    const { writeCaptureFile } = await import('../capture/file/capture-file.js');
    await writeCaptureFile(options.write, reading.packets(capture), { application: 'Sonde' });
  } else if (options.stats !== undefined) await count(capture, reading, options.stats, options);
  else await show(capture, reading, options, signal);
}

async function count(
  capture: Capture,
  reading: Reading,
  what: StatisticName | 'all',
  { json, checksums }: Options,
): Promise<void> {
  const { StatisticsCounting } = await import('../capture/statistics/statistics.js');
  const counting = new StatisticsCounting({
    checksums: checksums === true,
    ...(what !== 'all' && { of: [what] }),
  });
  let fault: Error | undefined;
  try {
    for await (const packet of reading.packets(capture)) counting.add(packet);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // What was read before a file turns out to be cut is counted, and shown.
    fault = error;
  }
  const { origin, reason } = capture;
  if (json) print(JSON.stringify({ origin, reason, ...counting.report() }));
  else {
    const { statisticsLines } = await import('./capture-statistics-text.js');
    print(...statisticsLines(counting.report()));
  }
  if (fault) throw fault;
}

async function show(
  capture: Capture,
  reading: Reading,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const { summaryOf } = await import('../capture/summary/summary.js');
  const { dissectionOf } = await import('../capture/dissect.js');
  const { dissectionLines, bytesText, summaryLine } = await import('./capture-text.js');
  const { tracker } = reading;
  const { origin } = capture;
  const summary = (packet: CapturedPacket): PacketSummary =>
    summaryOf(packet, tracker.outline, tracker.fields());
  // Chosen once: a capture has millions of packets.
  const textOf = options.json
    ? (packet: CapturedPacket) =>
        JSON.stringify({
          origin,
          ...summary(packet),
          ...(options.tree && { layers: dissectionOf(packet, tracker.outline).layers }),
        })
    : options.tree
      ? (packet: CapturedPacket) => dissectionLines(dissectionOf(packet, tracker.outline)).join('\n')
      : (packet: CapturedPacket) => summaryLine(summary(packet));
  const written = options.hex
    ? (packet: CapturedPacket) => `${textOf(packet)}\n${bytesText(packet)}\n\n`
    : (packet: CapturedPacket) => `${textOf(packet)}\n`;
  for await (const batch of reading.batches(capture)) {
    let text = '';
    for (const packet of batch) if (reading.take(packet)) text += written(packet);
    if (text !== '') await printAll(text, signal);
    if (signal.aborted) return;
  }
}

/** What the user, the file or the machine can be told of; anything else is a bug, and is thrown. */
function complain(error: unknown): number {
  if (!(error instanceof Error)) throw error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  const expected = ['CaptureError', 'UnknownNameError', 'ToolFailedError', 'ToolArgumentError', 'RangeError'];
  if (error.name === 'FilterError') {
    const { reason, pointer } = error as Error & Pick<FilterError, 'reason' | 'pointer'>;
    printError(`sonde : ${reason}`, ...pointer.split('\n'));
  } else if (expected.includes(error.name) || (code !== undefined && syscall !== undefined)) {
    printError(`sonde : ${error.message}`);
  } else throw error;
  return error.name === 'CaptureError' ? 1 : 2;
}
