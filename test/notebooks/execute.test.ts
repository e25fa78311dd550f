import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findTool } from '../../src/command/find-tool.js';
import { executedFolder, listNotebooks } from '../../src/notebook/course-notebooks.js';
import { type CourseReport, executeAll } from '../../src/notebook/execute-all.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { temporaryFolder } from '../notebook/temporary-notebooks.js';
import { describeCourseBook } from './course-book.js';
import { runNbclient, shapes } from './nbclient.js';
import { printedBy } from './printed.js';

const files = await listNotebooks();
let report: CourseReport;

beforeAll(async () => {
  report = await executeAll(files, { outputFolder: executedFolder });
}, 600_000);

test('the course has notebooks', () => {
  expect(files).not.toEqual([]);
});

test.each(files.map((file) => [path.basename(file), file]))('%s runs to its end', (name, file) => {
  expect(report.failures.filter((failure) => failure.notebook === file)).toEqual([]);
  expect(report.copies).toContain(path.join(executedFolder, name));
});

test.each(files.map((file) => path.basename(file)))('%s carries Plotly once at most', async (name) => {
  const { cells } = await readNotebook(path.join(executedFolder, name));
  const carriers = cells.filter((cell) => JSON.stringify(cell).includes('sondeFigures.library('));
  expect(carriers.length).toBeLessThanOrEqual(1);
});

/** What the text of a chapter says of its outputs, with their origin: a new recording that says otherwise must not pass. */
const promised: readonly (readonly [chapter: string, printed: readonly RegExp[]])[] = [
  [
    '00-accueil.ipynb',
    [
      /jamais moins de 60 ms d’aller-retour/,
      /^UnknownScenarioError : unknown scenario: "reseau-de-la-lune"/m,
      /Ce que permet cette machine .*\n.*\nPaquets \(ping\) +(réel|simulé) (.*\n)*?Connexions TCP \(tcping\) +réel /,
      /^\[mesuré en direct\]\nréponses : 5 sur 5\n/m,
      /^\[simulé\] .*\nréponses : 5 sur 5\ntemps moyen : 79\.7 ms\n/m,
      /Interfaces d’un serveur web \[enregistré\]\n(.*\n)*?eth0 +252\s972 +30\s114\s932/,
    ],
  ],
  [
    '01-ping.ipynb',
    [
      /^\[mesuré en direct\]\n(\d closed\n){3}réponses : 10 sur 10\n/m,
      /deux chronomètres \[simulé\]\n.*\nécho ICMP +0 +11,514 +12,764 .*\nconnexion TCP +0 +10,545 +13,027 /,
    ],
  ],
  [
    '02-traceroute.ipynb',
    [
      /étroit : 1400 octets \[simulé\]\n.*\n.* trop grand +192\.0\.2\.1 +1\s492\n.* trop grand .* 1\s400\n +1\s400 +passe\n/,
      /Un trou noir : 1476 octets.* \[simulé\]\n.*\n +1\s500 +silence\n(.*\n)*? +1\s476 +passe\ntrou noir : oui \[simulé\]/,
    ],
  ],
  [
    '03-connexions.ipynb',
    [
      /Connexions au port 8080 du serveur web \[enregistré\]/,
      /LISTEN 3 .*:9000 .*\n(ESTAB .*192\.0\.2\.10:9000 +198\.51\.100\.20:\d+\n){3}\[enregistré\]/,
      /\nESTAB 0 +635040 .*\n\[enregistré\]/,
      /(s : inodes 591915, 591916\n.*){3}\[enregistré\]/,
      /sept octets \[mesuré en direct\]\n.*\nLISTEN .*\n(ESTAB .*\n){2}/,
      // The kernel lists the two ends in the order of its own table.
      /sa moitié \[mesuré en direct\]\n(.+\n)*?FIN-WAIT-2 /,
      /sa moitié \[mesuré en direct\]\n(.+\n)*?CLOSE-WAIT 8 /,
      /sans fermer \[mesuré en direct\]\n(.+\n)*?CLOSE-WAIT 0 /,
      /n’écoute plus \[mesuré en direct\]\n.*\nTIME-WAIT .*\n/,
    ],
  ],
  [
    '04-proc-net.ipynb',
    [
      /0: 0100007F:1538 00000000:0000 0A/,
      /LE : 127\.0\.0\.1, port 5432\nBE : 1\.0\.0\.127, port 5432/,
      /depuis le démarrage \[enregistré\]\n(.*\n)*?eth0 +737 +25 +3,392/,
      /première et la dernière lecture \[enregistré\]\n(.*\n)*?pc-maison +eth0 .* 8,052/,
      /débordement de rxBytes, 1467296 octets \[simulé\]\n900000000 → 500000 : « reset », pas de débit \[simulé\]/,
      /Udp\.RcvbufErrors +186 +0/,
      /Débit de la boucle locale\./,
      /TCP sur .* \[mesuré en direct\]/,
    ],
  ],
  [
    '05-nmap.ipynb',
    [
      /NotAuthorisedError: 198\.51\.100\.20 is a public address/,
      /254 adresses interrogées, 3 réponses \[simulé\]\n(.*\n)*?192\.168\.1\.23 /,
      /\[simulé\]\nrépondent à l’écho\s: 203\.0\.113\.1\n203\.0\.113\.10, port 443\s: open/,
      /6 machines sur 256 adresses \[enregistré\]\n(.*\n)*?192\.168\.10\.1 .*arp-response\n(.*\n)*?.*localhost-response/,
      /Port 443\s: open\. .* \[SYN\]\. .* \[SYN, ACK\]\. .* \[RST\]\./,
      /Port 22\s: closed\. .* \[RST, ACK\]\./,
      /Port 25\s: filtered\. [^.]*\.exemple\.fr à 0,0 ms\s: \[SYN\]\.\n/,
      /Port 22\s: unreachable\. .* ICMP, signé 198\.51\.100\.3\./,
      /\[mesuré en direct\] port \d+\s: open/,
      /\[mesuré en direct\] port \d+\s: closed/,
      /pas fermés \[enregistré\]\n(.*\n)*?( +2[345] +filtered +no-response .*\n){3}/,
      /machines terminées\s: 1\n.*\nfin du balayage\s: jamais venue/,
      /Services de l’atelier \[enregistré\]\n(.*\n)*?web +8080 +http +nginx .*probed\n/,
      /serveur web \[enregistré\]\n.*\nLinux 5\.3 - 5\.4 +96\n(.*\n){2}AXIS .* 94\n/,
      /lu \[enregistré\]\n(.*\n)*?.*Pr\\xC3\\xA9production\n/,
    ],
  ],
  [
    '06-iperf3.ipynb',
    [
      /au mieux 941,5 Mbit\/s/,
      /2,5 à 3,0 s : .* Mbit\/s\n\[(mesuré en direct|enregistré)\]/,
      /le serveur \[enregistré\]\n/,
      /erreur\s: unable to connect to server: Connection refused\n/,
      /Ethernet gigabit : 94\d,\d ± \d,\d\. .*Satellite géostationnaire : 15,7 ± 10,2\./,
      /\[enregistré\]\ndix secondes .* 15,7 Mbit\/s\nles cinq dernières .* 24,1 Mbit\/s/,
      /qui en résulte \[enregistré\]\n(.*\n)*? +2\s048 .* 211,298\n/,
      /BDP \(ko\)(.*\n)*?long chemin à haut débit .* 1\s250 /,
      /un lien 4G \[enregistré\]\n(.*\n)*? +5 .* 0 +1,794\n(.*\n)*? +60 .* 43,081 +0,394\n/,
      /même fenêtre \[enregistré\]\n.*\n +1 +6,09\n +4 +24,19\n/,
      /seul \(-R\), de 15,9 à 16,4, .*\(--bidir\), de 0,83 à 5,97,/,
    ],
  ],
  [
    '07-analyseur.ipynb',
    [
      /^capture (en direct sur lo|enregistrée : .*)$/m,
      /Une visite, paquet par paquet \[(mesuré en direct|enregistré)\]\n(.*\n)*? 4 .* GET \/ HTTP\/1\.1/,
      /Six captures en une \[enregistré\]\n(.*\n)*?12 .* Standard query 0x\w+ A www\.exemple\.fr\n/,
      /Les couches de la trame \[enregistré\]\n(.*\n)*?User Datagram Protocol +34 à 41 +8 /,
      /champs de l’en-tête IPv4 \[enregistré\]\n(.*\n)*?ip\.ttl +64 +22 +1 /,
      /ip\.addr == 203\.0\.113\.5 +2 +50 51\n/,
      /dns\.time > 0\.005 +2 +13 15\n/,
      /tcp\.port = 80\n {9}\^\nunexpected character "="/,
      /rcode != 0 +1 +17\n.*rcode == 0\) +4 +12 14 16 17\n/,
      /hiérarchie des protocoles \[enregistré\]\n(.*\n)*?—+tcp +26 .*\n—+http +2 .*\n—+tls +7 /,
      /à 0,071 ms : \[SYN, ACK\].* à 19,629 ms : GET .* à 19,691 ms : \[ACK\].* à 51,269 ms : HTTP\/1\.1 200 OK/,
      /Paquet coupé par la capture : 64,0\s% \(130\)\. Retransmission \(TCP\) : 22,2\s% \(45\)\./,
      /Autour de l’octet 10137 \[enregistré\]\n.*\n13 .*\n32 .*\n35 .*\[TCP Window Update\].*\n36 .*\[TCP Retransmission\].*\n37 .*\[TCP Dup ACK/,
      /L’arrêt \[enregistré\]\n(.*\n)*?41 .*\[TCP ZeroWindow\](.*\n)*?47 .*\[TCP Window Update\]/,
      /erreurs ICMP du mélange \[enregistré\]\n.*\n45 .*Port unreachable/,
      /Les sommes fausses \[enregistré\]\n.*\n 2 .*\n 4 .*\n 6 .*\n 8 .*\[TCP Retransmission\]/,
      /temps de réponse du mélange, en ms \[enregistré\]\n.*\nicmp +3 +3 /,
      /serveur proche\. Écho ICMP : reçues 200, absentes 0 : médiane 12,850 ms/,
      /voisin en Wi-Fi\. Écho ICMP : reçues 178, absentes 22 : médiane 6,029 ms, .* 99\s% 16,885 ms/,
      /vus du poste \[simulé\]\n.*\n.* 192\.168\.1\.23 .*\n 2 +14,07 /,
      /vus du routeur r5 \[simulé\]\n.*\n.* 100\.64\.2\.0 .*\n 2 +2,3 /,
      /pcapng, 10 paquets, www\.exemple\.fr \[enregistré\]/,
      /Le nom du site, en clair \[enregistré\]\n(.*\n)*?31 .* Client Hello/,
    ],
  ],
  [
    '10-enquetes.ipynb',
    [
      /Quatre portes du serveur \[simulé\]\n.*\n +22 +unreachable .*\n +25 +filtered\n +80 +open .*\n +443 +open /,
      /^ 4 {2}\* \* \*\n 5 {2}\* \* \*\n\[simulé\](.*\n)*? 4 {2}203\.0\.113\.10 .*\n\[simulé\]/m,
      / 2\.\|-- 198\.51\.100\.1 +[345]\d\.\d% .*\n +3\.\|-- 198\.51\.100\.3 +0\.0% (.*\n)*?\[simulé\]/,
      /entrés chez r1\s: 100 demandes, \d\d réponses\n\[simulé\]/,
      /^203\.0\.113\.10\s: 5 échos sur 5, port 443 open\n2001:db8:0:5::10\s: 5 échos sur 5, port 443 open\n\[simulé\]/m,
      /Avant la maintenance \[simulé\]\n(.*\n){2}(203\.0\.113\.\d+ +11,8 +61\n){6}/,
      /^\[simulé\] (?=.*o)(?=.*\.)[o.]{20}$/m,
      /5 packets transmitted, 5 received, 0% packet loss, .*\n.*\n\[simulé\]/,
      /Débit reçu \(Mbit\/s\)\. Courbes : m1, /,
      /^10 essais\s: 73,7\s%(.*\n)*?100 essais\s: 4,8\s%/m,
    ],
  ],
  [
    '11-synthese.ipynb',
    [
      /la MTU de ce lien \(RFC 1191\)\.\n.* traceroute\.\nRFC 6633\n/,
      / 3 +Destination Unreachable .*\n +3 +0 +Net Unreachable(.*\n)*? +13 +0 +Timestamp .* RFC\s792\n(.*\n)*? +17 +0 +Address Mask Request .* RFC\s950 +RFC\s6918\n/,
      / 135 +0 +Neighbor Solicitation .* RFC\s4861\n/,
      / 80 +5\n +90 +10\n/,
      / 1 +28,499 +7,125 +1,781\n/,
    ],
  ],
  [
    '08-prometheus.ipynb',
    [
      /\[(mesuré en direct|enregistré)\]\n\d+ lignes, dont :\n/,
      /\nnode_network_receive_bytes_total\{device="lo"\} \d/,
      /ExpositionError : .* \(line 2, offset 38\)/,
      /127\.0\.0\.1 : réponse HTTP 200\nprobe_success 1\n(.*\n)*?sonde_probe_info\{origin="(live|simulated)",module="icmp"\} 1\n/,
      /198\.51\.100\.7 : réponse HTTP 403\n/,
      /up : true, \d+ mesures\nexporteur arrêté, up : false\n/,
      /"values":\[1,1,1,1,1,0\]/,
      /Ce qui est surveillé \[simulé\]\n/,
      /rate sur 5 s, de 0,0035 à 10,0, .*rate sur 1 min, de 0,0003 à 5,05,/,
      /increase\(octets_total\[1m\]\), à 90 s \[simulé\]\n.*\n\{\} +550\n/,
      /delta\(octets_total\[1m\]\), à 90 s \[simulé\]\n.*\n\{\} +-50\n/,
      /\{instance="box"\} +10,008\n(.*\n)*?\{instance="sauvegarde"\} +10,506\n/,
      /\{device="eth1", instance="box", job="node"\} +62,7\n/,
      /node_network_speed_bytes \* 100, à 30 s \[simulé\]\n.*\n.* 100\n/,
      /bytes_total\[10s\]\) \/ up, à 30 s \[simulé\]\n.*\naucune ligne/,
      /QueryError : multiple matches for labels: many-to-one matching must be explicit/,
      /hop="1", .* 0,001\n.*hop="2", .* 0,296\n.*hop="3", .* 0,3\n/,
      /> 0\.1, à 60 s \[simulé\]\n.*\naucune ligne/,
      /histogram_quantile\(0\.99, .*\[simulé\]\n.*\n\{\} +0,941\n/,
      /six questions \[enregistré\]\n(.*\n)*?débit entrant .* 0,09\n(.*\n)*?plus de 10 000 .* rien : condition fausse\n/,
      /^5:15: group "ligne", rule 1, "Panne": could not parse expression: 1:6: .* range vector in call to function "rate"/m,
      /PaquetsJetes · eth1 · box : inactive de 0 à 18 s, pending de 18 à 22 s, firing de 22 à 68 s, .* CibleMuette : inactive de 0 à 120 s\./,
      /humanizePercentage \}\} +0\.312%\n/,
      /got:\[\n(.*\n)*?.*Débit de 10Mbit\/s sur box/,
      /L’alerte va à astreinte\./,
      /Les messages \(calculé\)\n(.*\n)*?20\.2 +astreinte .*résolue\n21\.5 +equipe-reseau +LatenceElevee, box +première fois\n/,
      /silence sur la box \(calculé\)\n.*\n2\.5 +equipe-reseau +LatenceElevee, fai .*\n12\.5 .*résolue\n/,
      /sans Grafana\. Latence \(ms\) : .* maximum 320\. .* eth1, .* maximum 10,0\./,
    ],
  ],
  [
    '09-tableau-de-bord.ipynb',
    [
      /« La ligne saturée », cible : serveur\n\d+ mesures en \d+ séries \[simulé\]/,
      /Connexions TCP du serveur\. Courbes : serveur, de 0 à 275,/,
      // The last figure of the film alone is kept.
      /Surveillance de serveur\. Aller-retour \(ms\) : .* maximum 320, au-delà de « seuil » \(100\)\. Débit émis \(Mbit\/s\) : .* maximum 10,0\. Jetés et erreurs \(par s\) : .* maximum 69\. Connexions TCP : .* maximum 275\./,
      /De 8 à 26 secondes \[simulé\]\n(.*\n)*? +12 +123 +3,337 +0 +16\n(.*\n)*? +16 +315 +9,998 +13 +95\n/,
      /file pleine : 300 ms\n.* : 320 ms\n.* : 6 s\n.* 4,8 %/,
      /320 ms : 256 connexions/,
      /moyenne sur 30 s, de 20,1 à 276,7, .*médiane au calme \(@ 10\), de 20,1 à 20,1,/,
      /LatenceElevee · serveur : inactive de 0 à 12 s, pending de 12 à 22 s, firing de 22 à 42 s, .* PaquetsJetes · eth1 · box : inactive de 0 à 16 s, pending de 16 à 20 s, firing de 20 à 46 s,/,
      /Alertes à 40 secondes \[simulé\]\n.*\nLatenceElevee +firing +warning +12 +314\.6ms vers serveur\nPaquetsJetes +firing +critical +16 +54 paquets/,
      /Surveillance de (127\.0\.0\.1|serveur)\. Aller-retour \(ms\) : dernière valeur/,
      /jetés +: 1501 \[simulé\]\néchos +: 46 \[simulé\]\nréponses : 46 \[simulé\]/,
    ],
  ],
];

test.each(promised)('%s prints what its text speaks of', async (name, printed) => {
  const text = printedBy(await readNotebook(path.join(executedFolder, name)));
  for (const each of printed) expect(text).toMatch(each);
});

const nbconvert = await findTool('jupyter-nbconvert');

describe(nbconvert === undefined ? 'jupyter-nbconvert is not installed' : 'in Jupyter’s own nbclient', () => {
  const folder = temporaryFolder();
  const theirs = path.join(folder, 'theirs');

  beforeAll(async () => {
    if (nbconvert !== undefined) await runNbclient(nbconvert, files, { folder, outputFolder: theirs });
  }, 900_000);

  for (const name of files.map((file) => path.basename(file))) {
    test.skipIf(nbconvert === undefined)(`${name} gives the same kinds of outputs`, async () => {
      expect(await shapes(path.join(theirs, name))).toEqual(await shapes(path.join(executedFolder, name)));
    });
  }
});

describeCourseBook(executedFolder);
