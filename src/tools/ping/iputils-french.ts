/** The French of iputils (po/fr.po), line by line, in the English that is read: a line may be in both. */
import type { OutputLine } from '../text/output-line.js';

/** Words of a kind of line, and what they are in English; what a router or the system says stays as it is. */
interface FrenchLine {
  /** Of which line they are: it need not be French to its end. */
  readonly of: RegExp;
  readonly words: readonly (readonly [RegExp, string])[];
}

/** Blanks before colons and signs may be those that do not break. */
const frenchLines: readonly FrenchLine[] = [
  {
    of: /^PING .* octets de données\.?$/,
    words: [
      [/ de (\S+(?: \S+)?)\s?:\s/, ' from $1 : '],
      [/, flux 0x/, ', flow 0x'],
      [/\) octets de données\.$/, ') bytes of data.'],
      [/ octets de données$/, ' data bytes'],
    ],
  },
  {
    of: /^(?:\[[\d.]+\] )?\d+ octets de .*icmp_seq=/,
    words: [
      [/ octets de (.*?)\s?: ?icmp_seq=/, ' bytes from $1: icmp_seq='],
      [/\(DUPLIQUÉ\s?!\)/, '(DUP!)'],
      [/\(MAUVAISE SOMME DE CONTRÔLE\s?!\)/, '(BAD CHECKSUM!)'],
      [/\(ADRESSE DIFFÉRENTE\s?!\)/, '(DIFFERENT ADDRESS!)'],
      [/\(tronqué\)/, '(truncated)'],
      [/\(route identique\)/, '(same route)'],
    ],
  },
  { of: /icmp_seq=\d+ .*\btemps[=<]/, words: [[/\btemps(?=[=<])/, 'time']] },
  { of: /^(?:\[[\d.]+\] )?De \S.* icmp_seq=/, words: [[/De (.*?)(?:\s:)? icmp_seq=/, 'From $1 icmp_seq=']] },
  { of: /^(?:\[[\d.]+\] )?De \S+ ?: \S/, words: [[/De (\S+?)\s?: /, 'From $1: ']] },
  {
    of: /^(?:\[[\d.]+\] )?encore aucune réponse pour icmp_seq=/,
    words: [[/encore aucune réponse pour/, 'no answer yet for']],
  },
  {
    of: /^octet de données incorrect #/,
    words: [
      [
        /octet de données incorrect (.*) devrait être (.*) mais était/,
        'wrong data byte $1 should be $2 but was',
      ],
    ],
  },
  { of: /^(?:RR|TS) : ?/, words: [[/ : ?/, ': ']] },
  {
    of: /^\s.*\d (?:absolut|non standard)/,
    words: [
      [/ absolut\b/, ' absolute'],
      [/ non standard/, ' not-standard'],
    ],
  },
  {
    of: /^--- statistiques ping /,
    words: [[/^--- statistiques ping (\S*) ---/, '--- $1 ping statistics ---']],
  },
  {
    of: /^\d+ paquets transmis, /,
    words: [
      [/ paquets transmis/, ' packets transmitted'],
      [/ reçus?\b|(?<= )reçus?(?=,)/, ' received'],
      [/ dupliqués/, ' duplicates'],
      [/ corrompus/, ' corrupted'],
      [/ erreurs/, ' errors'],
      [/\s?% (?:paquets perdus|de perte)/, '% packet loss'],
      [/, temps (\d+)\s?ms/, ', time $1ms'],
    ],
  },
  {
    of: /^rtt min\/moy\//,
    words: [
      [/moy/, 'avg'],
      [/ ms, ?tuyau/, ' ms, pipe'],
      [/, ? ?ipg\/mmpe/, ', ipg/ewma'],
    ],
  },
  { of: /^ ?tuyau \d/, words: [[/^ ?tuyau/, 'pipe']] },
  { of: /^Sauts non comptabilités ?:/, words: [[/^.*?: ?/, 'Unrecorded hops: ']] },
  { of: /^AVERTISSEMENT\s?: /, words: [[/^AVERTISSEMENT\s?: /, 'WARNING: ']] },
  { of: /^(ping6?): Avertissement\s?: /, words: [[/Avertissement\s?: /, 'Warning: ']] },
  { of: /^MOTIF\s?: 0x/, words: [[/^MOTIF\s?/, 'PATTERN']] },
];

/** A line of a French iputils in English; nothing for one that is not French. */
export function frenchInEnglish(line: OutputLine): OutputLine | undefined {
  const text = frenchLines.reduce(
    (now, { of, words }) =>
      of.test(now) ? words.reduce((said, [french, english]) => said.replace(french, english), now) : now,
    line.text,
  );
  return text === line.text ? undefined : { ...line, text };
}
