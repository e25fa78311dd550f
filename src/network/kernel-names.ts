import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { SendError, UnknownHostError } from './network.js';

/**
 * The address of a host, as the system resolves names.
 *
 * @throws UnknownHostError when the name has no address of that family
 * @see getaddrinfo(3)
 */
export async function kernelResolve(host: string, version?: 4 | 6): Promise<string> {
  // "This host on this network" (RFC 1122, 3.2.1.3): the answers will come from loopback.
  if (host === '0.0.0.0') return '127.0.0.1';
  const written = isIP(host);
  if (written !== 0 && (version === undefined || version === written)) return host;
  // An empty name has, for getaddrinfo(3), an empty answer.
  if (host === '' || written !== 0) throw new UnknownHostError(host);
  for (const family of version === undefined ? [4, 6] : [version]) {
    const found = await lookup(host, { family }).catch(() => undefined);
    if (found) return found.address;
  }
  throw new UnknownHostError(host);
}

/**
 * The source that the system would choose: connecting a UDP socket sends nothing and makes it choose.
 *
 * @throws SendError when there is no route, or no such interface as the zone says
 * @see connect(2), ip(7)
 */
export async function kernelSource(destination: string): Promise<string> {
  const zone = destination.split('%')[1];
  // Node takes an interface that there is not for none, and the system would choose one.
  if (zone !== undefined && !isInterface(zone)) throw new SendError(destination, 'ENODEV');
  const socket = createSocket(isIP(destination) === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(9, destination, resolve);
    });
    return socket.address().address;
  } catch (error) {
    throw new SendError(destination, (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN');
  } finally {
    socket.close();
  }
}

/** Whether an interface with addresses has this name, or this number. */
function isInterface(zone: string): boolean {
  const all = Object.entries(networkInterfaces());
  return all.some(
    ([name, addresses = []]) =>
      name === zone || addresses.some((each) => each.family === 'IPv6' && String(each.scopeid) === zone),
  );
}
