import { openRaw } from '../../src/network/raw.js';
import { NoPrivilegeError, NoRawSocketError } from '../../src/network/network.js';

/** What this machine lacks for raw sockets, in words for a test's name; `undefined` when it lacks nothing. */
export function whyNoRawSockets(): string | undefined {
  try {
    openRaw('test').close();
    return undefined;
  } catch (error) {
    if (error instanceof NoPrivilegeError) return 'needs root or CAP_NET_RAW';
    if (error instanceof NoRawSocketError) return 'needs the package raw-socket';
    throw error;
  }
}
