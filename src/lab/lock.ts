import { createServer } from 'node:net';
import { LabBusyError } from './lab-error.js';

/**
 * Does something to a lab while no other process does. The lock is a name in the kernel (an abstract socket, unix(7)): it
 * goes with the process that holds it, however that one ends, so that no stale lock is ever left.
 *
 * @throws LabBusyError when another process holds it
 */
export async function withLabLock<T>(lab: string, task: () => Promise<T>): Promise<T> {
  const server = createServer((connection) => connection.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new LabBusyError(lab) : error);
    });
    server.listen({ path: `\0sonde-lab-${lab}` }, resolve);
  });
  try {
    return await task();
  } finally {
    server.close();
  }
}
