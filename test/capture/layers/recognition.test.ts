import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkType } from '../../../src/capture/capture.js';
import { dissect } from '../../../src/capture/dissect.js';
import { encodeIpv4 } from '../../../src/packet/ipv4.js';
import { encodeUdp } from '../../../src/packet/udp.js';
import { encodeTcp } from '../../../src/packet/tcp.js';
import { captured } from '../packet-mix.js';

const ends = { source: '192.0.2.1', destination: '192.0.2.2' };
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** The protocol that a payload is taken for. */
function overTcp(sourcePort: number, destinationPort: number, payload: Uint8Array): string | undefined {
  const segment = encodeTcp({ sourcePort, destinationPort, flags: ['ack'], data: payload }, ends);
  return last(encodeIpv4({ ...ends, protocol: 6, payload: segment }));
}

function overUdp(sourcePort: number, destinationPort: number, payload: Uint8Array): string | undefined {
  const datagram = encodeUdp({ sourcePort, destinationPort, data: payload }, ends);
  return last(encodeIpv4({ ...ends, protocol: 17, payload: datagram }));
}

function last(packet: Uint8Array): string | undefined {
  return dissect(captured(packet, 1, linkType.raw)).layers.at(-1)?.protocol;
}

const hello = bytes(`160301002d010000290303${'11'.repeat(32)}00000213010100`);
const question = '03777777076578656d706c650266720000010001';
const query = bytes(`123401000001000000000000${question}`);
const answer = bytes(`123481800001000100000000${question}c00c000100010000003c0004c0000209`);

describe('what a payload says counts where its port says nothing', () => {
  test.each([8443, 993, 5000, 80])('TLS on port %i', (port) => {
    expect(overTcp(40000, port, hello)).toBe('tls');
  });

  test.each([
    'GET / HTTP/1.1',
    'PROPFIND /a HTTP/1.1',
    'BREW /pot HTTP/1.0',
    'HTTP/1.1 200 OK',
    'HTTP/1.1 204',
  ])('HTTP on port 5000: %s', (line) => {
    expect(overTcp(40000, 5000, text(`${line}\r\nHost: a\r\n\r\n`))).toBe('http');
  });

  test.each(['PROPFIND', 'MKCOL', 'REPORT', 'M-SEARCH', 'UNSUBSCRIBE', 'BREW'])(
    'the method %s on port 80',
    (method) => {
      expect(overTcp(40000, 80, text(`${method} /a HTTP/1.1\r\n\r\n`))).toBe('http');
    },
  );

  test('DNS on another port, both ways', () => {
    expect(overUdp(40000, 5300, query)).toBe('dns');
    expect(overUdp(5300, 40000, answer)).toBe('dns');
  });

  test('names of the local link and searches for devices', () => {
    expect(overUdp(5353, 5353, query)).toBe('mdns');
    expect(overUdp(40000, 5355, query)).toBe('llmnr');
    expect(overUdp(40000, 1900, text('M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\n\r\n'))).toBe('ssdp');
  });

  test('a class of mDNS keeps its first bit for another use', () => {
    const asked = query.slice();
    asked[asked.length - 2] = 0x80;
    const datagram = encodeUdp({ sourcePort: 5353, destinationPort: 5353, data: asked }, ends);
    const packet = captured(encodeIpv4({ ...ends, protocol: 17, payload: datagram }), 1, linkType.raw);
    expect(JSON.stringify(dissect(packet).layers.at(-1)?.fields)).toContain(
      '"name":"dns.qry.class","label":"Class"',
    );
    expect(JSON.stringify(dissect(packet).layers.at(-1)?.fields)).toContain('"value":1,"text":"IN (1)"');
  });
});

describe('nothing else is taken for it', () => {
  const other = fc.integer({ min: 20000, max: 65535 });
  const payload = fc.uint8Array({ minLength: 1, maxLength: 300 });

  test('random bytes are data', () => {
    fc.assert(
      fc.property(other, other, payload, (source, destination, data) => {
        expect(overUdp(source, destination, data)).toBe('data');
        expect(overTcp(source, destination, data)).toBe('data');
      }),
      { numRuns: 5000 },
    );
  });

  test('a record or a message with one wrong length is data', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (more) => {
        expect(overUdp(40000, 5300, Uint8Array.from([...query, ...new Uint8Array(more)]))).toBe('data');
        expect(overUdp(40000, 5300, query.subarray(0, Math.max(1, query.length - more)))).toBe('data');
      }),
    );
  });

  test.each([
    'hello world\r\n',
    'GET out of here\r\n',
    'SIP/2.0 200 OK\r\n',
    'INVITE sip:a SIP/2.0\r\n',
    '220 mail ESMTP\r\n',
  ])('the words of another protocol: %j', (line) => {
    expect(overTcp(40000, 25000, text(line))).toBe('data');
  });
});
