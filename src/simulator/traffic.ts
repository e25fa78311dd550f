import { ipProtocol } from '../packet/ipv4.js';
import { encodeUdp } from '../packet/udp.js';
import { versionOf } from '../scenario/prefix.js';
import type { ScenarioTraffic } from '../scenario/scenario.js';
import type { NetworkNode } from './node.js';
import { sendOwn } from './output.js';
import { ownPacketBytes } from './own-packet.js';
import type { Random } from './random.js';
import { sourceOf } from './source-address.js';

/** The discard service (RFC 863): whoever gets these packets throws them away. */
export const DISCARD_PORT = 9;
/** Of the range for clients. */
const SOURCE_PORT = 49_152;
const HEADERS = { 4: 28, 6: 48 } as const;

/** Sends the packets of others, one event at a time, from its start to its stop. */
export function startTraffic(traffic: ScenarioTraffic, from: NetworkNode, random: Random): void {
  const { startMs, stopMs, rateBitsPerSecond, sizeBytes, pattern } = traffic;
  const { clock } = from.world;
  const meanMs = (sizeBytes * 8000) / rateBitsPerSecond;
  const sendNext = (): void => {
    if (clock.now() >= stopMs) return;
    sendOne(traffic, from);
    clock.schedule(pattern === 'poisson' ? random.exponential(meanMs) : meanMs, sendNext);
  };
  clock.schedule(startMs, sendNext);
}

function sendOne({ to: destination, sizeBytes }: ScenarioTraffic, from: NetworkNode): void {
  const source = sourceOf(from, destination);
  if (source === undefined) return;
  const endpoints = { source, destination };
  const data = new Uint8Array(Math.max(0, sizeBytes - HEADERS[versionOf(destination)]));
  const payload = encodeUdp({ sourcePort: SOURCE_PORT, destinationPort: DISCARD_PORT, data }, endpoints, 0);
  sendOwn(from, ownPacketBytes(from, { ...endpoints, protocol: ipProtocol.udp, payload }));
}
