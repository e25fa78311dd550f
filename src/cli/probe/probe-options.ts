import { Command, InvalidArgumentError, Option } from 'commander';

/** What every probe of the command line accepts. */
export interface ProbeOptions {
  readonly network: 'auto' | 'raw' | 'simulated';
  /** Name or file. */
  readonly scenario?: string;
  readonly seed: number;
  readonly json?: true;
  readonly numeric?: true;
  readonly ipv4?: true;
  readonly ipv6?: true;
}

/**
 * A subcommand with the options that all probes share.
 *
 * @param name such as `ping`
 * @param description one French line
 */
export function probeCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpOption('-h, --help', 'affiche cette aide')
    .addOption(
      new Option('--network <réseau>', 'réel où la machine le permet (auto), réel (raw) ou simulé')
        .choices(['auto', 'raw', 'simulated'])
        .default('auto'),
    )
    .option('--scenario <nom|fichier>', 'réseau simulé : un scénario du cours ou un fichier')
    .option('--seed <nombre>', 'graine du hasard simulé', integerFrom(0), 1)
    .option('--json', 'écrit le résultat pour un programme')
    .option('-n, --numeric', 'n’écrit que des adresses, sans chercher les noms');
}

/** Adds `-4` and `-6`, for the probes that know both families. */
export function withFamilies(command: Command): Command {
  return command
    .addOption(new Option('-4, --ipv4', 'IPv4 seulement').conflicts('ipv6'))
    .addOption(new Option('-6, --ipv6', 'IPv6 seulement').conflicts('ipv4'));
}

/** The IP version that `-4` or `-6` asks for, as a probe's option. */
export function familyOf({ ipv4, ipv6 }: ProbeOptions): { readonly version?: 4 | 6 } {
  if (ipv4) return { version: 4 };
  return ipv6 ? { version: 6 } : {};
}

/**
 * Reads an option as an integer.
 *
 * @param min least value; what the probe itself allows is checked there
 * @returns a parser for commander, which throws InvalidArgumentError
 */
export function integerFrom(min: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= min) return value;
    throw new InvalidArgumentError(`un entier à partir de ${min} est attendu.`);
  };
}

/** Reads a number of seconds, such as `0.2`; gives milliseconds. */
export function secondsAsMs(text: string): number {
  return decimal(text) * 1000;
}

/** Reads a positive number, such as `0.2` or `3`. */
export function decimal(text: string): number {
  if (/^(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  throw new InvalidArgumentError('un nombre positif est attendu, comme 0.2.');
}
