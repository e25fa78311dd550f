import type { Readable } from 'node:stream';

/** What a tool prints on one of its outputs, kept up to a limit. */
export class ToolOutput {
  #text = '';
  #bytes = 0;
  overflowed = false;

  constructor(
    readonly stream: Readable,
    readonly maxBytes: number,
    readonly onOverflow: () => void,
  ) {}

  text(): string {
    return this.#text;
  }

  keep(onOutput?: (text: string) => void): void {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const add = (text: string): void => {
      if (text === '') return;
      this.#text += text;
      onOutput?.(text);
    };
    this.stream.on('data', (chunk: Uint8Array) => {
      if (this.overflowed) return;
      const room = this.maxBytes - this.#bytes;
      this.#bytes += chunk.length;
      add(decoder.decode(chunk.subarray(0, room), { stream: true }));
      if (chunk.length <= room) return;
      this.overflowed = true;
      this.onOverflow();
    });
    this.stream.once('end', () => {
      add(decoder.decode());
    });
  }
}
