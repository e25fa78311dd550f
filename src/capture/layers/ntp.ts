import type { FieldDefinition } from '../field.js';
import { hexadecimal, named } from '../field.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

function number(
  name: string,
  label: string,
  about: string,
  more: Pick<FieldDefinition, 'mask' | 'show'> = {},
): FieldDefinition {
  return { name: `ntp.${name}`, label, kind: 'number', about, ...more };
}

const fields = {
  flags: number('flags', 'Flags', 'La version, et qui parle.', { show: hexadecimal(2) }),
  leap: number('flags.li', 'Leap Indicator', 'Une seconde intercalaire est-elle annoncée ?', { mask: 0xc0 }),
  version: number('flags.vn', 'Version number', 'La version du protocole.', { mask: 0x38 }),
  mode: number('flags.mode', 'Mode', 'Un client (3) ou un serveur (4).', {
    mask: 7,
    show: named({ 1: 'symmetric active', 2: 'symmetric passive', 3: 'client', 4: 'server', 5: 'broadcast' }),
  }),
  stratum: number('stratum', 'Peer Clock Stratum', 'La distance à une horloge de référence.'),
  poll: number('ppoll', 'Peer Polling Interval', 'Le rythme des demandes, en puissance de 2 secondes.'),
  rootDelay: number('rootdelay', 'Root Delay', 'Le trajet jusqu’à l’horloge de référence.'),
  rootDispersion: number('rootdispersion', 'Root Dispersion', 'L’erreur accumulée depuis elle.'),
  reference: { name: 'ntp.refid', label: 'Reference ID', kind: 'bytes', about: 'L’horloge suivie.' },
} as const satisfies Readonly<Record<string, FieldDefinition>>;

/** The time of day (RFC 5905, section 7.3). */
export const ntp: LayerModule = {
  protocol: 'ntp',
  title: 'Network Time Protocol',
  about: 'Le protocole qui met les horloges à l’heure.',
  fields: listOf(fields),

  follow() {
    // Nothing travels inside.
  },

  dissect({ start }, sink) {
    sink.add(fields.flags, start, 1);
    sink.open();
    sink.add(fields.leap, start, 1);
    sink.add(fields.version, start, 1);
    sink.add(fields.mode, start, 1);
    sink.close();
    sink.add(fields.stratum, start + 1, 1);
    sink.add(fields.poll, start + 2, 1);
    sink.add(fields.rootDelay, start + 4, 4);
    sink.add(fields.rootDispersion, start + 8, 4);
    sink.add(fields.reference, start + 12, 4);
  },
};
