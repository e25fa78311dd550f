/** The part of raw-socket 1.8 that Sonde uses; the package has no types of its own. */
declare module 'raw-socket' {
  import type { EventEmitter } from 'node:events';

  interface Socket extends EventEmitter {
    /** The socket of the native part; it emits `recvReady` before a packet is read. */
    readonly wrap: EventEmitter;
    on(event: 'message', listener: (buffer: Buffer, source: string) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    send(
      buffer: Buffer,
      offset: number,
      length: number,
      address: string,
      before: () => void,
      after: (error: Error | null) => void,
    ): this;
    setOption(level: number, option: number, value: number | Buffer, length?: number): void;
    close(): this;
  }

  function createSocket(options: { protocol: number; addressFamily?: number; bufferSize?: number }): Socket;

  const AddressFamily: { readonly IPv4: number; readonly IPv6: number };
  const SocketLevel: { readonly SOL_SOCKET: number; readonly IPPROTO_IP: number };
  const SocketOption: {
    readonly SO_RCVBUF: number;
    readonly SO_BROADCAST: number;
    readonly IP_HDRINCL: number;
    readonly IP_TOS: number;
    readonly IP_TTL: number;
  };
}
