import { DNS_HEADER_LENGTH, readDnsName } from '../../packet/dns/name.js';
import { type DnsRecord, readDnsRecord } from '../../packet/dns/record.js';
import { uint16 } from '../../packet/octets.js';
import { dnsResponseNames, dnsTypeNames } from '../layers/dns-fields.js';
import { hexadecimal } from '../layers/field.js';

const RESPONSE = 0x8000;
/** A line is read by a person: an answer with more records than this ends in dots. */
const MAX_RECORDS = 32;

const operations: Readonly<Record<number, string>> = {
  0: 'Standard query',
  1: 'Inverse query',
  2: 'Server status request',
  4: 'Zone change notification',
  5: 'Dynamic update',
};

/** `Standard query response 0xdf38 A www.exemple.fr A 198.51.100.80`: what is asked, then what each record says. */
export function dnsInfo(message: Uint8Array): string {
  const id = hexadecimal(4)(uint16(message, 0));
  const flags = uint16(message, 2);
  const code = flags & 15;
  const operation = operations[(flags >> 11) & 15] ?? 'Unknown operation';
  const response = (flags & RESPONSE) === 0 ? '' : ' response';
  const failure = response !== '' && code !== 0 ? ` ${dnsResponseNames[code] ?? `Error ${code}`}` : '';
  return `${operation}${response} ${id}${failure}${sections(message)}`;
}

function sections(message: Uint8Array): string {
  let text = '';
  let at = DNS_HEADER_LENGTH;
  for (let left = Math.min(uint16(message, 4), MAX_RECORDS); left > 0; left--) {
    const { name, end } = readDnsName(message, at);
    text += ` ${typeText(uint16(message, end))} ${name === '.' ? '<Root>' : name}`;
    at = end + 4;
  }
  const records = uint16(message, 6) + uint16(message, 8) + uint16(message, 10);
  for (let left = Math.min(records, MAX_RECORDS); left > 0; left--) {
    const { record, end } = readDnsRecord(message, at);
    text += ` ${recordText(record)}`;
    at = end;
  }
  return records > MAX_RECORDS ? `${text} …` : text;
}

function typeText(type: number): string {
  return dnsTypeNames[type] ?? `Unknown (${type})`;
}

function recordText(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return `${record.type} ${record.address}`;
    case 'CNAME':
    case 'PTR':
    case 'NS':
      return `${record.type} ${record.target}`;
    case 'MX':
      return `MX ${record.preference} ${record.exchange}`;
    case 'SOA':
      return `SOA ${record.server}`;
    case 'TXT':
      return 'TXT';
    case 'other':
      return typeText(record.number);
  }
}
