import { createServer } from 'node:net';

/**
 * Takes a lock that is a name in the kernel (an abstract socket, unix(7)): it goes with the process that holds it,
 * however that one ends, so that no stale lock is ever left.
 *
 * @param name of what is locked, at most 80 bytes
 * @returns what releases it; `undefined` when another process holds it
 */
export async function takeKernelLock(name: string): Promise<(() => void) | undefined> {
  const server = createServer((connection) => connection.destroy());
  const taken = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ path: `\0sonde-${name}` }, () => {
      resolve(true);
    });
  });
  if (!taken) return undefined;
  // Holding a lock is no reason for a process to go on.
  server.unref();
  return () => {
    server.close();
  };
}
