import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { DocumentError } from '../document/document.js';
import { parseYaml } from '../document/yaml.js';
import { InvalidOptionError } from '../option.js';
import type { ServicePorts } from './ports.js';
import { defaultPorts, monitoringServices } from './service.js';

/** The course's configuration: beside `src` and `dist`. */
export const courseConfiguration = path.join(__dirname, '..', '..', 'data', 'prometheus');

/** Files that have addresses of the stack, and the rules, which have none. */
const files = ['prometheus.yml', 'alertmanager.yml', 'blackbox.yml', 'reseau.rules.yml'] as const;
const TARGETS_FILE = 'cibles.yml';
/** Thousands of targets. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Copies a configuration with the addresses of this stack in the place of the usual ones. Nothing else changes.
 *
 * @param source folder of the configuration
 * @param folder where the copy goes
 * @param ports where each service is to be found
 * @param targets what is probed
 */
export async function writeConfiguration(
  source: string,
  folder: string,
  ports: ServicePorts,
  targets: readonly string[],
): Promise<void> {
  for (const file of files) {
    const text = await readFile(path.join(source, file), 'utf8');
    await writeFile(path.join(folder, file), withAddresses(text, ports), { mode: 0o600 });
  }
  await writeFile(path.join(folder, TARGETS_FILE), `- targets: ${JSON.stringify(targets)}\n`, {
    mode: 0o600,
  });
}

/**
 * @param text of a configuration whose services listen on their usual ports
 * @param ports where they listen
 * @returns the same text with the addresses changed
 */
export function withAddresses(text: string, ports: ServicePorts): string {
  const moved = new Map(monitoringServices.map((service) => [defaultPorts[service], ports[service]]));
  return text.replace(/(?<![\w.])127\.0\.0\.1:(\d{1,5})(?!\d)/g, (address, port: string) => {
    const to = moved.get(Number(port));
    return to === undefined ? address : `127.0.0.1:${to}`;
  });
}

/**
 * What is to be probed: what was asked for, else what the configuration's file says.
 *
 * @throws InvalidOptionError for what is not a list of hosts
 */
export async function probedTargets(
  source: string,
  asked: readonly string[] | undefined,
): Promise<readonly string[]> {
  const targets = asked ?? (await targetsOf(path.join(source, TARGETS_FILE)));
  const wrong = targets.find((target) => !/^[\w.:%[\]-]{1,253}$/.test(target));
  if (wrong !== undefined) throw new InvalidOptionError('targets', wrong, 'host names or addresses');
  return targets;
}

/** Prometheus' own file: it may hold more. */
const targetGroups = v.array(v.looseObject({ targets: v.array(v.string()) }));

async function targetsOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8');
  try {
    return parseYaml(text, { maxCharacters: MAX_CHARACTERS })
      .read(targetGroups)
      .flatMap(({ targets }) => targets);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const expected = `a folder whose ${TARGETS_FILE} lists targets (${error.message})`;
    throw new InvalidOptionError('configuration', file, expected);
  }
}
