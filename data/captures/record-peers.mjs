/* The two sides of the recorded captures, run by record.mjs in their namespaces: node record-peers.mjs ROLE */
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const SERVER = '198.51.100.80';
const NTP_EPOCH_SECONDS = 2_208_988_800;
const NTP_LENGTH = 48;
const [role, folder] = process.argv.slice(2);

const roles = { serve, ask, fetch: fetchPage, clock, knock, download, dawdle };
await roles[role]();

async function serve() {
  const codecs = createRequire(import.meta.url)('../../dist/packet/index.js');
  const dns = createSocket('udp4').bind(53);
  dns.on('message', (question, { port, address }) => dns.send(answerTo(codecs, question), port, address));
  const ntp = createSocket('udp4').bind(123);
  ntp.on('message', (question, { port, address }) => ntp.send(timeFor(question), port, address));
  createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>Bonjour</title><p>Bonjour du réseau.\n');
  }).listen(80);
  net.createServer((socket) => socket.on('error', () => undefined).end(Buffer.alloc(120_000))).listen(8080);
  const files = ['-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`];
  const key = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', ...key, ...files, '-subj', '/CN=www.exemple.fr'], { stdio: 'ignore' });
  const certificate = ['-cert', `${folder}/cert.pem`, '-key', `${folder}/key.pem`];
  const tls = spawn('openssl', ['s_server', '-accept', '443', '-quiet', ...certificate], { stdio: 'ignore' });
  process.once('SIGTERM', () => {
    tls.kill();
    process.exit(0);
  });
}

/** Any name ending in `exemple.fr` has an address; the others do not exist. */
function answerTo(codecs, bytes) {
  const question = codecs.decodeDns(bytes);
  const [asked] = question.questions;
  const known = asked.name.endsWith('exemple.fr') && asked.type === 'A';
  const answers = known ? [{ name: asked.name, type: 'A', ttlSeconds: 300, address: SERVER }] : [];
  return codecs.encodeDns({
    ...question,
    ...{ response: true, authoritative: true, recursionAvailable: true, answers, authorities: [], additionals: [] },
    responseCode: asked.name.endsWith('exemple.fr') ? 0 : 3,
  });
}

function ntpTime(bytes, at) {
  const ms = Date.now();
  bytes.writeUInt32BE(Math.floor(ms / 1000) + NTP_EPOCH_SECONDS, at);
  bytes.writeUInt32BE(Math.floor(((ms % 1000) / 1000) * 2 ** 32), at + 4);
}

/** RFC 5905, section 7.3: version 4, server, stratum 2. */
function timeFor(question) {
  const answer = Buffer.alloc(NTP_LENGTH);
  answer.set([0x24, 2, question[2], 0xec]);
  answer.set([192, 0, 2, 1], 12);
  ntpTime(answer, 16);
  question.copy(answer, 24, 40, 48);
  ntpTime(answer, 32);
  ntpTime(answer, 40);
  return answer;
}

async function clock() {
  const socket = createSocket('udp4');
  const question = Buffer.alloc(NTP_LENGTH);
  question.set([0x23, 0, 6, 0xec]);
  ntpTime(question, 40);
  socket.send(question, 123, SERVER);
  await once(socket, 'message');
  socket.close();
}

async function ask() {
  const resolver = new Resolver();
  resolver.setServers([SERVER]);
  await resolver.resolve4('www.exemple.fr');
  await resolver.resolve6('www.exemple.fr').catch(() => undefined);
  await resolver.resolve4('absent.invalid').catch(() => undefined);
}

async function fetchPage() {
  const headers = { Host: 'www.exemple.fr', 'User-Agent': 'sonde' };
  const [response] = await once(get({ host: SERVER, headers, agent: false }), 'response');
  response.resume();
  await once(response, 'close');
  await wait(200);
}

/** A datagram for a port where nobody listens. */
async function knock() {
  const socket = createSocket('udp4');
  socket.send('toc toc', 33_434, SERVER);
  await wait(300);
  socket.close();
}

async function download() {
  const socket = net.connect(8080, SERVER).resume();
  await once(socket, 'close');
}

/** Connects, and reads only after two seconds: the window closes, the server probes it. */
async function dawdle() {
  const socket = net.connect(8080, SERVER);
  await wait(2000);
  socket.resume();
  await once(socket, 'close');
}
