import * as v from 'valibot';
import { parseYaml } from '../document/yaml.js';
import type { MachineCard } from './recordings.js';

const MAX_CHARACTERS = 100_000;

const text = v.pipe(v.string(), v.minLength(1));

const cardSchema = v.object({
  title: text,
  description: text,
  origin: text,
  kernel: text,
  byteOrder: v.picklist(['LE', 'BE']),
  readings: v.pipe(
    v.array(
      v.object({
        at: v.pipe(v.number(), v.minValue(0)),
        folder: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
      }),
    ),
    v.minLength(1),
    v.transform((readings) => readings.map(({ at, folder }) => ({ atMs: at * 1000, folder }))),
    v.check(
      (readings) => readings.every(({ atMs }, i) => i === 0 || atMs > (readings[i - 1]?.atMs ?? 0)),
      'each must come after the one before',
    ),
  ),
});

/**
 * Reads the `machine.yaml` of a recording.
 *
 * @throws {@link ParseError}
 */
export function readMachineCard(yamlText: string): Omit<MachineCard, 'name'> {
  return parseYaml(yamlText, { maxCharacters: MAX_CHARACTERS }).read(cardSchema);
}
