import { uint32, uint8 } from '../../packet/octets.js';
import { field, hexadecimal, named, utcTimeText } from './field.js';
import type { LayerModule } from './layer.js';

/** Who speaks (RFC 5905, section 3); 0 is reserved. */
export const ntpModeNames: Readonly<Record<number, string>> = {
  1: 'symmetric active',
  2: 'symmetric passive',
  3: 'client',
  4: 'server',
  5: 'broadcast',
  6: 'control',
  7: 'private',
};

const fields = {
  flags: field.number('ntp.flags', 'Flags', 'La version, et qui parle.', { show: hexadecimal(2) }),
  leap: field.number('ntp.flags.li', 'Leap Indicator', 'Une seconde intercalaire est-elle annoncée ?', {
    mask: 0xc0,
  }),
  version: field.number('ntp.flags.vn', 'Version number', 'La version du protocole.', { mask: 0x38 }),
  mode: field.number('ntp.flags.mode', 'Mode', 'Un client (3) ou un serveur (4).', {
    mask: 7,
    show: named(ntpModeNames),
  }),
  stratum: field.number('ntp.stratum', 'Peer Clock Stratum', 'La distance à une horloge de référence.'),
  poll: field.number(
    'ntp.ppoll',
    'Peer Polling Interval',
    'Le rythme des demandes, en puissance de 2 secondes.',
  ),
  rootDelay: field.number('ntp.rootdelay', 'Root Delay', 'Le trajet jusqu’à l’horloge de référence.'),
  rootDispersion: field.number('ntp.rootdispersion', 'Root Dispersion', 'L’erreur accumulée depuis elle.'),
  reference: field.bytes('ntp.refid', 'Reference ID', 'L’horloge suivie.'),
};

/** The four moments of an exchange, in the order they are written in. */
const moments = [
  field.text('ntp.reftime', 'Reference Timestamp', 'La dernière mise à l’heure de cette horloge.'),
  field.text('ntp.org', 'Origin Timestamp', 'Le départ de la demande, à l’horloge du client.'),
  field.text('ntp.rec', 'Receive Timestamp', 'L’arrivée de la demande, à l’horloge du serveur.'),
  field.text('ntp.xmt', 'Transmit Timestamp', 'Le départ de ce message, à l’horloge de qui l’envoie.'),
] as const;

/** Messages for who runs a server have another form: control messages (RFC 9327), and ntpd's own. */
const CONTROL = 6;
const PRIVATE = 7;

/** The Network Time Protocol (RFC 5905, section 7.3). */
export const ntp: LayerModule = {
  protocol: 'ntp',
  title: 'Network Time Protocol',
  about: 'Le protocole qui met les horloges à l’heure.',
  fields: [...Object.values(fields), ...moments],

  dissect({ start }, sink) {
    sink.add(fields.flags, start, 1);
    const mode = uint8(sink.bytes, start) & 7;
    sink.open();
    if (mode !== PRIVATE) sink.add(fields.leap, start, 1);
    sink.add(fields.version, start, 1);
    sink.add(fields.mode, start, 1);
    sink.close();
    if (mode >= CONTROL) {
      sink.need(start, mode === CONTROL ? 12 : 8);
      return;
    }
    sink.add(fields.stratum, start + 1, 1);
    sink.add(fields.poll, start + 2, 1);
    sink.add(fields.rootDelay, start + 4, 4);
    sink.add(fields.rootDispersion, start + 8, 4);
    sink.add(fields.reference, start + 12, 4);
    moments.forEach((moment, i) => {
      const at = start + 16 + 8 * i;
      sink.need(at, 8);
      sink.put(moment, at, 8, momentText(sink.bytes, at));
    });
  },
};

/** From 1900 to 1970. The seconds since 1900 overflow in 2036; a first bit of 0 says that they did (RFC 4330, section 3). */
const SECONDS_TO_1970 = 2_208_988_800;
const ERA_SECONDS = 2 ** 32;

function momentText(bytes: Uint8Array, at: number): string {
  const [seconds, fraction] = [uint32(bytes, at), uint32(bytes, at + 4)];
  if (seconds === 0 && fraction === 0) return 'NULL';
  const since1900 = seconds >= 2 ** 31 ? seconds : seconds + ERA_SECONDS;
  return utcTimeText(since1900 - SECONDS_TO_1970, Math.floor((fraction / ERA_SECONDS) * 1e9));
}
