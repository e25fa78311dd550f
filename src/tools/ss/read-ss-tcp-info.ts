/** What the kernel knows of a TCP connection, as `ss -i` tells it; each field is there when ss printed it. */
export interface SsTcpInfo {
  /** Options and states that are on: `ts`, `sack`, `ecn`, `app_limited`, `fastopen` … */
  readonly flags: readonly string[];
  /** `cubic`, `bbr` … */
  readonly congestionControl?: string;
  readonly sendWindowScale?: number;
  readonly receiveWindowScale?: number;
  readonly rtoMs?: number;
  readonly backoff?: number;
  readonly rttMs?: number;
  readonly rttVarianceMs?: number;
  readonly minRttMs?: number;
  readonly receiveRttMs?: number;
  readonly ackTimeoutMs?: number;
  readonly mssBytes?: number;
  readonly pathMtuBytes?: number;
  readonly receiveMssBytes?: number;
  readonly advertisedMssBytes?: number;
  readonly congestionWindowSegments?: number;
  readonly slowStartThresholdSegments?: number;
  readonly bytesSent?: number;
  readonly bytesRetransmitted?: number;
  readonly bytesAcknowledged?: number;
  readonly bytesReceived?: number;
  readonly segmentsOut?: number;
  readonly segmentsIn?: number;
  readonly dataSegmentsOut?: number;
  readonly dataSegmentsIn?: number;
  /** Since the last segment of data was sent, in milliseconds. */
  readonly lastSentMs?: number;
  readonly lastReceivedMs?: number;
  readonly lastAckMs?: number;
  /** What the window and the round-trip time allow. */
  readonly sendBitsPerSecond?: number;
  readonly pacingBitsPerSecond?: number;
  readonly maxPacingBitsPerSecond?: number;
  readonly deliveryBitsPerSecond?: number;
  readonly segmentsDelivered?: number;
  readonly busyMs?: number;
  readonly receiveWindowLimitedMs?: number;
  readonly sendBufferLimitedMs?: number;
  readonly unacknowledgedSegments?: number;
  /** Segments retransmitted and not acknowledged yet. */
  readonly retransmittingSegments?: number;
  readonly retransmittedSegments?: number;
  readonly lostSegments?: number;
  readonly sackedSegments?: number;
  readonly duplicateSacks?: number;
  readonly reordering?: number;
  readonly receiveSpaceBytes?: number;
  readonly receiveThresholdBytes?: number;
  readonly notSentBytes?: number;
  readonly sendWindowBytes?: number;
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

const flags = new Set('ts sack ecn ecnseen fastopen app_limited tcp-ulp-mptcp'.split(' '));
const multiples: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `%g` of C writes large numbers with an exponent. */
const NUMBER = /^\d{1,16}(?:\.\d{1,9})?(?:e\+?\d{1,2})?$/;

/** Takes the details of a connection one by one, in any order. */
export class TcpInfoReader {
  readonly #flags: string[] = [];
  readonly #fields = new Map<NumberField, number>();
  readonly #further = new Map<string, string>();
  #congestionControl: string | undefined;

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
    return word !== null;
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

  /** The one word that is no flag is the algorithm of congestion control. */
  #word(word: string): void {
    // Which way an idle socket was shut (`-->`), or that it was not.
    if (/^[<-]/.test(word)) this.#further.set('shutdown', word);
    else if (flags.has(word) || this.#congestionControl !== undefined) this.#flags.push(word);
    else this.#congestionControl = word;
  }
}
