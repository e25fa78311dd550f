/*
 * Writes a capture of N packets of a mix, the same for the same N: node bench/generate-capture.mjs N FILE
 * In a hundred packets: 60 of TCP connections (handshake, data, close), 20 of DNS, 10 of ICMP echo, 4 of ARP and 6 of
 * TCP over IPv6. Every packet is a template whose addresses, ports and numbers are changed in place, its checksums kept
 * right by the changes (RFC 1624): a million take seconds.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const codecs = require('../dist/packet/index.js');
const captures = require('../dist/capture/index.js');

const CLIENTS = 5000;
const START_SECONDS = 1_700_000_000;
const MICROSECONDS_BETWEEN = 50;
const MACS = { source: '00:00:5e:00:53:01', destination: '00:00:5e:00:53:02' };
const ADDRESS = { client: '10.0.0.0', server: '192.0.2.80' };
const ADDRESS6 = { client: '2001:db8:1::1', server: '2001:db8:2::80' };
const { etherType, ipProtocol } = codecs;
const IP_SUM = 24;
const text = (value) => new TextEncoder().encode(value);

const ethernet = (type, payload) => codecs.encodeEthernet({ ...MACS, etherType: type, payload });

const ends = ({ client, server }, answer) =>
  answer ? { source: server, destination: client } : { source: client, destination: server };
const ports = (service, answer) =>
  answer ? { sourcePort: service, destinationPort: 0 } : { sourcePort: 0, destinationPort: service };

/** @param pseudoSums where the checksums are that cover the addresses too */
function ipv4Template(protocol, payload, answer, pseudoSums) {
  const packet = codecs.encodeIpv4({ ...ends(ADDRESS, answer), protocol, payload });
  const addressSums = [IP_SUM, ...pseudoSums];
  return { frame: ethernet(etherType.ipv4, packet), addressAt: answer ? 32 : 28, addressSums };
}

function tcpTemplate(flags, answer, [sequence, acknowledgment], data) {
  const fields = { ...ports(80, answer), flags, sequence, acknowledgment, ...(data && { data }) };
  const segment = codecs.encodeTcp(fields, ends(ADDRESS, answer));
  const template = ipv4Template(ipProtocol.tcp, segment, answer, [50]);
  return { ...template, portAt: answer ? 36 : 34, portSums: [50] };
}

function dnsTemplate(answer) {
  const questions = [{ name: 'www.example.org', type: 'A' }];
  const answers = [{ name: 'www.example.org', type: 'A', ttlSeconds: 60, address: '192.0.2.80' }];
  const data = codecs.encodeDns({ id: 1, questions, ...(answer && { response: true, answers }) });
  const datagram = codecs.encodeUdp({ ...ports(53, answer), data }, ends(ADDRESS, answer));
  const template = ipv4Template(ipProtocol.udp, datagram, answer, [40]);
  return { ...template, portAt: answer ? 36 : 34, portSums: [40] };
}

/** The identifier takes the place of the port; the addresses do not count in the checksum. */
function echoTemplate(kind, answer) {
  const message = codecs.encodeIcmp({ kind, identifier: 0, sequence: 1, data: new Uint8Array(56) });
  return { ...ipv4Template(ipProtocol.icmp, message, answer, []), portAt: 38, portSums: [36] };
}

function ipv6Template(flags, answer, [sequence, acknowledgment], data) {
  const fields = { ...ports(443, answer), flags, sequence, acknowledgment, ...(data && { data }) };
  const payload = codecs.encodeTcp(fields, ends(ADDRESS6, answer));
  const packet = codecs.encodeIpv6({ ...ends(ADDRESS6, answer), protocol: ipProtocol.tcp, payload });
  return { frame: ethernet(etherType.ipv6, packet), portAt: answer ? 56 : 54, portSums: [70] };
}

function arpTemplate(operation) {
  const [senderMac, targetMac] = [MACS.source, MACS.destination];
  const payload = codecs.encodeArp({
    ...{ operation, senderMac, senderIp: '10.0.0.1', targetMac, targetIp: '10.0.0.2' },
  });
  return { frame: ethernet(etherType.arp, payload) };
}

const page = new Uint8Array(1200).fill(120);
const request = text('GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n');
const head = text('HTTP/1.1 200 OK\r\nContent-Length: 2400\r\n\r\n');
const asked = 1001 + request.length;
const headed = 5001 + head.length;
const sent = headed + 2 * page.length;
const connection = [
  tcpTemplate(['syn'], false, [1000, 0]),
  tcpTemplate(['syn', 'ack'], true, [5000, 1001]),
  tcpTemplate(['ack'], false, [1001, 5001]),
  tcpTemplate(['psh', 'ack'], false, [1001, 5001], request),
  tcpTemplate(['ack'], true, [5001, asked]),
  tcpTemplate(['psh', 'ack'], true, [5001, asked], head),
  tcpTemplate(['ack'], true, [headed, asked], page),
  tcpTemplate(['ack'], true, [headed + page.length, asked], page),
  tcpTemplate(['ack'], false, [asked, sent]),
  tcpTemplate(['fin', 'ack'], false, [asked, sent]),
  tcpTemplate(['fin', 'ack'], true, [sent, asked + 1]),
  tcpTemplate(['ack'], false, [asked + 1, sent + 1]),
];
const lookup = [dnsTemplate(false), dnsTemplate(true)];
const echo = [echoTemplate('echo-request', false), echoTemplate('echo-reply', true)];
const arp = ['request', 'reply'].map(arpTemplate);
const secure = [
  ipv6Template(['syn'], false, [1000, 0]),
  ipv6Template(['syn', 'ack'], true, [5000, 1001]),
  ipv6Template(['ack'], false, [1001, 5001], page),
];
/** The mix: a hundred packets, exchange after exchange. */
const exchanges = [
  ...Array(5).fill(connection),
  ...Array(10).fill(lookup),
  ...Array(5).fill(echo),
  ...Array(2).fill(arp),
  ...Array(2).fill(secure),
];

/** Changes 16 bits, and the checksums that cover them (RFC 1624, equation 3). */
function change(bytes, at, value, sumsAt) {
  const before = (bytes[at] << 8) | bytes[at + 1];
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
  for (const sumAt of sumsAt) {
    const sum = (~((bytes[sumAt] << 8) | bytes[sumAt + 1]) & 0xffff) + (~before & 0xffff) + value;
    const folded = (sum & 0xffff) + (sum >>> 16);
    const again = ~((folded & 0xffff) + (folded >>> 16));
    bytes[sumAt] = again >> 8;
    bytes[sumAt + 1] = again;
  }
}

/** A client of its own for each exchange: the lower half of its address, and its port. */
function fitted({ frame, addressAt, addressSums, portAt, portSums }, client, port) {
  const bytes = frame.slice();
  if (addressAt !== undefined) change(bytes, addressAt, client, addressSums);
  if (portAt !== undefined) change(bytes, portAt, port, portSums);
  return bytes;
}

/** The packets of the mix, without end. */
export function* mixedPackets() {
  let number = 0;
  for (let exchange = 0; ; exchange++) {
    const client = 1 + ((exchange * 7919) % CLIENTS);
    const port = 1024 + (exchange % 60_000);
    for (const template of exchanges[exchange % exchanges.length]) {
      const microseconds = number * MICROSECONDS_BETWEEN;
      number += 1;
      yield {
        seconds: START_SECONDS + Math.floor(microseconds / 1e6),
        nanoseconds: (microseconds % 1e6) * 1000,
        linkType: captures.linkType.ethernet,
        bytes: fitted(template, client, port),
      };
    }
  }
}

function* first(count, packets) {
  if (count === 0) return;
  for (const packet of packets) {
    yield packet;
    if (--count === 0) return;
  }
}

/** @param path of the file: pcap where it ends so, pcapng otherwise */
export function generateCapture(count, path) {
  return captures.writeCaptureFile(path, first(count, mixedPackets()));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count, path] = process.argv.slice(2);
  if (path === undefined) throw new Error('node bench/generate-capture.mjs N FILE');
  await generateCapture(Number(count), path);
}
