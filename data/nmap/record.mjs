// Records data/nmap/*.xml and origin.yaml: `node data/nmap/record.mjs`, as root on Linux, with nmap, iproute2 and
// python3. The real nmap scans a small company's network made of namespaces; the services are listeners.py, which speak
// like real ones. Nothing leaves the machine.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

const here = import.meta.dirname;
const prefix = `sonde-nmap-${process.pid}`;
const network = '192.168.10';
const ssh = (version) => ({ banner: `SSH-2.0-${version}\r\n` });
const mariadb =
  'Y\0\0\0\x0a5.5.5-10.11.6-MariaDB-0+deb12u1\0\x08\0\0\0abcdefgh\0\xff\xf7\x08\x02\0\xff\x81\x15\0\0\0\0\0\0\x07\0\0\0' +
  'abcdefghijkl\0mysql_native_password\0';

/** Who is on the network: address, MAC with a maker's prefix, services, and the ports whose packets are dropped. */
const hosts = {
  passerelle: {
    number: 1,
    mac: '24:5a:4c:10:00:01',
    services: { 22: ssh('dropbear_2022.83'), 80: { server: 'lighttpd/1.4.69', title: 'Passerelle' } },
  },
  admin: { number: 10, mac: '02:00:00:10:00:10', services: {} },
  web: {
    number: 20,
    mac: '00:25:90:10:00:20',
    services: {
      22: ssh('OpenSSH_9.2p1 Debian-2+deb12u3'),
      80: { server: 'Apache/2.4.57 (Debian)', title: 'Intranet' },
      8080: { server: 'nginx/1.22.1', title: 'Préproduction' },
    },
  },
  nas: {
    number: 30,
    mac: '00:11:32:10:00:30',
    services: {
      21: { banner: '220 (vsFTPd 3.0.3)\r\n' },
      22: ssh('OpenSSH_8.2'),
      873: { banner: '@RSYNCD: 31.0\n' },
    },
  },
  imprimante: {
    number: 40,
    mac: '00:17:a4:10:00:40',
    services: { 631: { server: 'CUPS/2.4 IPP/2.1', title: 'Imprimante du couloir' }, 9100: {} },
  },
  bdd: {
    number: 50,
    mac: '00:14:22:10:00:50',
    services: { 22: ssh('OpenSSH_9.2p1 Debian-2+deb12u3'), 3306: { banner: mariadb } },
    filtered: '23-25',
  },
};

/** Ports of the course: common services, open, closed and filtered. */
const ports = '21-25,53,80,139,443,445,631,873,3306,5432,8080,9100';
const runs = {
  'hosts.xml': ['-sn', `${network}.0/24`],
  'connect.xml': ['-sT', '-p', ports, `${network}.1`, `${network}.20`, `${network}.30`, `${network}.40`, `${network}.50`],
  'versions.xml': ['-sV', '-p', ports, `${network}.1`, `${network}.20`, `${network}.30`, `${network}.40`, `${network}.50`],
  'os.xml': ['-O', '--traceroute', '-p', ports, `${network}.20`, `${network}.50`],
  'scripts.xml': [
    ...['-sT', '--script', 'http-title,http-methods,http-server-header,banner', '-p', ports],
    ...[`${network}.20`, `${network}.30`, `${network}.40`],
  ],
};

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });
const nameOf = (host) => `${prefix}-${host}`;
const listeners = [];

function plug([host, { number, mac, filtered }]) {
  const name = nameOf(host);
  ip('netns', 'add', name);
  ip('-n', name, 'link', 'set', 'lo', 'up');
  ip('-n', nameOf('switch'), 'link', 'add', `port${number}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('-n', nameOf('switch'), 'link', 'set', `port${number}`, 'master', 'br0', 'up');
  ip('-n', name, 'link', 'set', 'eth0', 'address', mac, 'up');
  ip('-n', name, 'addr', 'add', `${network}.${number}/24`, 'dev', 'eth0');
  if (filtered === undefined) return;
  // A rule before the one of local addresses drops packets without a word, as a firewall would.
  ip('-n', name, 'rule', 'add', 'pref', '50', 'ipproto', 'tcp', 'dport', filtered, 'blackhole');
  ip('-n', name, 'rule', 'add', 'pref', '100', 'lookup', 'local');
  ip('-n', name, 'rule', 'delete', 'pref', '0');
}

async function serve([host, { services }]) {
  const argv = ['netns', 'exec', nameOf(host), 'python3', path.join(here, 'listeners.py'), JSON.stringify(services)];
  const child = spawn('ip', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  listeners.push(child);
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`listeners of ${host} ended with ${code}`)));
  });
}

/** `ip netns exec` shows these files as /etc/hosts: names without a DNS server. */
function writeNames() {
  const lines = Object.entries(hosts).map(([host, { number }]) => `${network}.${number} ${host}.atelier.lan`);
  mkdirSync(`/etc/netns/${nameOf('admin')}`, { recursive: true });
  writeFileSync(`/etc/netns/${nameOf('admin')}/hosts`, `127.0.0.1 localhost\n${lines.join('\n')}\n`);
}

const files = {};
try {
  ip('netns', 'add', nameOf('switch'));
  ip('-n', nameOf('switch'), 'link', 'add', 'br0', 'type', 'bridge');
  ip('-n', nameOf('switch'), 'link', 'set', 'br0', 'up');
  Object.entries(hosts).forEach(plug);
  writeNames();
  for (const each of Object.entries(hosts)) await serve(each);
  for (const [file, args] of Object.entries(runs)) {
    const argv = ['nmap', '-oX', '-', '--system-dns', ...args];
    const output = execFileSync('ip', ['netns', 'exec', nameOf('admin'), ...argv], { encoding: 'utf8' });
    writeFileSync(path.join(here, file), output);
    files[file] = { command: argv.join(' '), recorded: new Date().toISOString() };
    console.log(file, /summary="([^"]*)"/.exec(output)?.[1]);
  }
  const origin = {
    what: 'Le réseau d’une petite entreprise vu par nmap : hôtes, ports, versions, systèmes, scripts',
    who: 'Sonde, par data/nmap/record.mjs',
    how:
      'Le vrai nmap dans des espaces de noms réseau d’une seule machine. Les services sont listeners.py, qui parlent comme ' +
      'de vrais ; les adresses MAC ont le préfixe de fabricants ; tous les systèmes sont le noyau Linux de la machine ; ' +
      'les ports filtrés le sont par une règle de routage qui jette leurs paquets.',
    licence: 'celle de Sonde',
    tool: execFileSync('nmap', ['-V'], { encoding: 'utf8' }).split('\n')[0],
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([host, { number, mac, services, filtered }]) => [
        host,
        { address: `${network}.${number}`, mac, services: Object.keys(services).map(Number), ...(filtered && { filtered }) },
      ]),
    ),
    files,
  };
  writeFileSync(path.join(here, 'origin.yaml'), stringify(origin, { lineWidth: 120 }));
} finally {
  for (const child of listeners) child.kill('SIGTERM');
  rmSync(`/etc/netns/${nameOf('admin')}`, { recursive: true, force: true });
  for (const host of ['switch', ...Object.keys(hosts)]) {
    try {
      ip('netns', 'delete', nameOf(host));
    } catch {
      // Not made yet.
    }
  }
}
