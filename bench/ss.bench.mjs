/*
 * `sonde ss` beside ss on 5,000 live sockets of this process, with and without the processes; whole processes, runs
 * interleaved, medians. Needs iproute2.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { median, print } from './side-by-side.mjs';

const CONNECTIONS = 2500;
const ROUNDS = 5;
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const { openMachine, socketTable } = createRequire(import.meta.url)('../dist/host/index.js');

const held = [];
const server = createServer((socket) => held.push(socket)).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();
for (let i = 0; i < CONNECTIONS; i++) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  held.push(socket);
}

const rows = [];
for (const words of ['-tan', '-tanp']) {
  const times = { ours: [], inside: [], peer: [] };
  const machine = await openMachine({ source: 'live' });
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(timed(process.execPath, [main, 'ss', words]));
    times.peer.push(timed('ss', [words]));
    const from = performance.now();
    await socketTable(machine, { tcp: true, all: true, processes: words.endsWith('p') });
    times.inside.push(performance.now() - from);
  }
  const peer = median(times.peer);
  rows.push({ what: `ss ${words}, whole process`, ours: median(times.ours), peer });
  rows.push({ what: `ss ${words}, the table itself beside all of ss`, ours: median(times.inside), peer });
}
print('ms', rows);
for (const socket of held) socket.destroy();
server.close();

function timed(file, args) {
  const from = performance.now();
  const stdout = execFileSync(file, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (stdout.split('\n').length < 2 * CONNECTIONS) throw new Error(`${file} shows too few sockets`);
  return performance.now() - from;
}
