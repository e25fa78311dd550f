/*
 * Holds sockets in every state that can be held, in the network namespace where it runs, until its standard input ends.
 * Says `ready` once all are there. Its name (comm) becomes its argument. Needs iproute2 and root.
 */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';

const ip = (command) => execFileSync('ip', command.split(' '));
ip('link set lo up');
ip('link add va type veth peer name vb');
ip('addr add 10.9.0.1/24 dev va');
ip('link set va up');
ip('link set vb up');
// Nobody has that address: what is sent there is never answered.
ip('neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev va');

const held = [];
const hold = (socket) => {
  held.push(socket);
  socket.on('error', () => undefined);
  return socket;
};

async function listen(options) {
  const server = createServer({ allowHalfOpen: true }, hold);
  server.listen(options);
  await once(server, 'listening');
  held.push(server);
}

async function join(options) {
  const socket = hold(connect({ allowHalfOpen: true, ...options }));
  await once(socket, 'connect');
  return socket;
}

await listen({ port: 8001, host: '127.0.0.1' });
await listen({ port: 8002, host: '0.0.0.0', backlog: 7 });
await listen({ port: 8003, host: '::' });
await listen({ port: 8004, host: '::1' });
for (let i = 0; i < 3; i++) await join({ port: 8001, host: '127.0.0.1' });
await join({ port: 8002, host: '10.9.0.1' });
await join({ port: 8003, host: '127.0.0.1' });
await join({ port: 8003, host: '::1' });
await join({ port: 8004, host: '::1', localPort: 9004 });
// One end says that it is done, the other does not: FIN-WAIT-2 and CLOSE-WAIT.
(await join({ port: 8001, host: '127.0.0.1' })).end();
// Both do: TIME-WAIT where it was said first.
const closing = await join({ port: 8002, host: '127.0.0.1' });
closing.end();
held.find((socket) => socket.remotePort === closing.localPort && socket.localPort === 8002)?.end();
hold(connect({ port: 81, host: '10.9.0.2' }));

async function udp(type, port, address) {
  const socket = createSocket({ type, ipv6Only: false });
  held.push(socket);
  await new Promise((resolve) => socket.bind(port, address, resolve));
  return socket;
}
await udp('udp4', 7001, '127.0.0.1');
await udp('udp4', 7002);
await udp('udp6', 7003, '::');
const speaking = await udp('udp6', 7004, '::1');
await new Promise((resolve) => speaking.connect(7003, '::1', resolve));

// raw-socket binds nothing: any packet of the protocol comes.
const raw = createRequire(import.meta.url)('raw-socket');
held.push(raw.createSocket({ protocol: raw.Protocol.ICMP }));
held.push(raw.createSocket({ protocol: raw.Protocol.ICMPv6, addressFamily: raw.AddressFamily.IPv6 }));

// Abstract, and so gone with the process; connected ones have no name of their own.
const local = `\0sonde zoo ${process.pid}`;
await listen({ path: local });
await join({ path: local });

// A process takes the name it likes.
writeFileSync('/proc/self/comm', process.argv[2] ?? 'zoo');
process.stdin.on('end', () => process.exit()).resume();
setTimeout(() => console.log('ready'), 200);
