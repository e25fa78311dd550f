/*
 * Records the captures of this folder, as root, with tcpdump, in three network namespaces that it makes and removes:
 * client — router — server, joined by veth pairs whose offloads are off, so that checksums and segments are those of a
 * wire. `npm run build && node data/captures/record.mjs [name…]`; the two captures that this kernel cannot make (802.1Q,
 * wrong checksums) are written with Sonde's own codecs. What each shows, and how, is in origin.yaml.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const codecs = require('../../dist/packet/index.js');
const captures = require('../../dist/capture/index.js');
const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const peers = fileURLToPath(new URL('record-peers.mjs', import.meta.url));
const name = (node) => `sonde-record-${process.pid}-${node}`;
const nodes = ['client', 'router', 'server'];
const SERVER = '198.51.100.80';
const HEADERS = 96;

/** ETHTOOL_STXCSUM, STSO, SGSO, SGRO through SIOCETHTOOL: ethtool may not be installed. */
const OFFLOADS_OFF = `
import array, fcntl, socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for name in sys.argv[1:]:
    for command in (0x1f, 0x24, 0x2c, 0x17):
        value = array.array('B', struct.pack('II', command, 0))
        fcntl.ioctl(s, 0x8946, struct.pack('16sP', name.encode(), value.buffer_info()[0]))
`;

const on = (node, ...argv) => run('ip', ['netns', 'exec', name(node), ...argv]);
/** What is expected to fail: a ping without an answer. */
const tried = (node, ...argv) => on(node, ...argv).catch(() => undefined);
const peer = (node, ...words) => on(node, process.execPath, peers, ...words);

function start(node, ...argv) {
  const child = spawn('ip', ['netns', 'exec', name(node), ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  return { child, stop: () => (child.kill('SIGTERM'), ended), ended };
}

async function build() {
  for (const node of nodes) {
    await run('ip', ['netns', 'add', name(node)]);
    await on(node, 'ip', 'link', 'set', 'lo', 'up');
  }
  const cable = (one, port, other, otherPort) =>
    run('ip', ['-n', name(one), 'link', 'add', port, 'type', 'veth', 'peer', otherPort, 'netns', name(other)]);
  await cable('client', 'eth0', 'router', 'eth0');
  await cable('router', 'eth1', 'server', 'eth0');
  const ends = [
    ['client', 'eth0', '00:00:5e:00:53:01', '192.0.2.10/24', '2001:db8:1::10/64'],
    ['router', 'eth0', '00:00:5e:00:53:02', '192.0.2.1/24', '2001:db8:1::1/64'],
    ['router', 'eth1', '00:00:5e:00:53:03', '198.51.100.1/24', '2001:db8:2::1/64'],
    ['server', 'eth0', '00:00:5e:00:53:04', '198.51.100.80/24', '2001:db8:2::80/64'],
  ];
  for (const [node, port, mac, ipv4, ipv6] of ends) {
    await on(node, 'ip', 'link', 'set', port, 'address', mac);
    await on(node, 'ip', 'address', 'add', ipv4, 'dev', port);
    await on(node, 'ip', 'address', 'add', ipv6, 'dev', port, 'nodad');
    await on(node, 'ip', 'link', 'set', port, 'up');
    await on(node, 'python3', '-c', OFFLOADS_OFF, port);
  }
  await on('router', 'sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
  await on('client', 'ip', 'route', 'add', 'default', 'via', '192.0.2.1');
  await on('server', 'ip', 'route', 'add', 'default', 'via', '198.51.100.1');
  await on('client', 'ip', '-6', 'route', 'add', 'default', 'via', '2001:db8:1::1');
  await on('server', 'ip', '-6', 'route', 'add', 'default', 'via', '2001:db8:2::1');
  // Windows small enough for a capture of a few dozen packets to show them fill.
  await on('client', 'sysctl', '-qw', 'net.ipv4.tcp_rmem=4096 16384 16384');
  await wait(2500);
  await on('client', 'ping', '-c', '1', SERVER);
}

const scenes = {
  ping: { filter: 'icmp', act: () => on('client', 'ping', '-c', '3', '-i', '0.2', SERVER) },
  arp: {
    filter: 'arp',
    async act() {
      await on('client', 'ip', 'neigh', 'flush', 'dev', 'eth0');
      await on('router', 'ip', 'neigh', 'flush', 'dev', 'eth0');
      await on('client', 'ping', '-c', '1', '192.0.2.1');
      await tried('client', 'ping', '-c', '1', '-W', '2', '192.0.2.99');
    },
  },
  dns: { filter: 'port 53', act: () => peer('client', 'ask') },
  http: { filter: 'tcp port 80', act: () => peer('client', 'fetch') },
  tls: {
    filter: 'tcp port 443',
    act: () =>
      on('client', 'sh', '-c', `openssl s_client -connect ${SERVER}:443 -servername www.exemple.fr </dev/null`),
  },
  ntp: { filter: 'udp port 123', act: () => peer('client', 'clock') },
  dhcp: {
    filter: 'port 67 or port 68',
    async act(folder) {
      const settings = join(folder, 'udhcpd.conf');
      const lines = [
        ...['start 192.0.2.100', 'end 192.0.2.120', 'interface eth0', `lease_file ${folder}/leases`],
        ...[`pidfile ${folder}/udhcpd.pid`, 'option subnet 255.255.255.0', 'option router 192.0.2.1'],
        ...['option dns 198.51.100.80', 'option domain exemple.fr', 'option lease 3600'],
      ];
      await writeFile(settings, `${lines.join('\n')}\n`);
      await writeFile(join(folder, 'leases'), '');
      const server = start('router', 'busybox', 'udhcpd', '-f', settings);
      await wait(500);
      await on('client', 'busybox', 'udhcpc', '-i', 'eth0', '-n', '-q', '-s', '/bin/true', '-x', 'hostname:poste');
      await server.stop();
    },
  },
  'erreurs-icmp': {
    filter: 'icmp or udp',
    async act() {
      await peer('client', 'knock');
      await tried('client', 'ping', '-c', '1', '-t', '1', '-W', '1', SERVER);
      await on('router', 'ip', 'link', 'set', 'eth1', 'mtu', '1300');
      await tried('client', 'ping', '-c', '1', '-M', 'do', '-s', '1400', '-W', '1', SERVER);
      await on('router', 'ip', 'link', 'set', 'eth1', 'mtu', '1500');
      await tried('client', 'ping', '-c', '1', '-W', '1', '203.0.113.5');
      await on('client', 'ip', 'route', 'flush', 'cache');
    },
  },
  fragments: {
    filter: 'ip or ip6',
    async act() {
      await on('client', 'ping', '-c', '1', '-s', '3000', '-M', 'dont', SERVER);
      await on('client', 'ping', '-6', '-c', '1', '-s', '3000', '2001:db8:2::80');
    },
  },
  'voisins-ipv6': {
    filter: 'icmp6',
    async act() {
      for (const node of ['client', 'router']) await on(node, 'ip', '-6', 'neigh', 'flush', 'dev', 'eth0');
      await on('client', 'ping', '-6', '-c', '2', '-i', '0.2', '2001:db8:1::1');
    },
  },
  'tcp-pertes': {
    filter: 'tcp port 8080',
    snaplen: HEADERS,
    node: 'server',
    async act() {
      const queue = ['root', 'tbf', 'rate', '4mbit', 'burst', '3200', 'limit', '9000'];
      await on('router', 'tc', 'qdisc', 'add', 'dev', 'eth0', ...queue);
      await on('client', 'sysctl', '-qw', 'net.ipv4.tcp_rmem=4096 131072 6291456');
      await peer('client', 'download');
      await on('client', 'sysctl', '-qw', 'net.ipv4.tcp_rmem=4096 16384 16384');
      await on('router', 'tc', 'qdisc', 'del', 'dev', 'eth0', 'root');
    },
  },
  'fenetre-nulle': { filter: 'tcp port 8080', snaplen: HEADERS, act: () => peer('client', 'dawdle') },
};

async function record(scene, { filter, act, snaplen = 262_144, node = 'client' }, folder) {
  const file = join(folder, `${scene}.pcap`);
  const options = ['-n', '-U', '--immediate-mode', '--time-stamp-precision=nano', '-Z', 'root'];
  const tcpdump = start(node, 'tcpdump', ...options, '-s', `${snaplen}`, '-i', 'eth0', '-w', file, filter);
  await new Promise((resolve) => {
    tcpdump.child.stderr.on('data', (text) => String(text).includes('listening') && resolve());
  });
  await act(folder);
  await wait(300);
  await tcpdump.stop();
  await save(scene, named(await captures.openCaptureFile(file)), 'tcpdump 4.99.3');
}

async function* named(packets) {
  for await (const packet of packets) yield { ...packet, interface: { id: 0, name: 'eth0' } };
}

async function save(scene, packets, application) {
  const origins = await captures.recordedCaptures();
  const origin = origins.find((each) => each.name === scene)?.origin;
  if (origin === undefined) throw new Error(`${scene} has no origin in origin.yaml`);
  await captures.writeCaptureFile(join(here, `${scene}.pcapng`), packets, { application, comments: [origin] });
  console.log(scene);
}

const frame = (etherType, payload, tags = []) =>
  codecs.encodeEthernet({
    ...{ destination: '00:00:5e:00:53:02', source: '00:00:5e:00:53:01', tags, etherType, payload },
  });
const tag = (vlan, protocol = codecs.etherType.vlan) => ({ protocol, priority: 0, dropEligible: false, vlan });
const made = (bytes, i) => ({
  ...{ seconds: 1_700_000_000, nanoseconds: i * 1_000_000, linkType: captures.linkType.ethernet, bytes },
  interface: { id: 0, name: 'eth0' },
});

/** An echo request and the answer's fields are all that is needed: what counts is around them. */
function echo(sequence) {
  const data = new TextEncoder().encode('bonjour');
  return codecs.encodeIcmp({ kind: 'echo-request', identifier: 7, sequence, data });
}

function ipv4(payload, protocol) {
  return codecs.encodeIpv4({ source: '192.0.2.10', destination: SERVER, protocol, payload });
}

function vlanFrames() {
  const packet = ipv4(echo(1), codecs.ipProtocol.icmp);
  const { ipv4: type, serviceVlan } = codecs.etherType;
  const tags = [[], [tag(10)], [{ ...tag(20), priority: 5 }], [tag(100, serviceVlan), tag(10)]];
  return tags.map((each) => frame(type, packet, each));
}

/** The same packets, right then with one bit of a checksum changed. */
function checksumFrames() {
  const ends = { source: '192.0.2.10', destination: SERVER };
  const data = new TextEncoder().encode('bonjour');
  const udp = codecs.encodeUdp({ sourcePort: 4000, destinationPort: 9, data }, ends);
  const tcp = codecs.encodeTcp({ sourcePort: 4000, destinationPort: 80, sequence: 1, flags: ['syn'] }, ends);
  const { icmp, udp: udpNumber, tcp: tcpNumber } = codecs.ipProtocol;
  const packets = [
    [ipv4(echo(1), icmp), 10],
    [ipv4(echo(1), icmp), 22],
    [ipv4(udp, udpNumber), 26],
    [ipv4(tcp, tcpNumber), 36],
  ];
  return packets.flatMap(([right, checksumAt]) => {
    const wrong = right.slice();
    wrong[checksumAt] ^= 1;
    return [right, wrong].map((packet) => frame(codecs.etherType.ipv4, packet));
  });
}

const written = { vlan: vlanFrames, 'sommes-fausses': checksumFrames };

const asked = process.argv.slice(2);
const wanted = (scene) => asked.length === 0 || asked.includes(scene);
for (const [scene, frames] of Object.entries(written)) {
  if (wanted(scene)) await save(scene, frames().map(made), 'Sonde');
}
const recorded = Object.entries(scenes).filter(([scene]) => wanted(scene));
if (recorded.length > 0) {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-record-'));
  let servers;
  try {
    await build();
    servers = start('server', process.execPath, peers, 'serve', folder);
    await wait(1500);
    for (const [scene, how] of recorded) await record(scene, how, folder);
  } finally {
    await servers?.stop();
    for (const node of nodes) await run('ip', ['netns', 'delete', name(node)]).catch(() => undefined);
    await rm(folder, { recursive: true });
  }
}
