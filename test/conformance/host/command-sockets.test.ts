import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readArp } from '../../../src/tools/arp/read-arp.js';
import { readIpJson } from '../../../src/tools/ip/read-ip-json.js';
import { readIpLink } from '../../../src/tools/ip/read-ip-link.js';
import { readIpNeigh } from '../../../src/tools/ip/read-ip-neigh.js';
import { readIpRoute } from '../../../src/tools/ip/read-ip-route.js';
import { readNetstat } from '../../../src/tools/netstat/read-netstat.js';
import type { SocketEnd } from '../../../src/host/sockets/socket-entry.js';
import { readSs } from '../../../src/tools/ss/read-ss.js';
import { type RunningTool, startTool } from '../../../src/run/run.js';
import { labCommandLine } from '../../../src/lab/exec.js';
import { ChainLab, whyNotInstalled } from '../chain-lab.js';

const missing = whyNotInstalled('ss', 'netstat', 'ip', 'arp', 'ping');
const lab = missing ?? (await ChainLab.bringUp('cmdsock'));
const lack = typeof lab === 'string' ? lab : undefined;

/** Sockets in each state that holds still: listening on both families, established, of UDP, and one not answered. */
const SOCKETS = `
const net = require('node:net'), dgram = require('node:dgram');
process.title = 'a "b" c';
const server = net.createServer((c) => c.pause()).listen(8080, '0.0.0.0', () => {
  net.createServer().listen(8081, '::', () => {
    dgram.createSocket('udp4').bind(5353, '127.0.0.1', () => {
      net.connect(8080, '127.0.0.1', function () { this.setKeepAlive(true, 600000); console.log('ready'); });
    });
  });
});
`;

describe.skipIf(lack)(`our reading of ss, netstat, ip and arp${lack ? ` (${lack})` : ''}`, () => {
  let program: RunningTool | undefined;

  beforeAll(async () => {
    const [prefix = '', ...words] = await labCommandLine((lab as ChainLab).lab, 'poste', []);
    program = await startTool('node', ['-e', SOCKETS], { prefix: [prefix, ...words] });
    for await (const chunk of program.stdout) if (new TextDecoder().decode(chunk).includes('ready')) break;
  });

  afterAll(async () => {
    await program?.stop();
    if (typeof lab !== 'string') await lab.remove();
  });

  const run = async (...argv: string[]): Promise<string> => (await (lab as ChainLab).run(...argv)).stdout;

  test('ss: each cell, printed again, is the one that was read', async () => {
    const text = await run('ss', '-tuanp');
    const output = readSs(text);
    const cells = (output.kind === 'sockets' ? output.sockets : []).map((socket) => [
      socket.netid,
      socket.state,
      `${socket.recvQueue}`,
      `${socket.sendQueue}`,
      printed(socket.local),
      printed(socket.peer),
      ...(socket.processes.length > 0
        ? [
            `users:(${socket.processes.map(({ name, pid, fd }) => `("${name}",pid=${pid},fd=${fd})`).join(',')})`,
          ]
        : []),
    ]);
    expect(cells.map((row) => row.join(' '))).toEqual(rows(text, 1));
    expect(cells.length).toBeGreaterThanOrEqual(5);
  });

  test('ss with all its details', async () => {
    const output = readSs(await run('ss', '-tuanpoeim'));
    const sockets = output.kind === 'sockets' ? output.sockets : [];
    const client = sockets.find(({ peer, state }) => peer.port === 8080 && state === 'ESTAB');
    expect(client?.timer?.kind).toBe('keepalive');
    expect(client?.processes[0]).toMatchObject({ name: 'a "b" c' });
    expect(client?.tcpInfo?.rttMs).toBeGreaterThan(0);
    expect(readSs(await run('ss', '-s')).kind).toBe('summary');
  });

  test('netstat: each cell of its sockets', async () => {
    const text = await run('netstat', '-tuanp');
    const [table] = readNetstat(text).tables;
    const cells = (table?.kind === 'sockets' ? table.sockets : []).map((socket) =>
      [
        socket.protocol,
        socket.recvQueue,
        socket.sendQueue,
        colon(socket.local),
        colon(socket.peer),
        ...(socket.state === undefined ? [] : [socket.state]),
        socket.process ? `${String(socket.process.pid)}/${String(socket.process.name)}` : '-',
      ].join(' '),
    );
    expect(cells).toEqual(rows(text, 2));
  });

  test('netstat: routes, interfaces and counters are those of ip', async () => {
    const [routes] = readNetstat(await run('netstat', '-rn')).tables;
    const ipRoutes = readIpRoute(await run('ip', 'route'));
    expect(routes?.kind === 'routes' && routes.data.map((route) => route.interface)).toEqual(
      ipRoutes.map(({ device }) => device),
    );
    const [interfaces] = readNetstat(await run('netstat', '-i')).tables;
    const links = readIpLink(await run('ip', '-s', 'link'));
    expect(interfaces?.kind === 'interfaces' && interfaces.data.map(({ name }) => name).sort()).toEqual(
      links.map(({ name }) => name).sort(),
    );
    expect(readNetstat(await run('netstat', '-s')).tables[0]?.kind).toBe('statistics');
  });

  test('the text of ip says what its JSON says', async () => {
    const [text, json] = [readIpRoute(await run('ip', 'route')), readIpJson(await run('ip', '-j', 'route'))];
    expect(
      text.map(({ destination, gateway, device, metric }) => ({ destination, gateway, device, metric })),
    ).toEqual(
      (json.kind === 'routes' ? json.entries : []).map(({ dst, gateway, dev, metric }) => ({
        destination: dst,
        gateway,
        device: dev,
        metric,
      })),
    );
    // Two commands, two moments: until no frame of the lab comes in between.
    const isSame = async (): Promise<boolean> => {
      const links = readIpJson(await run('ip', '-j', '-s', 'link'));
      const ofJson = (links.kind === 'links' ? links.entries : []).map(({ stats64 }) => stats64?.rx['bytes']);
      const ofText = readIpLink(await run('ip', '-s', 'link')).map(({ receive }) => receive?.['bytes']);
      return ofJson.length === 2 && isDeepStrictEqual(ofText, ofJson);
    };
    await expect.poll(isSame).toBe(true);
  });

  test('arp and ip neigh know the same neighbours', async () => {
    const [{ gateway = '' } = {}] = readIpRoute(await run('ip', 'route')).filter((route) => route.gateway);
    await run('ping', '-c', '1', '-q', gateway);
    const neighbours = readIpNeigh(await run('ip', '-4', 'neigh'));
    const known = neighbours.map(({ address, hardwareAddress }) => ({ address, hardwareAddress }));
    expect(known.map(({ address }) => address)).toContain(gateway);
    for (const option of ['-n', '-an']) {
      const entries = readArp(await run('arp', option));
      expect(entries.map(({ address, hardwareAddress }) => ({ address, hardwareAddress }))).toEqual(known);
    }
  });
});

/** The rows of a table, columns separated by one space. */
function rows(text: string, headings: number): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(headings)
    .map((line) => line.trim().replace(/\s+/g, ' '));
}

function printed({ address, device, port, service }: SocketEnd): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `${host}${device === undefined ? '' : `%${device}`}:${service ?? portText(port)}`;
}

function portText(port = 0): string {
  return port === 0 ? '*' : String(port);
}

function colon({ address, port, service }: SocketEnd): string {
  return `${address}:${service ?? portText(port)}`;
}
