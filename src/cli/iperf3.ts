import { Command, Option } from 'commander';
import { iperf3Running } from '../tools/iperf3/iperf3.js';
import type {
  Iperf3Link,
  Iperf3Options,
  Iperf3Progress,
  Iperf3Result,
} from '../tools/iperf3/iperf3-options.js';
import type { Iperf3Amount, Iperf3Direction, Iperf3Losses } from '../tools/iperf3/iperf3-run.js';
import { reportWithOrigin } from '../origin.js';
import { interruptible } from './interruption.js';
import { decimal, integerFrom } from './probe/probe-options.js';
import { print, printReport } from './terminal.js';

interface Options {
  readonly udp?: true;
  readonly reverse?: true;
  readonly bidir?: true;
  readonly parallel: number;
  readonly time: number;
  readonly omit: number;
  readonly bitrate?: number;
  readonly window?: number;
  readonly source: NonNullable<Iperf3Options['source']>;
  readonly link?: Iperf3Link;
  readonly json?: true;
}

/** `sonde iperf3`: a throughput by the installed iperf3, or a recorded one. */
export function iperf3Command(): Command {
  return new Command('iperf3')
    .description('mesure un débit avec iperf3, ou montre une mesure enregistrée')
    .argument('[serveur]', 'hôte où tourne iperf3 -s ; sans lui, un serveur sur cette machine')
    .option('-u, --udp', 'UDP au lieu de TCP')
    .option('-R, --reverse', 'le serveur émet')
    .option('--bidir', 'les deux émettent')
    .option('-P, --parallel <nombre>', 'flux à la fois', integerFrom(1), 1)
    .option('-t, --time <secondes>', 'durée', integerFrom(1), 10)
    .option('-O, --omit <secondes>', 'début qui ne compte pas', integerFrom(0), 0)
    .option('-b, --bitrate <bits/s>', 'débit visé', decimal)
    .option('-w, --window <octets>', 'taille de la fenêtre', integerFrom(1))
    .addOption(
      new Option('--source <source>', 'd’où vient le résultat')
        .choices(['auto', 'live', 'recorded'])
        .default('auto'),
    )
    .addOption(
      new Option('--link <lien>', 'montre la mesure enregistrée sur ce lien, au lieu de mesurer').choices([
        ...['ethernet-gigabit', 'wifi-ac', 'fibre-100', '4g', 'adsl-20', 'satellite-geo', 'long-fat'],
      ]),
    )
    .option('--json', 'écrit le résultat en JSON')
    .action((server: string | undefined, options: Options) =>
      interruptible((signal) => run(server, options, signal)),
    );
}

async function run(server: string | undefined, options: Options, signal: AbortSignal): Promise<void> {
  const { parallel, time, omit, source, udp = false, reverse = false, bidir = false } = options;
  const { bitrate, window, link, json } = options;
  const events = iperf3Running({
    ...{ parallel, source, udp, reverse, signal, durationS: time, omitS: omit, bidirectional: bidir },
    ...(server !== undefined && { server }),
    ...(bitrate !== undefined && { bitsPerSecond: bitrate }),
    ...(window !== undefined && { windowBytes: window }),
    ...(link !== undefined && { recordedLink: link }),
  });
  for await (const event of events) {
    if (event.kind === 'interval' && !json) print(intervalLine(event));
    if (event.kind === 'result')
      printReport(json ? JSON.stringify(event.result, null, 2) : report(event.result));
    if (event.kind === 'result' && event.result.error !== undefined) process.exitCode = 1;
  }
}

const arrow: Readonly<Record<Iperf3Direction, string>> = { 'client-to-server': '→', 'server-to-client': '←' };

function intervalLine({ direction, startS, endS, bitsPerSecond, omitted }: Iperf3Progress): string {
  const time = `${startS.toFixed(1)}-${endS.toFixed(1)} s`.padEnd(14);
  return `${arrow[direction]} ${time} ${megabits(bitsPerSecond)}${omitted ? '  (ne compte pas)' : ''}`;
}

function report({ origin, reason, summaries, error }: Iperf3Result): string {
  const lines = summaries.flatMap(({ direction, sent, received, losses }) => [
    ...(sent ? [`${arrow[direction]} émis  ${amountText(sent)}`] : []),
    ...(received ? [`${arrow[direction]} reçu  ${amountText(received)}`] : []),
    ...(losses ? [`${arrow[direction]} reçu  ${lossesText(losses).join('  ')}`] : []),
  ]);
  const why = [reason, error === undefined ? '' : `iperf3 : ${error}`].filter((line) => line !== '');
  return reportWithOrigin(['', ...lines, ...why], origin);
}

function amountText({ bitsPerSecond, retransmits, ...losses }: Iperf3Amount): string {
  return [
    megabits(bitsPerSecond),
    ...(retransmits === undefined ? [] : [`${retransmits} retransmission(s)`]),
    ...lossesText(losses),
  ].join('  ');
}

function lossesText({ jitterMs, lostPercent }: Iperf3Losses): string[] {
  return [
    ...(jitterMs === undefined ? [] : [`gigue ${jitterMs.toFixed(3)} ms`]),
    ...(lostPercent === undefined ? [] : [`perte ${lostPercent.toFixed(2)} %`]),
  ];
}

function megabits(bitsPerSecond: number): string {
  return `${(bitsPerSecond / 1e6).toFixed(2).padStart(9)} Mbit/s`;
}
