import { describe, expect, test } from 'vitest';
import { parsePingOutput } from '../../../src/tools/ping/ping-output.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what ping prints', () => {
  readsItsGoldenFiles(parsePingOutput, golden('ping'));
});

test('iputils in another language is refused, with the languages that are read', () => {
  const french = `PING 127.0.0.1 (127.0.0.1) 56(84) octets de données.
64 octets de 127.0.0.1 : icmp_seq=1 ttl=64 temps=0.030 ms
`;
  expect(() => parsePingOutput(french)).toThrow(/in English \(LC_ALL=C ping …\); from Windows/);
});
