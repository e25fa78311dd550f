import { openMachine } from '../host/open-machine.js';
import { open } from '../network/open.js';
import { Exporter } from '../prometheus/exporter/exporter.js';
import { type RunningExporter, serveExporter } from '../prometheus/exporter/exporter-server.js';

/**
 * Serves our own exporter, in this process.
 *
 * @param port of 127.0.0.1
 * @param targets what it may probe; this machine always, where the stack itself is
 */
export async function startOwnExporter(port: number, targets: readonly string[]): Promise<RunningExporter> {
  const exporter = await Exporter.create({
    machine: await openMachine(),
    openNetwork: (module) => open({ needs: module === 'tcp' ? 'connections' : 'packets' }),
    targets: [...targets, '127.0.0.1'],
  });
  return serveExporter(exporter, { port });
}
