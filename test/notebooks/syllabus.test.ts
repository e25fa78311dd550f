/** Every subject of the syllabus is treated, in the chapter and the section where a reader would look for it. */
import { beforeAll, describe, expect, test } from 'vitest';
import path from 'node:path';
import { listNotebooks } from '../../src/notebook/course-notebooks.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';

/** A subject, the heading of its section (the chapter's own for one that runs through it), and a word it cannot do without. */
type Treatment = readonly [subject: string, heading: RegExp, word: RegExp];

const syllabus: Readonly<Record<string, readonly Treatment[]>> = {
  '01-ping.ipynb': [
    ['what ping is for', /^# ICMP et ping/, /Une machine répond-elle/],
    ['echo request and reply, by their types', /L’écho ICMP/, /type 8[^]*type 0/],
    ['identifier, sequence number, data', /L’écho ICMP/, /identifiant/],
    ['the fields of an ICMP message', /octet par octet/, /'Type'[^]*'Code'[^]*'Somme'/],
    ['the sum that guards it', /somme de contrôle/, /RFC 1071/],
    ['each word of a report', /Lire le rapport/, /icmp_seq/],
    ['the hops that a TTL tells', /ttl au nombre de routeurs/, /128 pour Windows/],
    ['mdev, and jitter', /mdev/, /écart-type/],
    ['profiles of delay by distance', /Quatre profils/, /rttProfiles/],
    ['the route recorded by the packet', /Noter la route/, /recordRoute/],
    ['RTT of a TCP connection, without privilege', /chronométrer une connexion/, /tcping/],
    ['what kinds of silence there are', /Ne pas répondre/, /pare-feu/],
  ],
  '02-traceroute.ipynb': [
    ['the mechanism, by the TTL', /La ruse du TTL/, /type 11/],
    ['who wrote it', /^# traceroute/, /Berkeley/],
    [
      'UDP, ICMP and TCP probes; the port that nobody listens to',
      /Trois sortes de sondes/,
      /33434[^]*-I[^]*-T/,
    ],
    ['tracepath, without privilege', /La taille qui passe/, /tracepath/],
    ['ICMP’s own traceroute', /La taille qui passe/, /RFC 1393/],
    ['stars', /Les étoiles/, /pas une panne|une seule est une panne/],
    ['asymmetric paths', /^### 1\./, /retour/],
    ['other places, other paths', /^### 2\./, /chemin/],
    ['the interface that answers', /^### 3\./, /adresse/],
    ['ICMP is not served as data is', /^### 4\./, /ICMP/],
    ['a slow control processor', /^### 5\./, /lent/],
    ['rate limits and routers that do not answer', /^### 6\./, /perd|avare/],
    ['private addresses', /^### 7\./, /RFC 1918/],
    ['an output of Unix', /### Sous Unix/, /tracerouteReport|traceroute/],
    ['airports in the names, which are a habit', /Deux rapports/, /aéroport|lhr/],
    ['an output of Windows, tracert', /### Sous Windows/, /tracert/],
    ['loops', /## Une boucle/, /TTL/],
    ['the animated trace', /La trace en mouvement/, /traceAnimation/],
    ['RTT of each hop, its spread, boxes', /Une boîte par saut/, /pathBoxes/],
  ],
  '03-connexions.ipynb': [
    ['connections, their processes', /ss, colonne par colonne/, /Process/],
    ['ports that listen', /Qui écoute/, /-tlnup|-tln/],
    ['the summary', /## Compter/, /ss -s|socketSummary/],
    ['filters by state and by port', /## Filtrer/, /dst|state/],
    ['Recv-Q and Send-Q', /Deux files/, /Recv-Q/],
    ['the states of TCP', /La vie d’une connexion/, /tcpStates/],
    ['netstat, its routes', /netstat -rn/, /netstat -rn/],
    ['netstat, its interfaces', /netstat -i/, /netstat -i/],
    ['netstat, its protocols', /netstat -s/, /netstat -s/],
  ],
  '04-proc-net.ipynb': [
    ['files that are not files', /qui n’existent pas/, /proc\/net/],
    ['a line of /proc/net/tcp by hand', /décodée à la main/, /netTcp|0100007F|hexa/],
    ['how many connections in each state', /en tableau/, /dataFrame[^]*état/],
    ['counters of an interface', /compteurs d’une interface/, /errs|erreurs/],
    ['share of errors', /Un taux/, /taux/],
    ['volumes received and sent', /Les volumes/, /barChart/],
    ['rates', /Deux lectures/, /bitsPerSecond|BitsPerSecond|débit/],
  ],
  '05-nmap.ipynb': [
    ['hosts that are up', /Qui est là/, /écho/],
    ['the states of a port, -sT and -sS', /`-sT` ou `-sS`/, /SYN/],
    ['versions', /-sV/, /-sV/],
    ['systems', /-O/, /empreinte/],
    ['-A, and scripts by category', /Les scripts/, /vuln[^]*-A/],
    ['certificates and ciphers', /En ligne de commande/, /ssl-cert[^]*ssl-enum-ciphers/],
    ['discreet scans', /À quelle allure/, /-T1/],
    ['the law', /le droit/, /323-1/],
  ],
  '06-iperf3.ipynb': [
    ['server and client', /Ce que fait iperf3/, /iperf3 -s/],
    ['its JSON', /Le JSON/, /-J/],
    ['six kinds of links through time, with their spread', /Six sortes de liens/, /lineChart[^]*écart-type/],
    ['the window on long paths', /La fenêtre et le délai/, /-w/],
    ['UDP at a chosen rate', /UDP/, /-b/],
    ['both ways at once', /--bidir/, /bidir/],
  ],
  '07-analyseur.ipynb': [
    ['what an analyser is for', /À quoi sert/, /abîmées/],
    ['capturing what passes on a segment', /Où se placer/, /commutateur/],
    ['every layer, from the frame to the data', /Une trame démontée/, /packetTree|dissect/],
    ['errors and their share', /Les erreurs et leur part/, /errorShares/],
    ['response times better than a millisecond', /Les temps de réponse/, /quantile/],
    ['filters on MAC and IP addresses', /## Filtrer/, /eth\.|MAC/],
    ['one exchange between two hosts', /Suivre un échange/, /conversationSequence/],
  ],
  '08-prometheus.ipynb': [
    ['architecture: exporters, server, Grafana, Alertmanager', /./, /monitoringArchitecture/],
    ['metrics of node_exporter', /./, /node_network_receive_bytes_total/],
    ['blackbox probes', /./, /blackbox/],
    ['rates', /./, /rate\(/],
    ['share of losses', /./, /drop_total/],
    ['quantiles of a histogram', /./, /histogram_quantile/],
    ['alert rules: threshold, duration, labels', /./, /for:/],
    ['Grafana', /./, /Grafana/],
  ],
  '09-tableau-de-bord.ipynb': [
    ['four metrics that update in place', /./, /liveDisplay/],
    ['the congestion peak', /./, /congestion/],
    ['thresholds and reference', /./, /seuil/],
    ['connections established', /./, /CurrEstab/],
  ],
  '10-enquetes.ipynb': [
    ['a method', /Cinq temps/, /réfuter/],
    ['which tool answers which question', /Quel outil/, /pathMtu[^]*multipath[^]*monitorScenario/],
    ['an example from end to end', /Une enquête guidée/, /Prouver/],
    ...[1, 2, 3, 4, 5].map((n): Treatment => [
      `mystery ${n}, with its questions`,
      new RegExp(`^## Enquête ${n}\\. `),
      /exercise\('10-/,
    ]),
    ['a report that others can use', /Rédiger/, /Portée/],
  ],
  '11-synthese.ipynb': [
    ['key points', /L’essentiel, chapitre par chapitre/, /mdev/],
    ['commands', /Les commandes/, /tracert -d[^]*ss -tlnup[^]*iperf3 -c[^]*promtool/],
    ['ICMP types and codes', /Les messages ICMP/, /icmpTypes/],
    ['the default TTL of Windows, and where it is set', /TTL de départ/, /DefaultTTL/],
    ['jitter against delay for voice and games', /Les délais/, /irrégulier/],
    ['glossary', /Glossaire/, /gigue/],
  ],
};

interface Section {
  readonly heading: string;
  /** The heading and all that it covers, smaller headings included. */
  readonly text: string;
}

function sectionsOf(cells: readonly { readonly source: string | readonly string[] }[]): readonly Section[] {
  const text = cells
    .map(({ source }) => (typeof source === 'string' ? source : source.join('')))
    .join('\n\n');
  const parts = text.split(/^(?=#{1,4} )/m);
  const depthOf = (part: string): number => /^#+/.exec(part)?.[0].length ?? 0;
  return parts.map((part, start) => {
    const end = parts.findIndex((later, index) => index > start && depthOf(later) <= depthOf(part));
    const covered = parts.slice(start, end === -1 ? undefined : end).join('');
    return { heading: part.slice(0, part.indexOf('\n')), text: covered };
  });
}

const files = await listNotebooks();

describe.each(Object.entries(syllabus))('%s', (name, treatments) => {
  let sections: readonly Section[] = [];

  beforeAll(async () => {
    const file = files.find((each) => path.basename(each) === name);
    expect(file, `${name} is missing`).toBeDefined();
    sections = sectionsOf((await readNotebook(file ?? '')).cells);
  });

  test.each(treatments)('%s', (_subject, heading, word) => {
    const titled = sections.find((section) => heading.test(section.heading));
    expect(titled, `no section is titled ${String(heading)}`).toBeDefined();
    expect(titled?.text).toMatch(word);
  });
});
