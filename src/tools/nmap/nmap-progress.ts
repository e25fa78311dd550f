import type { NmapProgress } from './nmap-options.js';

/** Reads the output of nmap as it comes: keeps all of it, and finds how far it is (`--stats-every`). */
export class NmapProgressReader {
  readonly #decoder = new TextDecoder();
  readonly #lines: string[] = [];
  #rest = '';

  *read(bytes: Uint8Array): Generator<NmapProgress> {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#lines.push(line);
      const progress = progressOf(line);
      if (progress) yield progress;
    }
  }

  /** The whole output. */
  end(): string {
    return [...this.#lines, this.#rest + this.#decoder.decode()].join('\n');
  }
}

function progressOf(line: string): NmapProgress | undefined {
  if (!line.startsWith('<taskprogress ')) return undefined;
  const value = (name: string): string | undefined => new RegExp(` ${name}="([^"]{0,200})"`).exec(line)?.[1];
  const [task, percent, remaining] = [value('task'), Number(value('percent')), value('remaining')];
  if (task === undefined || !Number.isFinite(percent)) return undefined;
  const remainingS = Number(remaining);
  const left = remaining !== undefined && Number.isFinite(remainingS) ? { remainingS } : {};
  return { kind: 'progress', task, percent, ...left };
}
