import type { OutputLine } from '../text/output-line.js';

/** What net-tools writes in French (its catalogue fr.po) in titles and names of columns, longest first. */
const FRENCH: readonly (readonly [french: RegExp, english: string])[] = [
  [/^Connexions Internet actives/, 'Active Internet connections'],
  [/^Sockets du domaine UNIX actives/, 'Active UNIX domain sockets '],
  [/^[Ss]ockets (\S+) actives/, 'Active $1 sockets'],
  [/^Table de routage IPv6 du noyau/, 'Kernel IPv6 routing table'],
  [/^Table de routage IP du noyau/, 'Kernel IP routing table'],
  [/^Table d'interfaces noyau/, 'Kernel Interface table'],
  [/\(sans serveurs\)/, '(w/o servers)'],
  [/\(seulement serveurs\)/, '(only servers)'],
  [/\(serveurs et .tablies\)/, '(servers and established)'],
  [/\bAdresse locale\b/, 'Local Address'],
  [/\bAdresse distante\b/, 'Foreign Address'],
  [/\bPasserelle\b/, 'Gateway'],
  [/\bProchain Hop\b/, 'Next Hop'],
  [/\bFen.{1,2}tre\b/, 'Window'],
  [/\bUtilisatr\b/, 'User'],
  [/\bUtilis\.(?=\s)/, 'Use'],
  [/\bIndicatrs\b|\bIndic\b/, 'Flags'],
  [/\bRefCpt\b/, 'RefCnt'],
  [/\bEtat\b/, 'State'],
  [/\bChemin\b/, 'Path'],
];

/** Lines that may be a title or the names of columns: a row of sockets or of routes starts with neither. */
const HEADING = /^(?:Connexions |[Ss]ockets |Table |Proto +Re|Destination +\S)/;

/** A title or a line of names of columns, in the words of English; the line itself when it is another. */
export function inEnglish(line: OutputLine): OutputLine {
  if (!HEADING.test(line.text)) return line;
  const text = FRENCH.reduce((each, [french, english]) => each.replace(french, english), line.text);
  return text === line.text ? line : { ...line, text };
}

/** What netstat says beside its tables, in English and in French: what may not be shown to who is not root. */
export const NOTICE =
  /^(?:\(Not all processes could be identified| will not be shown, you would have to be root|\(No info could be read for "-p"|\(Tous les processus ne peuvent .tre|non poss.{1,3}d.{1,2}s ne seront pas affich|\(Pas d'infos lues pour "-p"|netstat: |warning, got |attention, |SELinux is not enabled|getnameinfo failed|(?:No|Pas de) support (?:for|de) )/;

/** Lines above a table that say what it is; the table itself starts at the next line. */
const TITLE =
  /^(?:Active |Kernel |Routing tables?|Internet6?:|Proto Recv-Q|Iface +MTU|Name +Mtu|Registered |IPv6\/IPv4 Group)/;
/** The names of columns, below the title of some tables. */
const COLUMNS =
  /^(?:Destination +(?:Gateway|Next Hop)|Proto +(?:RefCnt|Destination +Source|Rexmit|Recv-Q)|Proto\/ID |Address +Type +Recv-Q|(?:Tcpcb|Socket) +.*Proto| *pcb +Proto|Interface +RefCnt)/;

/** Whether a line is a title or the names of columns. */
export function isHeading(line: OutputLine | undefined): boolean {
  return line !== undefined && (TITLE.test(line.text) || COLUMNS.test(line.text));
}
