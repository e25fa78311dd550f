import { Option, type Command } from 'commander';
import type { PingEvent } from '../../probe/ping-session.js';
import { type Pinging, type PingOptions, pinging } from '../../probe/ping.js';
import { pingHeading, pingLine, pingSummary } from '../../tools/ping/ping-report.js';
import {
  type ProbeOptions,
  familyOf,
  integerFrom,
  probeCommand,
  secondsAsMs,
  withFamilies,
} from './probe-options.js';
import { type AddressBook, type ProbeSession, runProbe } from './probe-session.js';
import { inRealTime } from './real-time.js';
import { print, printText } from '../terminal.js';

interface Options extends ProbeOptions {
  readonly count?: number;
  readonly interval: number;
  readonly size: number;
  readonly ttl: number;
  readonly timeout?: number;
  readonly deadline?: number;
  readonly quiet?: true;
  readonly recordRoute?: true;
  readonly request: NonNullable<PingOptions['request']>;
}

/** `sonde ping`: the options and the layout of iputils' ping. */
export function pingCommand(): Command {
  return withFamilies(probeCommand('ping', 'envoie des demandes d’écho ICMP, comme ping'))
    .argument('<hôte>', 'nom ou adresse')
    .option('-c, --count <nombre>', 'demandes à envoyer (sans fin par défaut)', integerFrom(1))
    .option('-i, --interval <secondes>', 'temps entre deux demandes ; 0 : dès la réponse', secondsAsMs, 1000)
    .option('-s, --size <octets>', 'octets de données', integerFrom(0), 56)
    .option('-t, --ttl <nombre>', 'TTL des demandes', integerFrom(1), 64)
    .option(
      '-W, --timeout <secondes>',
      'attente tant que rien ne répond, 10 par défaut ; 0 : sans fin',
      secondsAsMs,
    )
    .option('-w, --deadline <secondes>', 'fin du ping, quoi qu’il ait reçu', secondsAsMs)
    .option('-q, --quiet', 'n’écrit que le bilan')
    .option('-R, --record-route', 'demande aux routeurs de s’inscrire dans le paquet (IPv4)')
    .addOption(
      new Option('--request <message>', 'message ICMP à envoyer')
        .choices(['echo', 'timestamp', 'address-mask'])
        .default('echo'),
    )
    .action((host: string, options: Options) => runProbe(options, (session) => run(session, host, options)));
}

/** @returns 0 when something was received, with a deadline all that was asked for, otherwise 1, as ping */
async function run(session: ProbeSession, host: string, options: Options): Promise<number> {
  const { network, signal } = session;
  const endless = options.count === undefined;
  const pings = await pinging(network, host, { ...optionsOf(options), ...familyOf(options), signal });
  const events = endless ? inRealTime(network, pings, signal) : pings;
  const writer = options.json
    ? jsonWriter(pings, network.reason)
    : textWriter(pings, options.quiet === true, host === pings.address ? undefined : session.book);
  writer.start();
  for await (const event of events) await writer.event(event);
  writer.end();
  const { received } = pings.statistics();
  const wanted = options.deadline === undefined ? 1 : (options.count ?? 1);
  return received >= wanted ? 0 : 1;
}

/** The longest that a timer can wait: 24 days. */
const FOR_EVER_MS = 0x7fffffff;

function optionsOf({
  count = Infinity,
  interval,
  size,
  ttl,
  timeout,
  deadline,
  request,
  recordRoute,
}: Options): PingOptions {
  return {
    ...{ count, intervalMs: interval, size, ttl, request },
    ...(timeout !== undefined && { timeoutMs: timeout === 0 ? FOR_EVER_MS : timeout }),
    ...(deadline !== undefined && { deadlineMs: deadline }),
    ...(recordRoute && { recordRoute }),
  };
}

interface Writer {
  start(): void;
  event(event: PingEvent): Promise<void> | void;
  end(): void;
}

/** @param book the names of those who answer; none for a host that was given as an address, as in ping */
function textWriter(pings: Pinging, quiet: boolean, book?: AddressBook): Writer {
  const named = async (event: PingEvent): Promise<PingEvent & { readonly name?: string }> => {
    if (!book || !('from' in event)) return event;
    const name = (await book.look([event.from])).get(event.from);
    return name === undefined ? event : { ...event, name };
  };
  return {
    start: () => {
      print(pingHeading(pings));
    },
    event: async (event) => {
      const line = quiet ? undefined : pingLine(await named(event));
      if (line !== undefined) printText(line);
    },
    end: () => {
      print('', ...pingSummary(pings.host, pings.statistics()));
    },
  };
}

/** JSON lines: where it starts, each event as it comes, and the statistics. */
function jsonWriter(pings: Pinging, reason: string): Writer {
  const write = (line: object): void => {
    print(JSON.stringify(line));
  };
  return {
    start: () => {
      const { origin, host, address, size, optionBytes } = pings;
      write({ kind: 'start', origin, reason, host, address, size, ...(optionBytes && { optionBytes }) });
    },
    event: write,
    end: () => {
      write({ kind: 'statistics', ...pings.statistics() });
    },
  };
}
