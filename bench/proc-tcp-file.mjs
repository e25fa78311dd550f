/* A /proc/net/tcp of so many lines, always the same: what the benchmark and its test read. */
import { closeSync, openSync, writeSync } from 'node:fs';

const TITLES =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

/** Writes the file; the kernel pads its lines to 149 characters. */
export function writeProcTcp(file, lines) {
  const descriptor = openSync(file, 'w');
  let text = `${TITLES.padEnd(149)}\n`;
  for (let i = 0; i < lines; i++) {
    text += `${line(i).padEnd(149)}\n`;
    if (text.length > 1_000_000) {
      writeSync(descriptor, text);
      text = '';
    }
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
}

function line(i) {
  // A generator of Lehmer: the same file on every machine.
  const random = (i * 48_271 + 12_345) % 0x7fffffff;
  const state = 1 + (random % 11);
  const [local, remote] = [hex(0x0100000a + ((random & 0xff) << 8), 8), hex(random * 2, 8)];
  const ports = [hex(1024 + (i % 60_000), 4), hex(random % 65_536, 4)];
  const queues = `${hex(random % 5000, 8)}:${hex(i % 3000, 8)}`;
  return (
    `${String(i).padStart(4)}: ${local}:${ports[0]} ${remote}:${ports[1]} ${hex(state, 2)} ${queues} ` +
    `00:${hex(0, 8)} ${hex(0, 8)} ${String(i % 2000).padStart(5)} ${'0'.padStart(8)} ${10_000 + i} 1 ` +
    `${hex(random * 4096, 16).toLowerCase()} 20 4 30 10 -1`
  );
}

function hex(value, width) {
  return (value >>> 0).toString(16).toUpperCase().padStart(width, '0');
}
