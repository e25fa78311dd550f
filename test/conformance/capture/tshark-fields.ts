import { dissect } from '../../../src/capture/dissect.js';
import type { CapturedPacket } from '../../../src/capture/capture.js';
import type { Field, FieldDefinition } from '../../../src/capture/layers/field.js';
import { frameFields } from '../../../src/capture/layers/frame.js';
import { layerModules } from '../../../src/capture/layers/registry.js';
import { tsharkFields } from './tshark.js';

/** Every field that a dissection shows, by name. */
export const everyField: ReadonlyMap<string, FieldDefinition> = new Map(
  [...frameFields, ...Object.values(layerModules).flatMap(({ fields }) => fields)]
    // Wireshark knows partial checksums from 4.2 on.
    .filter(({ hidden, name }) => hidden !== true && !name.endsWith('.checksum.partial'))
    .map((each) => [each.name, each]),
);

/** Each value of each field where Sonde and the real tshark do not agree; none is what is hoped for. */
export async function disagreements(packets: readonly CapturedPacket[]): Promise<readonly string[]> {
  const names = [...everyField.keys()];
  const real = await tsharkFields(packets, names);
  return packets.flatMap((packet, i) => {
    const { frame, layers } = dissect(packet);
    const ours = valuesOf([...frame, ...layers.flatMap(({ fields }) => fields)]);
    return names.flatMap((name, column) => {
      const theirs = comparable(name, real[i]?.[column] ?? []);
      const mine = comparable(name, ours.get(name) ?? []);
      return mine === theirs ? [] : [`${packet.number} ${name}: ${mine} and not ${theirs}`];
    });
  });
}

function valuesOf(list: readonly Field[], into = new Map<string, string[]>()): Map<string, string[]> {
  for (const { name, value, children } of list) {
    for (const each of [name, ...(everyField.get(name)?.also ?? [])]) {
      into.set(each, [...(into.get(each) ?? []), String(value)]);
    }
    valuesOf(children ?? [], into);
  }
  return into;
}

/** What tshark knows of the packets before, or writes in a way of its own, is left out of both. */
function comparable(name: string, values: readonly string[]): string {
  // « <MISSING> » is a field whose bytes are all cut off.
  const forms = values.filter((value) => value !== '<MISSING>').map((value) => sameForm(name, value));
  switch (name) {
    // Once it has seen TLS 1.3 agreed upon, what is enciphered is an « opaque type ».
    case 'tls.record.content_type':
      return forms.filter((type) => type !== '23').join();
    // The last option has a type of 0 there, and 255 elsewhere.
    case 'dhcp.option.type':
      return forms.filter((type) => type !== '0').join();
    default:
      return forms.join();
  }
}

/** Numbers, booleans and bytes in one writing: tshark has several. */
function sameForm(name: string, value: string): string {
  switch (everyField.get(name)?.kind) {
    case 'number':
    case 'time':
      return String(Number(value));
    case 'boolean':
    case 'none':
      return String(Number(value !== '0' && value !== 'false'));
    case 'bytes':
      return value.replaceAll(':', '');
    default:
      // What a body of HTTP is made of is no layer of Sonde.
      return name === 'frame.protocols' ? value.replace(/:http:.*/, ':http') : value;
  }
}
