import type { Capture, CapturedPacket } from '../capture/capture.js';
import { dissect } from '../capture/dissect.js';
import { summaryOf } from '../capture/summary/summary.js';
import { ConversationTracker } from '../capture/conversations/tracker.js';
import { tcpFlag } from '../capture/conversations/tcp-stream.js';
import type { Phase, PhaseFlame } from './phase-flame.js';

/** Which request {@link requestPhases} takes apart: the first one of a connection. */
export interface TimedRequest {
  /** The connection, as `tcp.stream`. Default 0. */
  readonly stream?: number;
  /** Plain French text. Default « Où passe le temps d’une requête ». */
  readonly title?: string;
}

/** What happened when, in nanoseconds since the first packet of the capture. */
interface Milestones {
  syn: number;
  synAck: number;
  opened: number;
  request: number;
  acknowledged: number;
  firstByte: number;
  lastByte: number;
}

/** The answer of a name server, and when it was asked and given. */
interface NameAnswer {
  readonly asked: number;
  readonly given: number;
  readonly addresses: readonly string[];
}

/** A DNS answer that came longer before the connection than this belongs to another request. */
const longestPauseNs = 1e9;

/**
 * The time of a request in clear (HTTP), taken apart from a capture made at the client: the name, the opening of the connection, the
 * request, the wait for the first byte, the transfer.
 *
 * @param capture read until the answer is whole
 * @param which connection
 * @returns nested phases in milliseconds, the data of `figure.phaseFlame`; the name's only where its question, less than a
 *   second before the connection, is in the capture too
 * @throws RangeError when the capture has no such connection, or not from its opening to an answer, or when
 *   it does not speak HTTP in clear
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { recordedCapture } from 'sonde/capture';
 *
 * const { phases } = await figure.requestPhases(await recordedCapture('http'));
 * console.log(phases.map(({ name }) => name).at(-1)); // → Transfert de la réponse
 * ```
 */
export async function requestPhases(capture: Capture, which: TimedRequest = {}): Promise<PhaseFlame> {
  const { stream = 0, title = 'Où passe le temps d’une requête' } = which;
  const { at, name } = await milestones(capture, stream);
  const missing = (['syn', 'synAck', 'opened', 'request', 'firstByte'] as const).find((key) =>
    Number.isNaN(at[key]),
  );
  if (missing !== undefined)
    throw new RangeError(`connection ${stream} cannot be timed: this capture has no ${missing} of it`);
  return { title, phases: phasesOf(at, name), origin: capture.origin };
}

async function milestones(
  capture: Capture,
  stream: number,
): Promise<{ readonly at: Milestones; readonly name: NameAnswer | undefined }> {
  const tracker = new ConversationTracker();
  const at = { syn: NaN, synAck: NaN, opened: NaN, request: NaN, acknowledged: NaN, firstByte: NaN, lastByte: NaN }; // prettier-ignore
  let name: NameAnswer | undefined;
  let latest: NameAnswer | undefined;
  for await (const packet of capture) {
    tracker.follow(packet);
    if (tracker.answers.some(({ kind }) => kind === 'dns')) latest = nameAnswer(packet, tracker, latest);
    if (tracker.stream?.stream !== stream) continue;
    if (Number.isNaN(at.syn)) {
      const { destination } = summaryOf(packet, tracker.outline, tracker.fields());
      name = latest?.addresses.includes(destination) ? latest : undefined;
    }
    const isAsked = !Number.isNaN(at.request);
    if (note(at, tracker)) break;
    if (!isAsked && !Number.isNaN(at.request) && !isInClear(packet))
      throw new RangeError(
        `connection ${stream} cannot be timed: it does not begin with an HTTP request in clear`,
      );
  }
  return { at, name: name && at.syn - name.given < longestPauseNs ? name : undefined };
}

/** Whether the connection speaks HTTP in clear: the first bytes of TLS are those of its handshake, and phases would be misnamed. */
function isInClear(packet: CapturedPacket): boolean {
  return dissect(packet).layers.some(({ protocol }) => protocol === 'http');
}

/** Clients ask for IPv4 and IPv6 addresses side by side: an answer without any does not hide the other. */
function nameAnswer(
  packet: CapturedPacket,
  { timeNs, answers }: ConversationTracker,
  before: NameAnswer | undefined,
): NameAnswer | undefined {
  const fields = dissect(packet).layers.flatMap((layer) => layer.fields);
  const addresses = addressesIn(fields);
  return addresses.length === 0
    ? before
    : {
        asked: timeNs - (answers.find(({ kind }) => kind === 'dns')?.elapsedNs ?? 0),
        given: timeNs,
        addresses,
      };
}

type Fields = ReturnType<typeof dissect>['frame'];

function addressesIn(fields: Fields): readonly string[] {
  return fields.flatMap(({ name, value, children = [] }) => [
    ...(name === 'dns.a' || name === 'dns.aaaa' ? [String(value)] : []),
    ...addressesIn(children),
  ]);
}

/** @returns whether what follows belongs to another request, or to the closing */
function note(at: Milestones, { tcp, timeNs, answers, stream }: ConversationTracker): boolean {
  const { flags, length } = tcp.segment;
  const fromClient = stream?.wasForth === true;
  if (answers.some(({ kind }) => kind === 'tcp-syn')) at.synAck = timeNs;
  if (answers.some(({ kind }) => kind === 'tcp-syn-ack')) at.opened = timeNs;
  if (fromClient && (flags & tcpFlag.syn) !== 0 && Number.isNaN(at.syn)) at.syn = timeNs;
  const hasAnswer = !Number.isNaN(at.firstByte);
  if (fromClient && length > 0 && hasAnswer) return true;
  if (fromClient && length > 0 && Number.isNaN(at.request)) at.request = timeNs;
  if (!fromClient && !Number.isNaN(at.request)) {
    if (Number.isNaN(at.acknowledged)) at.acknowledged = timeNs;
    if (length > 0 && !hasAnswer) at.firstByte = timeNs;
    if (length > 0) at.lastByte = timeNs;
  }
  return hasAnswer && (flags & (tcpFlag.fin | tcpFlag.rst)) !== 0;
}

/** Each phase after the one that holds it. */
function phasesOf(at: Milestones, name: NameAnswer | undefined): readonly Phase[] {
  const start = name?.asked ?? at.syn;
  const phase = (title: string, who: Phase['who'], depth: number, from: number, to: number): Phase => {
    return { name: title, who, depth, startMs: (from - start) / 1e6, endMs: (to - start) / 1e6 };
  };
  return [
    phase('La requête entière', 'whole', 0, start, at.lastByte),
    ...(name
      ? [
          phase('Question au DNS', 'network', 1, name.asked, name.given),
          phase('Le client se prépare', 'client', 1, name.given, at.syn),
        ]
      : []),
    phase('Connexion TCP', 'whole', 1, at.syn, at.opened),
    phase('SYN, puis SYN, ACK', 'network', 2, at.syn, at.synAck),
    phase('ACK du client', 'client', 2, at.synAck, at.opened),
    phase('Le client se prépare', 'client', 1, at.opened, at.request),
    phase('Demande et réponse', 'whole', 1, at.request, at.lastByte),
    phase('La demande est acquittée', 'network', 2, at.request, at.acknowledged),
    phase('Attente du premier octet', 'server', 2, at.acknowledged, at.firstByte),
    phase('Transfert de la réponse', 'network', 2, at.firstByte, at.lastByte),
  ];
}
