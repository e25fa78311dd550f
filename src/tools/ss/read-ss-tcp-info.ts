/** What the kernel knows of a TCP connection, as `ss -i` tells it; each field is there when ss printed it. */
export interface SsTcpInfo {
  /** Options and states that are on: `ts`, `sack`, `ecn`, `app_limited`, `fastopen` … */
  readonly flags: readonly string[];
  /** `cubic`, `bbr` … */
  readonly congestionControl?: string;
  /** Power of two that multiplies the windows announced by the peer (`wscale`). */
  readonly sendWindowScale?: number;
  /** Power of two that multiplies the windows announced to the peer (`wscale`). */
  readonly receiveWindowScale?: number;
  /** How long an acknowledgement is waited for before a retransmission (`rto`). */
  readonly rtoMs?: number;
  /** How many times that wait was doubled. */
  readonly backoff?: number;
  /** Round-trip time, smoothed (RFC 6298). */
  readonly rttMs?: number;
  /** How much it varies (RFC 6298). */
  readonly rttVarianceMs?: number;
  /** Shortest round-trip time of the last minutes (`minrtt`). */
  readonly minRttMs?: number;
  /** Round-trip time as the receiving side estimates it (`rcv_rtt`). */
  readonly receiveRttMs?: number;
  /** How long an acknowledgement may be delayed (`ato`). */
  readonly ackTimeoutMs?: number;
  /** Longest segment that is sent. */
  readonly mssBytes?: number;
  /** Longest packet that the path is known to carry (`pmtu`). */
  readonly pathMtuBytes?: number;
  /** Longest segment that is received, as estimated (`rcvmss`). */
  readonly receiveMssBytes?: number;
  /** Longest segment that was announced to the peer (`advmss`). */
  readonly advertisedMssBytes?: number;
  /** Congestion window (`cwnd`). */
  readonly congestionWindowSegments?: number;
  /** Window above which it grows more slowly (`ssthresh`). */
  readonly slowStartThresholdSegments?: number;
  /** Bytes of data sent, retransmissions included. */
  readonly bytesSent?: number;
  /** Bytes of data sent again (`bytes_retrans`). */
  readonly bytesRetransmitted?: number;
  /** Bytes of data that the peer acknowledged (`bytes_acked`). */
  readonly bytesAcknowledged?: number;
  /** Bytes of data received. */
  readonly bytesReceived?: number;
  /** Segments sent (`segs_out`). */
  readonly segmentsOut?: number;
  /** Segments received (`segs_in`). */
  readonly segmentsIn?: number;
  /** Segments sent that carried data (`data_segs_out`). */
  readonly dataSegmentsOut?: number;
  /** Segments received that carried data (`data_segs_in`). */
  readonly dataSegmentsIn?: number;
  /** Since the last segment of data was sent, in milliseconds. */
  readonly lastSentMs?: number;
  /** Since the last segment of data came, in milliseconds. */
  readonly lastReceivedMs?: number;
  /** Since the last acknowledgement came, in milliseconds. */
  readonly lastAckMs?: number;
  /** What the window and the round-trip time allow. */
  readonly sendBitsPerSecond?: number;
  /** At what rate segments leave at most (`pacing_rate`). */
  readonly pacingBitsPerSecond?: number;
  /** Bound of that rate, set by the program. */
  readonly maxPacingBitsPerSecond?: number;
  /** At what rate data lately arrived (`delivery_rate`). */
  readonly deliveryBitsPerSecond?: number;
  /** Segments of data that arrived. */
  readonly segmentsDelivered?: number;
  /** How long there was data to send. */
  readonly busyMs?: number;
  /** For how long of that the window of the peer was full (`rwnd_limited`). */
  readonly receiveWindowLimitedMs?: number;
  /** For how long of that the buffer of the program was too small (`sndbuf_limited`). */
  readonly sendBufferLimitedMs?: number;
  /** Segments sent and not acknowledged yet (`unacked`). */
  readonly unacknowledgedSegments?: number;
  /** Segments retransmitted and not acknowledged yet. */
  readonly retransmittingSegments?: number;
  /** Segments retransmitted since the start (`retrans`). */
  readonly retransmittedSegments?: number;
  /** Segments taken for lost. */
  readonly lostSegments?: number;
  /** Segments acknowledged selectively (RFC 2018). */
  readonly sackedSegments?: number;
  /** Segments that the peer had twice (`dsack_dups`, RFC 2883). */
  readonly duplicateSacks?: number;
  /** By how many segments packets may overtake each other. */
  readonly reordering?: number;
  /** Space of the receive buffer (`rcv_space`). */
  readonly receiveSpaceBytes?: number;
  /** Bound of the window announced to the peer (`rcv_ssthresh`). */
  readonly receiveThresholdBytes?: number;
  /** Bytes of data not sent yet. */
  readonly notSentBytes?: number;
  /** Window that the peer announced (`snd_wnd`). */
  readonly sendWindowBytes?: number;
  /** Window announced to the peer (`rcv_wnd`). */
  readonly receiveWindowBytes?: number;
}

type NumberField = Exclude<keyof SsTcpInfo, 'flags' | 'congestionControl'>;

/** Fields printed as `key:number`, with a unit or not. */
const numbers: Readonly<Record<string, NumberField>> = {
  rto: 'rtoMs',
  backoff: 'backoff',
  minrtt: 'minRttMs',
  rcv_rtt: 'receiveRttMs',
  ato: 'ackTimeoutMs',
  mss: 'mssBytes',
  pmtu: 'pathMtuBytes',
  rcvmss: 'receiveMssBytes',
  advmss: 'advertisedMssBytes',
  cwnd: 'congestionWindowSegments',
  ssthresh: 'slowStartThresholdSegments',
  bytes_sent: 'bytesSent',
  bytes_retrans: 'bytesRetransmitted',
  bytes_acked: 'bytesAcknowledged',
  bytes_received: 'bytesReceived',
  segs_out: 'segmentsOut',
  segs_in: 'segmentsIn',
  data_segs_out: 'dataSegmentsOut',
  data_segs_in: 'dataSegmentsIn',
  lastsnd: 'lastSentMs',
  lastrcv: 'lastReceivedMs',
  lastack: 'lastAckMs',
  delivered: 'segmentsDelivered',
  busy: 'busyMs',
  rwnd_limited: 'receiveWindowLimitedMs',
  sndbuf_limited: 'sendBufferLimitedMs',
  unacked: 'unacknowledgedSegments',
  lost: 'lostSegments',
  sacked: 'sackedSegments',
  dsack_dups: 'duplicateSacks',
  reordering: 'reordering',
  rcv_space: 'receiveSpaceBytes',
  rcv_ssthresh: 'receiveThresholdBytes',
  notsent: 'notSentBytes',
  snd_wnd: 'sendWindowBytes',
  rcv_wnd: 'receiveWindowBytes',
};

/** Fields printed as two numbers. */
const pairs: Readonly<Record<string, readonly [separator: string, first: NumberField, second: NumberField]>> =
  {
    wscale: [',', 'sendWindowScale', 'receiveWindowScale'],
    rtt: ['/', 'rttMs', 'rttVarianceMs'],
    retrans: ['/', 'retransmittingSegments', 'retransmittedSegments'],
  };

const flags = new Set('ts sack ecn ecnseen fastopen app_limited'.split(' '));
const multiples: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `%g` of C writes large numbers with an exponent. */
const NUMBER = /^\d{1,16}(?:\.\d{1,9})?(?:e\+?\d{1,2})?$/;

/** Takes the details of a connection one by one, in any order. */
export class TcpInfoReader {
  readonly #flags: string[] = [];
  readonly #fields = new Map<NumberField, number>();
  readonly #further = new Map<string, string>();
  #congestionControl: string | undefined;
  /** Whether a word that is no flag may be the algorithm of congestion control. */
  readonly #isControlled: boolean;

  /** @param netid the kind of the socket, where it was printed */
  constructor(netid: string | undefined) {
    this.#isControlled = netid === undefined || /^(?:tcp|sctp|dccp)$/.test(netid);
  }

  /** Takes one detail; false when there is none at this place. */
  take(take: (pattern: RegExp) => RegExpExecArray | null): boolean {
    const rate = take(
      /(send|pacing_rate|delivery_rate) ([\d.e+]{1,24}[kMGT]?)bps(?:\/([\d.e+]{1,24}[kMGT]?)bps)?(?!\S)/,
    );
    if (rate) return this.#rate(rate[1] ?? '', rate[2] ?? '', rate[3]);
    const detail = take(
      /([A-Za-z][\w-]{0,40}):(\([^()\s]{0,200}\)|[^\s()]{1,200}(?:\([\d.]{1,8}%\))?)(?!\S)/,
    );
    if (detail) return this.#detail(detail[1] ?? '', detail[2] ?? '');
    const word = take(/(?:[A-Za-z][\w-]{0,40}|<->|-->|<--|---)(?!\S)/);
    if (word) this.#word(word[0]);
    return word !== null || this.#unknown(take);
  }

  /** `key=value`, `key:` alone, `flags( running )`, a list of numbers, or a value in a form that is not known. */
  #unknown(take: (pattern: RegExp) => RegExpExecArray | null): boolean {
    const [, key = '', value = ''] =
      take(/(peers):((?: \d{1,15}){0,1000})(?!\S)/) ??
      take(/([A-Za-z][\w.-]{0,40}):? ?\( ?([^()]{0,1000}?) ?\)(?!\S)/) ??
      take(/([A-Za-z][\w.-]{0,40})[:=](\S{0,300})(?!\S)/) ??
      [];
    if (key === '' || Object.hasOwn(pairs, key) || Object.hasOwn(numbers, key)) return false;
    this.#further.set(key, value.trim());
    return true;
  }

  /** All that was taken. */
  read(): { readonly tcpInfo?: SsTcpInfo; readonly further?: Readonly<Record<string, string>> } {
    const hasInfo = this.#flags.length + this.#fields.size > 0 || this.#congestionControl !== undefined;
    return {
      ...(hasInfo && { tcpInfo: this.#info() }),
      ...(this.#further.size > 0 && { further: Object.fromEntries(this.#further) }),
    };
  }

  #info(): SsTcpInfo {
    return {
      flags: this.#flags,
      ...(this.#congestionControl !== undefined && { congestionControl: this.#congestionControl }),
      ...(Object.fromEntries(this.#fields) as Partial<Record<NumberField, number>>),
    };
  }

  #rate(name: string, value: string, max: string | undefined): boolean {
    const field = {
      send: 'sendBitsPerSecond',
      pacing_rate: 'pacingBitsPerSecond',
      delivery_rate: 'deliveryBitsPerSecond',
    }[name] as NumberField;
    return this.#number(field, value) && (max === undefined || this.#number('maxPacingBitsPerSecond', max));
  }

  #detail(key: string, value: string): boolean {
    const pair = Object.hasOwn(pairs, key) ? pairs[key] : undefined;
    if (pair) {
      const [separator, first, second] = pair;
      const [before = '', after = '', ...rest] = value.split(separator);
      return rest.length === 0 && this.#number(first, before) && this.#number(second, after);
    }
    const field = Object.hasOwn(numbers, key) ? numbers[key] : undefined;
    // `busy:928ms`, `rwnd_limited:928ms(100.0%)`.
    if (field) return this.#number(field, value.replace(/(?:ms)?(?:\([\d.]+%\))?$/, ''));
    this.#further.set(key, value);
    return true;
  }

  #number(field: NumberField, text: string): boolean {
    const suffix = multiples[text.at(-1) ?? ''];
    const digits = suffix === undefined ? text : text.slice(0, -1);
    if (!NUMBER.test(digits)) return false;
    this.#fields.set(field, Number(digits) * (suffix ?? 1));
    return true;
  }

  /** The one word that is no flag is the algorithm of congestion control; it stands before the numbers. */
  #word(word: string): void {
    // Which way an idle socket was shut (`-->`), or that it was not.
    if (/^[<-]/.test(word)) this.#further.set('shutdown', word);
    else if (flags.has(word) || word.startsWith('tcp-ulp-')) this.#flags.push(word);
    else if (!this.#isControlled) this.#further.set(word, '');
    else if (this.#congestionControl === undefined && this.#fields.size === 0) this.#congestionControl = word;
    else this.#flags.push(word);
  }
}
