import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dissect } from '../../src/capture/dissect.js';
import type { Field } from '../../src/capture/field.js';
import { anyFrame, captured } from '../capture/packet-mix.js';
import { whyNotInstalled } from './chain-lab.js';
import { tsharkFields } from './tshark.js';

const lack = whyNotInstalled('tshark');

const names =
  'eth.src eth.dst eth.type vlan.id vlan.priority vlan.etype ieee8021ad.id ieee8021ad.priority arp.opcode arp.src.hw_mac arp.src.proto_ipv4 arp.dst.proto_ipv4 ' +
  'ip.hdr_len ip.dsfield ip.dsfield.dscp ip.dsfield.ecn ip.len ip.id ip.flags ip.flags.df ip.flags.mf ip.frag_offset ' +
  'ip.ttl ip.proto ip.checksum ip.checksum.status ip.src ip.dst ' +
  'ipv6.version ipv6.tclass ipv6.flow ipv6.plen ipv6.nxt ipv6.hlim ipv6.src ipv6.dst ' +
  'icmp.type icmp.code icmp.checksum icmp.checksum.status icmp.ident icmp.seq ' +
  'icmpv6.type icmpv6.code icmpv6.checksum icmpv6.checksum.status icmpv6.echo.identifier icmpv6.echo.sequence_number ' +
  'udp.srcport udp.dstport udp.length udp.checksum udp.checksum.status ' +
  'tcp.srcport tcp.dstport tcp.seq_raw tcp.ack_raw tcp.hdr_len tcp.flags tcp.flags.res tcp.flags.ae tcp.flags.cwr tcp.flags.ece ' +
  'tcp.flags.urg tcp.flags.ack tcp.flags.push tcp.flags.reset tcp.flags.syn tcp.flags.fin tcp.window_size_value tcp.checksum ' +
  'tcp.checksum.status tcp.urgent_pointer tcp.len tcp.option_kind tcp.option_len tcp.options.mss_val tcp.options.wscale.shift ' +
  'tcp.options.sack_le tcp.options.sack_re tcp.options.timestamp.tsval tcp.options.timestamp.tsecr ' +
  'dns.id dns.flags dns.flags.response dns.flags.opcode dns.flags.rcode dns.count.queries dns.count.answers dns.qry.name dns.qry.type ' +
  'dns.qry.class dns.resp.name dns.resp.type dns.resp.ttl dns.resp.len dns.a dns.aaaa dns.cname dns.mx.preference ' +
  'dns.mx.mail_exchange dns.txt http.request.method http.request.uri http.request.version http.host http.user_agent ' +
  'http.response.code http.response.phrase http.server http.content_type data.len';
const fields = names.split(' ');

describe.skipIf(lack)(
  `each field of each packet is what tshark says${lack === undefined ? '' : `: ${lack}`}`,
  () => {
    test('300 packets of every kind', async () => {
      const packets = fc
        .sample(anyFrame, { numRuns: 300, seed: 42 })
        .map((bytes, i) => captured(bytes, i + 1));
      const real = await tsharkFields(packets, fields);
      const faults = packets.flatMap((packet, i) => {
        const ours = valuesOf(dissect(packet).layers.flatMap((layer) => layer.fields));
        return fields.flatMap((name, column) => {
          const theirs = (real[i]?.[column] ?? []).map((value) => sameForm(name, value));
          const mine = ours.get(name) ?? [];
          return JSON.stringify(mine) === JSON.stringify(theirs)
            ? []
            : [`${i + 1} ${name}: ${mine.join()} and not ${theirs.join()}`];
        });
      });
      expect(faults).toEqual([]);
    });
  },
);

function valuesOf(list: readonly Field[], into = new Map<string, string[]>()): Map<string, string[]> {
  for (const { name, value, children } of list) {
    into.set(name, [...(into.get(name) ?? []), sameForm(name, String(value))]);
    valuesOf(children ?? [], into);
  }
  return into;
}

/** Numbers and booleans in one writing. */
function sameForm(name: string, value: string): string {
  if (value === 'true' || value === 'false') return String(Number(value === 'true'));
  return /^(0x[0-9a-f]+|\d+)$/.test(value) && !name.endsWith('phrase') ? String(Number(value)) : value;
}
