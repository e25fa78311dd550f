import { describe, expect, test } from 'vitest';
import { readPing } from '../../../src/tools/ping/read-ping.js';
import { golden } from '../path-golden.js';
import { readsItsGoldenFiles } from '../path-reading.js';

describe('what ping prints', () => {
  readsItsGoldenFiles(readPing, golden('ping'));
});

/** The replies of what was printed. */
function replies(text: string) {
  return readPing(text).events.flatMap((event) => (event.kind === 'reply' ? [event] : []));
}

describe('the French of iputils', () => {
  const french = `AVERTISSEMENT : ping de l’adresse de diffusion
PING serveur.exemple (192.0.2.7) de 192.0.2.1 eth0 : 56(84) octets de données.
64 octets de 192.0.2.7 : icmp_seq=1 ttl=64 temps=0.044 ms
64 octets de serveur.exemple (192.0.2.7) : icmp_seq=2 ttl=64 temps=17,2 ms (DUPLIQUÉ !)
De 192.0.2.2 icmp_seq=3 Hôte de destination injoignable
De 192.0.2.2 icmp_seq=4 Fragmentation nécessaire et DF est défini (mtu = 1400)
De 192.0.2.2 icmp_seq=5 Durée de vie dépassée
encore aucune réponse pour icmp_seq=6
64 octets de 192.0.2.7: icmp_seq=7 ttl=64 time=0.051 ms

--- statistiques ping serveur.exemple ---
7 paquets transmis, 3 reçus, +1 dupliqués, +3 erreurs, 57.1429 % paquets perdus, temps 6004 ms
rtt min/moy/max/mdev = 0,044/5,765/17,200/8,085 ms, tuyau 2
`;

  test('is read as its English is', () => {
    expect(readPing(french)).toMatchObject({
      dialect: 'iputils',
      language: 'fr',
      host: 'serveur.exemple',
      address: '192.0.2.7',
      size: 56,
      events: [
        { kind: 'reply', sequence: 1, from: '192.0.2.7', bytes: 64, ttl: 64, rttMs: 0.044 },
        { kind: 'reply', sequence: 2, name: 'serveur.exemple', rttMs: 17.2, duplicate: true },
        {
          kind: 'error',
          sequence: 3,
          error: 'destination-unreachable',
          text: 'Hôte de destination injoignable',
        },
        { kind: 'error', sequence: 4, error: 'packet-too-big', nextHopMtu: 1400 },
        { kind: 'error', sequence: 5, error: 'time-exceeded' },
        { kind: 'timeout', sequence: 6 },
        { kind: 'reply', sequence: 7, rttMs: 0.051 },
      ],
      statistics: {
        ...{ transmitted: 7, received: 3, duplicates: 1, errors: 3, lossPercent: 57.1429, elapsedMs: 6004 },
        ...{ pipe: 2, rtt: { minMs: 0.044, avgMs: 5.765, maxMs: 17.2, mdevMs: 8.085 } },
      },
      notices: ['WARNING: ping de l’adresse de diffusion'],
      complete: true,
    });
  });

  test('half in English, as between two of its versions', () => {
    const half = `PING ::1(::1) 56 data bytes
64 octets de ::1 : icmp_seq=1 ttl=64 temps=0.030 ms

--- statistiques ping ::1 ---
1 paquets transmis, 1 reçus, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 0.030/0.030/0.030/0.000 ms
`;
    expect(readPing(half)).toMatchObject({ language: 'fr', statistics: { lossPercent: 0 }, complete: true });
    expect(replies(half)).toMatchObject([{ from: '::1', rttMs: 0.03 }]);
  });

  test('a name that is not known, and the options', () => {
    const unknown = 'ping: serveur.exemple: Nom ou service inconnu\n';
    expect(readPing(unknown).failure).toBe('serveur.exemple: Nom ou service inconnu');
    const usage = '\nUtilisation\n  ping [options] <destination>\n\nOptions :\n  -4   utiliser IPv4\n';
    expect(readPing(usage)).toMatchObject({ failure: 'Utilisation', complete: true });
  });
});

test('another language is refused, with the languages that are read', () => {
  const german = `PING 127.0.0.1 (127.0.0.1) 56(84) Bytes an Daten.
64 Bytes von 127.0.0.1: icmp_seq=1 ttl=64 Zeit=0.030 ms
`;
  expect(() => readPing(german)).toThrow(/in English or in French/);
});

describe('first lines', () => {
  test.each([
    ['PING 198.51.100.9 (198.51.100.9) from 192.0.2.5 : 56(84) bytes of data.', '198.51.100.9', 56],
    ['PING 198.51.100.9 (198.51.100.9) from 192.0.2.5 eth0: 56(84) bytes of data.', '198.51.100.9', 56],
    ['PING 2001:db8::1(2001:db8::1) from 2001:db8::2 : 56 data bytes', '2001:db8::1', 56],
    ['PING fe80::1%eth0(fe80::1%eth0) from fe80::2%eth0 eth0: 1400 data bytes', 'fe80::1%eth0', 1400],
    ['PING ::1(::1) , flow 0x12345,  56 data bytes', '::1', 56],
    ['PING ::1 (::1), flow 0x00012, from ::1 lo: 8 data bytes', '::1', 8],
    ['PING h.example (h.example (2001:db8::1)) 56 data bytes', '2001:db8::1', 56],
    ['PING  (192.0.2.124) 56(84) bytes of data.', '192.0.2.124', 56],
    ['PING 192.0.2.1 (192.0.2.1): 56 data bytes, id 0x5ba4 = 23460', '192.0.2.1', 56],
    ['PING h.example (192.0.2.1) from 192.0.2.9: 1472 data bytes', '192.0.2.1', 1472],
    ['PING h.example (2001:db8::1) from 2001:db8::2: 56 data bytes', '2001:db8::1', 56],
  ])('%s', (line, address, size) => {
    const ping = readPing(`${line}\n64 bytes from ${address}: icmp_seq=1 ttl=64 time=0.034 ms\n`);
    expect(ping).toMatchObject({ address, size, events: [{ from: address, rttMs: 0.034 }], notices: [] });
  });

  test('an address that has no name has none', () => {
    expect(readPing('PING  (192.0.2.124) 56(84) bytes of data.\n')).not.toHaveProperty('host');
  });
});

describe('refusals and explanations are a failure', () => {
  test.each([
    [
      "ping: invalid option -- 'z'\n\nUsage\n  ping [options] <destination>\n\nOptions:\n  -4  use IPv4\n",
      "invalid option -- 'z'",
    ],
    ['\nUsage\n  ping [options] <destination>\n', 'Usage'],
    ['Usage: ping [-aAbBdDfhLnOqrRUvV64] [-c count]\n            [-W timeout] destination\n', /^Usage: ping/],
    ['ping: usage error: Destination address required\n', 'usage error: Destination address required'],
    [
      "ping: missing host operand\nTry 'ping --help' or 'ping --usage' for more information.\n",
      'missing host operand',
    ],
    [
      'Usage: ping [OPTION...] HOST ...\nSend ICMP ECHO_REQUEST packets to network hosts.\n\n Options:\n',
      /^Usage: ping/,
    ],
    ['BusyBox v1.35.0 (Debian 1:1.35.0-4+b3) multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n', /^BusyBox/],
    [
      "ping: invalid option -- 'z'\nBusyBox v1.35.0 multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n",
      "invalid option -- 'z'",
    ],
    [
      'ping: illegal option -- z\nusage: ping [-AaDdfnoQqRrv] [-c count] [-G sweepmaxsize]\n            host\n',
      'illegal option -- z',
    ],
    [
      'usage: ping [-AaDdfnoQqRrv] [-c count]\n       ping [-AaDdfLnoQqRrv] mcast-group\nApple specific options\n',
      /^usage: ping/,
    ],
    ['ping: cannot resolve h.example: Unknown host\n', 'cannot resolve h.example: Unknown host'],
    ['connect: Network is unreachable\n', 'Network is unreachable'],
    ['-bash: ping: command not found\n', '-bash: ping: command not found'],
    [
      '\nBad option -d.\n\n\nUsage: ping [-t] [-a] [-n count]\n            target_name\n\nOptions:\n    -t   Ping the specified host\n',
      'Bad option -d.',
    ],
    ['Bad value for option -n, valid range is from 1 to 4294967295.\r\n', /^Bad value for option -n/],
    ['IP address must be specified.\r\n', 'IP address must be specified.'],
    ['\r\nUtilisation : ping [-t] [-a] [-n échos]\r\n', /^Utilisation/],
    [
      "Valeur incorrecte pour l'option -n, l'intervalle valide est de 1 à 4294967295.\r\n",
      /^Valeur incorrecte/,
    ],
    ['L’adresse IP doit être spécifiée.\r\n', /^L’adresse IP/],
  ])('%j', (text, failure) => {
    const ping = readPing(text);
    expect(ping.failure).toEqual(typeof failure === 'string' ? failure : expect.stringMatching(failure));
    expect(ping).toMatchObject({ events: [], complete: true });
    expect(ping.statistics).toBeUndefined();
  });
});

describe('what is kept out, and told', () => {
  const printed = (...lines: readonly string[]) =>
    `PING 192.0.2.5 (192.0.2.5) 56(84) bytes of data.\n${lines.map((line) => `${line}\n`).join('')}`;

  test.each([
    ['1e-05', 0.00001],
    ['0.0001', 0.0001],
    ['2.5e-06', 0.0000025],
    ['33,3333', 33.3333],
  ])('a loss of %s %%', (loss, lossPercent) => {
    const text = printed(
      '',
      '--- 192.0.2.5 ping statistics ---',
      `9 packets transmitted, 8 received, ${loss}% packet loss, time 9ms`,
    );
    expect(readPing(text).statistics).toMatchObject({ transmitted: 9, received: 8, lossPercent });
  });

  test.each([
    '1 packets transmitted, 2 packets received, -- somebody is printing forged packets!',
    "1 packets transmitted, 2 packets received, -- somebody's printing up packets!",
    '1 packets transmitted, 2 received, -100% packet loss, time 0ms',
  ])('%s', (counts) => {
    const { statistics, notices } = readPing(printed('', '--- 192.0.2.5 ping statistics ---', counts));
    expect(statistics).toMatchObject({ transmitted: 1, received: 2, lossPercent: 0 });
    expect(notices).toEqual([counts]);
  });

  test.each(['-0.012', '-1', '4294967295000.1', '18446744073709551.000', '-1.-23'])(
    'a time of %s ms',
    (time) => {
      const line = `64 bytes from 192.0.2.5: icmp_seq=1 ttl=64 time=${time} ms`;
      const times = `rtt min/avg/max/mdev = ${time}/1.000/2.000/0.100 ms`;
      const ping = readPing(
        printed(line, '1 packets transmitted, 1 received, 0% packet loss, time 0ms', times),
      );
      expect(ping.events).toEqual([
        { kind: 'reply', sequence: 1, from: '192.0.2.5', bytes: 64, ttl: 64, duplicate: false },
      ]);
      expect(ping.statistics).not.toHaveProperty('rtt');
      expect(ping.notices).toEqual([line, times]);
    },
  );

  test('figures that a key asks for', () => {
    const asked = [
      'load: 1.93  cmd: ping 52343 waiting 0.00u 0.00s',
      '1/2 packets received (50.0%) 12.082 min / 12.082 avg / 12.082 max',
      '2/2 packets, 0% loss, min/avg/ewma/max = 0.030/0.040/0.035/0.050 ms',
    ];
    const [load = '', bsd = '', iputils = ''] = asked;
    const ping = readPing(
      printed(`^T${load}`, bsd, `^\\${iputils}`, '64 bytes from 192.0.2.5: icmp_seq=2 ttl=64 time=1.00 ms'),
    );
    expect(ping).toMatchObject({ events: [{ sequence: 2 }], notices: asked });
  });

  test('a line that nobody knows', () => {
    const odd = [
      '64 bytes from 192.0.2.5: strange error',
      '64 bytes from 192.0.2.5: icmp_seq=2 ttl=64 time=0.043 ms: weird',
    ];
    const { events, notices } = readPing(printed(...odd));
    expect(events).toMatchObject([{ sequence: 2, rttMs: 0.043 }]);
    expect(notices).toEqual(odd);
  });

  test('replies to a broadcast that BSD does not mark', () => {
    const text = `PING 192.0.2.255 (192.0.2.255): 56 data bytes
64 bytes from 192.0.2.1: icmp_seq=0 ttl=64 time=0.235 ms
64 bytes from 192.0.2.2: icmp_seq=0 ttl=64 time=4.224 ms

--- 192.0.2.255 ping statistics ---
1 packets transmitted, 1 packets received, +1 duplicates, 0.0% packet loss
`;
    expect(replies(text).map(({ duplicate }) => duplicate)).toEqual([false, true]);
  });
});

describe('a text without its last end of line', () => {
  const start = 'PING 192.0.2.5 (192.0.2.5) 56(84) bytes of data.\n\n--- 192.0.2.5 ping statistics ---\n';
  test.each([
    [
      '2 packets transmitted, 2 received, 0% packet loss, time 1001ms\nrtt min/avg/max/mdev = 1.000/1.000/1.000/0.000 ms',
      true,
    ],
    [
      '1 packets transmitted, 1 received, 0% packet loss, time 0ms\nrtt min/avg/max/mdev = 1.000/1.000/1.000/0.000 ms',
      true,
    ],
    ['2 packets transmitted, 0 received, 100% packet loss, time 1001ms', true],
    // A pipe, or the figures of a flood, may be missing.
    [
      '2 packets transmitted, 2 received, 0% packet loss, time 1001ms\nrtt min/avg/max/mdev = 1.000/1.000/1200.000/0.000 ms',
      false,
    ],
    [
      '9 packets transmitted, 9 received, 0% packet loss, time 40ms\nrtt min/avg/max/mdev = 1.000/1.000/1.000/0.000 ms',
      false,
    ],
    ['2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 1001ms', false],
    ['2 packets transmitted, 2 received, 0% packet loss, time 1001ms', false],
  ])('%s', (end, complete) => {
    expect(readPing(start + end).complete).toBe(complete);
  });
});
