// Records data/iperf3/*.json and origin.yaml: `node data/iperf3/record.mjs [NAME…]`, as root on Linux, with iperf3,
// iproute2 and python3. The real iperf3 and the real TCP of the kernel run between two network namespaces; only the link
// between them is emulated, by relay.py (or by tc's tbf for the gigabit). Nothing leaves the machine.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';

const here = import.meta.dirname;
const ends = [`sonde-rec-client-${process.pid}`, `sonde-rec-server-${process.pid}`];
const addresses = ['192.168.77.1/24', '192.168.77.2/24'];
const server = '192.168.77.2';

const way = (bitsPerSecond, delayMs, jitterMs, lossPercent, queueBytes) => ({
  ...{ bitsPerSecond, delayMs, jitterMs, lossPercent, queueBytes },
});

/** Each link: what the home sends (`up`) and what it gets (`down`). Rates are of IP packets. */
const links = {
  'ethernet-gigabit': {
    title: 'Réseau local, Ethernet gigabit',
    // 1514 bytes of each 1538 on the wire are what tbf counts: the rest is preamble, checksum and gap.
    tbf: '984mbit',
  },
  'wifi-ac': {
    title: 'Wi-Fi 802.11ac, dans la pièce voisine',
    up: way([140e6, 260e6], 1, 3, 0, 400_000),
    down: way([160e6, 300e6], 1, 3, 0, 400_000),
  },
  'fibre-100': {
    title: 'Fibre FTTH, 100 Mbit/s',
    up: way(100e6, 4, 0.3, 0, 250_000),
    down: way(100e6, 4, 0.3, 0, 250_000),
  },
  '4g': {
    title: 'Téléphonie 4G',
    up: way([5e6, 15e6], 20, 8, 0, 200_000),
    down: way([15e6, 55e6], 20, 8, 0, 600_000),
  },
  'adsl-20': {
    title: 'ADSL, 20 Mbit/s annoncés',
    // 20 Mbit/s and 1 Mbit/s of ATM cells leave so much for IP.
    up: way(0.85e6, 12, 1, 0, 64_000),
    down: way(17e6, 12, 1, 0, 150_000),
  },
  'satellite-geo': {
    title: 'Satellite géostationnaire',
    up: way(5e6, 290, 4, 0, 400_000),
    down: way(25e6, 290, 4, 0, 2_000_000),
  },
  'long-fat': {
    title: 'Long chemin à haut débit : 100 Mbit/s, 100 ms',
    up: way(100e6, 50, 0, 0, 1_500_000),
    down: way(100e6, 50, 0, 0, 1_500_000),
  },
};

const SIX = ['ethernet-gigabit', 'wifi-ac', 'fibre-100', '4g', 'adsl-20', 'satellite-geo'];

/** What most machines use; the one that records may have another. */
const CUBIC = ['-C', 'cubic'];

/** Every run: the file's name, its link and what iperf3 is told besides -c and -J. */
const runs = [
  ...SIX.map((link) => ({ name: `tcp-${link}`, link, options: ['-t', '10', ...CUBIC] })),
  ...SIX.map((link) => ({ name: `tcp-${link}-reverse`, link, options: ['-t', '10', ...CUBIC, '-R'] })),
  ...['5M', '10M', '20M', '30M', '40M', '60M'].map((rate) => ({
    name: `udp-4g-${rate}-reverse`,
    link: '4g',
    options: ['-t', '10', '-u', '-b', rate, '-R'],
  })),
  ...['16K', '32K', '64K', '128K', '256K', '512K', '1M', '2M', '4M'].map((window) => ({
    name: `window-long-fat-${window}`,
    link: 'long-fat',
    options: ['-t', '10', ...CUBIC, '-w', window],
  })),
  { name: 'parallel-long-fat-64K', link: 'long-fat', options: ['-t', '10', ...CUBIC, '-w', '64K', '-P', '4'] },
  { name: 'bidir-adsl-20', link: 'adsl-20', options: ['-t', '10', ...CUBIC, '--bidir'] },
];

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });

/** Waits until a program has printed a text. */
function printed(child, text) {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (bytes) => {
      output += bytes;
      if (output.includes(text)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before ${JSON.stringify(text)}`)));
  });
}

/** Puts a link between the two namespaces. @returns how to take it away */
async function lay(link, seed) {
  if (link.tbf) return layVeth(link.tbf);
  const spec = { ends, addresses, seed, directions: [link.up, link.down] };
  const relay = spawn('python3', [path.join(here, 'relay.py'), JSON.stringify(spec)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await printed(relay, 'ready');
  return () => ended(relay);
}

function layVeth(rate) {
  ip('link', 'add', 'rec0', 'netns', ends[0], 'type', 'veth', 'peer', 'name', 'rec0', 'netns', ends[1]);
  ends.forEach((end, i) => {
    ip('-n', end, 'addr', 'add', addresses[i], 'dev', 'rec0');
    ip('-n', end, 'link', 'set', 'rec0', 'up');
    const tbf = ['tbf', 'rate', rate, 'burst', '128kb', 'limit', '512kb'];
    execFileSync('tc', ['-n', end, 'qdisc', 'add', 'dev', 'rec0', 'root', ...tbf]);
  });
  return () => ip('-n', ends[0], 'link', 'delete', 'rec0');
}

function ended(child) {
  if (child.exitCode !== null) return undefined;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return exit;
}

async function record({ name, link, options }, index) {
  const remove = await lay(links[link], 2026 + index);
  const argv = ['iperf3', '-c', server, '-J', '-i', '1', ...options];
  const listener = spawn('ip', ['netns', 'exec', ends[1], 'iperf3', '-s', '-1', '--forceflush'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await printed(listener, 'Server listening');
    const output = execFileSync('ip', ['netns', 'exec', ends[0], ...argv], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const { end } = JSON.parse(output);
    const { bits_per_second: rate } = end.sum_received ?? end.sum;
    console.log(name.padEnd(36), (rate / 1e6).toFixed(2).padStart(8), 'Mbit/s');
    writeFileSync(path.join(here, `${name}.json`), output);
    return { command: argv.join(' '), link, recorded: new Date().toISOString(), seed: 2026 + index };
  } finally {
    await ended(listener);
    await remove();
  }
}

function describe(files) {
  const version = execFileSync('iperf3', ['-v'], { encoding: 'utf8' }).split('\n')[0];
  return {
    what: 'Mesures d’iperf3 par genre de lien, en TCP et en UDP, par taille de fenêtre, à plusieurs flux, et dans les deux sens',
    who: 'Sonde, par data/iperf3/record.mjs',
    how:
      'Le vrai iperf3 et le vrai TCP du noyau Linux entre deux espaces de noms réseau d’une seule machine ; seul le lien ' +
      'est émulé, par relay.py (file d’attente, débit, délai, gigue et perte tirés d’une graine ; l’ordre est gardé), ou par ' +
      'tbf de tc pour le gigabit. Ce ne sont pas des mesures d’un vrai Wi-Fi ni d’un vrai satellite : les paramètres de ' +
      'chaque lien sont choisis, et écrits ici.',
    licence: 'celle de Sonde',
    tool: version,
    kernel: release(),
    links,
    files,
  };
}

const asked = process.argv.slice(2);
const origin = path.join(here, 'origin.yaml');
const files = existsSync(origin) ? parse(readFileSync(origin, 'utf8')).files : {};
for (const end of ends) {
  ip('netns', 'add', end);
  ip('-n', end, 'link', 'set', 'lo', 'up');
}
try {
  for (const [index, run] of runs.entries()) {
    if (asked.length > 0 && !asked.includes(run.name)) continue;
    files[`${run.name}.json`] = await record(run, index);
  }
  writeFileSync(origin, stringify(describe(files), { lineWidth: 120 }));
} finally {
  for (const end of ends) ip('netns', 'delete', end);
}
