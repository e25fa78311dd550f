import { NoKernelFileError } from './kernel/kernel-file.js';
import { LiveMachine, whyNoLiveMachine } from './live-machine.js';
import type { Machine } from './machine.js';

/** What {@link openMachine} accepts. */
export interface OpenMachineOptions {
  /** `auto` by default: this machine where its kernel has /proc/net, a recorded one elsewhere. */
  readonly source?: 'auto' | 'live' | 'recorded';
  /** Which recording, see `machineNames`; naming one asks for `recorded`. `serveur-web` by default. */
  readonly name?: string;
  /** Process whose network namespace is read, by its number; our own by default. Live machines only. */
  readonly process?: number | 'self';
}

const DEFAULT_RECORDING = 'serveur-web';

/**
 * Opens a machine whose kernel files are to be read: this one where it can be, else a recorded one, with the reason.
 *
 * @param options see {@link OpenMachineOptions}
 * @throws NoKernelFileError when `live` is asked for where there is no /proc/net; UnknownNameError; RangeError for a process
 *   number that cannot be one
 * @see proc(5)
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { netDev, read } from 'sonde/host';
 *
 * const machine = await openMachine({ name: 'serveur-web' });
 * const { data, origin } = await read(machine, netDev);
 * console.log(origin, data[0]?.name); // → recorded lo
 * ```
 */
export async function openMachine(options: OpenMachineOptions = {}): Promise<Machine> {
  const { source = 'auto', name, process = 'self' } = options;
  if (process !== 'self' && !(Number.isSafeInteger(process) && process > 0))
    throw new RangeError(`process must be a process number or 'self', got ${String(process)}`);
  if (!['auto', 'live', 'recorded'].includes(source))
    throw new RangeError(`source must be auto, live or recorded, got ${JSON.stringify(source)}`);
  if (source === 'live' && name !== undefined)
    throw new RangeError(`a live machine has no other name: leave out name (${JSON.stringify(name)})`);
  if (source === 'recorded' || name !== undefined)
    return recorded(name ?? DEFAULT_RECORDING, 'machine enregistrée, comme demandé');
  const lack = whyNoLiveMachine();
  if (lack === undefined) {
    return new LiveMachine(source === 'live' ? 'cette machine, comme demandé' : 'cette machine', process);
  }
  if (source === 'live')
    throw new NoKernelFileError(
      'this system',
      'net/dev',
      "it is not Linux, or hides it; read a recording: openMachine({ source: 'recorded' })",
    );
  return recorded(DEFAULT_RECORDING, `machine enregistrée\u202f: ${lack}`);
}

async function recorded(name: string, reason: string): Promise<Machine> {
  // Recordings and what checks them wait until one is read: a live machine opens quickly.
  const [{ RecordedMachine }, { loadRecording }] = await Promise.all([
    import('./recorded-machine.js'),
    import('./recordings.js'),
  ]);
  return new RecordedMachine(await loadRecording(name), reason);
}
