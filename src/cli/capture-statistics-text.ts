import type { ConversationEnd } from '../capture/conversations/conversation-pair.js';
import type { CaptureEndpoint, Conversation } from '../capture/conversations/conversation.js';
import type { CaptureErrorCount } from '../capture/statistics/errors.js';
import type { ProtocolShare } from '../capture/statistics/hierarchy.js';
import type { CaptureRate } from '../capture/statistics/rates.js';
import type { ResponseTimes } from '../capture/statistics/response-times.js';
import type { ByConversationKind, CaptureStatistics } from '../capture/statistics/statistics.js';
import { errorBases, errorNames, responseNames } from '../figure/capture-errors.js';
import { frenchNumber } from '../figure/drawing/label.js';

/** Rows shown of a long table. */
const MAX_ROWS = 50;
const kindNames = { eth: 'Ethernet', ip: 'IPv4', ipv6: 'IPv6', tcp: 'TCP', udp: 'UDP' } as const;

/** What was counted, as tables in French. */
export function statisticsLines(statistics: Omit<CaptureStatistics, 'origin' | 'reason'>): readonly string[] {
  const { packets, bytes, durationMs, untracked, hierarchy, conversations, endpoints } = statistics;
  const { rates, errors, times } = statistics;
  const lost = untracked > 0 ? ` ; ${count(untracked)} paquets de conversations non suivies` : '';
  return [
    `${count(packets)} paquets, ${count(bytes)} octets, ${frenchNumber(durationMs / 1000, 3)} s${lost}`,
    ...(hierarchy
      ? ['', 'Protocoles', ...table(['protocole', 'paquets', 'octets', 'part'], shares(hierarchy))]
      : []),
    ...(conversations ? byKind('Conversations', conversations, conversationHead, conversationRow) : []),
    ...(endpoints ? byKind('Extrémités', endpoints, endpointHead, endpointRow) : []),
    ...(rates ? ['', 'Débits', ...table(['début (s)', 'paquets/s', 'kbit/s'], rates.map(rateRow))] : []),
    ...(errors
      ? ['', 'Erreurs', ...table(['erreur', 'paquets', 'part', 'premier'], errors.map(errorRow))]
      : []),
    ...(times ? ['', 'Temps de réponse (ms)', ...table(timeHead, times.filter(wasSeen).map(timeRow))] : []),
  ];
}

function count(value: number): string {
  return frenchNumber(value);
}

function percent(share: number): string {
  return `${frenchNumber(100 * share, 1)}\u202f%`;
}

function shares(list: readonly ProtocolShare[], depth = 0): readonly (readonly string[])[] {
  return list.flatMap(({ protocol, packets, bytes, packetShare, inside }) => [
    [`${'  '.repeat(depth)}${protocol}`, count(packets), count(bytes), percent(packetShare)],
    ...shares(inside, depth + 1),
  ]);
}

function endText({ address, port }: ConversationEnd): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${String(port)}` : `${address}:${String(port)}`;
}

function byKind<T>(
  title: string,
  lists: ByConversationKind<T>,
  head: readonly string[],
  row: (item: T) => readonly string[],
): readonly string[] {
  return (['eth', 'ip', 'ipv6', 'tcp', 'udp'] as const).flatMap((kind) => {
    const list = lists[kind];
    return list.length === 0 ? [] : ['', `${title} ${kindNames[kind]}`, ...table(head, list.map(row))];
  });
}

const conversationHead = ['A', 'B', 'A → B', 'octets', 'B → A', 'octets', 'début (s)', 'durée (s)'];
const conversationRow = ({ a, b, aToB, bToA, startMs, durationMs }: Conversation): readonly string[] => [
  ...[endText(a), endText(b), count(aToB.packets), count(aToB.bytes), count(bToA.packets), count(bToA.bytes)],
  ...[frenchNumber(startMs / 1000, 3), frenchNumber(durationMs / 1000, 3)],
];

const endpointHead = ['adresse', 'paquets', 'octets', 'émis', 'reçus'];
const endpointRow = (end: CaptureEndpoint): readonly string[] => [
  endText(end),
  ...[end.packets, end.bytes, end.sent.packets, end.received.packets].map(count),
];

const rateRow = ({ startMs, packetsPerSecond, bitsPerSecond }: CaptureRate): readonly string[] => [
  frenchNumber(startMs / 1000, 3),
  frenchNumber(packetsPerSecond, 1),
  frenchNumber(bitsPerSecond / 1000, 1),
];

const errorRow = ({ kind, packets, share, of, firstFrame }: CaptureErrorCount): readonly string[] => [
  errorNames[kind],
  count(packets),
  `${percent(share)} des ${errorBases[of]}`,
  String(firstFrame),
];

const timeHead = ['réponse', 'reçues', 'absentes', 'min', 'médiane', 'p95', 'p99', 'max'];
const wasSeen = ({ answered, unanswered }: ResponseTimes): boolean => answered + unanswered > 0;
const timeRow = ({ kind, answered, unanswered, times }: ResponseTimes): readonly string[] => [
  ...[responseNames[kind], count(answered), count(unanswered)],
  ...(times
    ? [times.minMs, times.p50Ms, times.p95Ms, times.p99Ms, times.maxMs].map((ms) => frenchNumber(ms, 3))
    : []),
];

/** The first column at the left, the others at the right under their names. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const shown = rows.slice(0, MAX_ROWS);
  const widths = head.map((name, column) =>
    Math.max(name.length, ...shown.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const more = rows.length - shown.length;
  return [
    line(head),
    ...shown.map(line),
    ...(more > 0 ? [`… et ${count(more)} autres (--json les donne toutes)`] : []),
  ];
}
