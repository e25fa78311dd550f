import { Option, type Command } from 'commander';
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
import { type ProbeSession, runProbe } from './probe-session.js';
import { inRealTime } from './real-time.js';
import { print } from '../terminal.js';

interface Options extends ProbeOptions {
  readonly count?: number;
  readonly interval: number;
  readonly size: number;
  readonly ttl: number;
  readonly timeout: number;
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
    .option('-W, --timeout <secondes>', 'attente de chaque réponse', secondsAsMs, 1000)
    .option('-q, --quiet', 'n’écrit que le bilan')
    .option('-R, --record-route', 'demande aux routeurs de s’inscrire dans le paquet (IPv4)')
    .addOption(
      new Option('--request <message>', 'message ICMP à envoyer')
        .choices(['echo', 'timestamp', 'address-mask'])
        .default('echo'),
    )
    .action((host: string, options: Options) => runProbe(options, (session) => run(session, host, options)));
}

/** @returns 0 when something was received, otherwise 1, as ping */
async function run({ network, signal }: ProbeSession, host: string, options: Options): Promise<number> {
  const endless = options.count === undefined;
  const pings = await pinging(network, host, { ...optionsOf(options), ...familyOf(options), signal });
  const events = endless ? inRealTime(network, pings, signal) : pings;
  const writer = options.json ? jsonWriter(pings, network.reason) : textWriter(pings, options.quiet === true);
  writer.start();
  for await (const event of events) writer.event(event);
  writer.end();
  return pings.statistics().received > 0 ? 0 : 1;
}

function optionsOf({
  count = Infinity,
  interval,
  size,
  ttl,
  timeout,
  request,
  recordRoute,
}: Options): PingOptions {
  const route = recordRoute ? { recordRoute } : {};
  return { count, intervalMs: interval, size, ttl, timeoutMs: timeout, request, ...route };
}

type PingEventOf = Parameters<typeof pingLine>[0];

interface Writer {
  start(): void;
  event(event: PingEventOf): void;
  end(): void;
}

function textWriter(pings: Pinging, quiet: boolean): Writer {
  return {
    start: () => {
      print(pingHeading(pings));
    },
    event: (event) => {
      const line = quiet ? undefined : pingLine(event);
      if (line !== undefined) print(line);
    },
    end: () => {
      print(['', ...pingSummary(pings.host, pings.statistics())].join('\n'));
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
      const { origin, host, address, size } = pings;
      write({ kind: 'start', origin, reason, host, address, size });
    },
    event: write,
    end: () => {
      write({ kind: 'statistics', ...pings.statistics() });
    },
  };
}
