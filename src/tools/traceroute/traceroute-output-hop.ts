import type { OutputLine } from '../text/output-line.js';
import { DECIMAL, decimal, lineFault } from '../text/output-line.js';
import type { Speaker } from '../text/speaker.js';
import { isAddress, readSpeaker } from '../text/speaker.js';
import type { TracerouteOutputProbe } from './traceroute-output.js';

type Answer = Extract<TracerouteOutputProbe, { kind: 'answer' }>;

/** What was said of the router that the next times are of. */
type Router = Speaker & Pick<Answer, 'asns' | 'extensions' | 'backHops'>;

const TIME = new RegExp(`^${DECIMAL}$`);
const MARK = /^!(?:[A-Z](?:-\d{1,9})?|<\d{1,3}(?:-\d{1,3})?>|\d{1,3})?$/;
const ASNS = /^\[(?:\*|AS\d{1,10}(?:\/AS\d{1,10})*)\]$/;
/** More probes than any traceroute sends to a hop. */
const MAX_PROBES = 1000;

/** The probes of one hop, read word by word: all that a line says has its own form, but a name. */
export class HopReader {
  readonly #probes: TracerouteOutputProbe[] = [];
  #router: Router | undefined;
  /** BSD writes the autonomous system before the name, Linux after the address. */
  #asnsToCome: readonly number[] | undefined;
  /** The last router has not answered with a time yet. */
  #waiting = false;

  probes(): readonly TracerouteOutputProbe[] {
    return this.#probes;
  }

  /** Reads a line from the character `from` on. */
  read(line: OutputLine, from: number): void {
    const text = line.text.slice(from).trim();
    if (/^MPLS Label=/.test(text)) {
      this.#amend({ extensions: text }, line);
      return;
    }
    const words = text.split(/\s+/);
    for (let at = 0; at < words.length;) at += this.#word(words, at, line);
    if (this.#waiting || this.#asnsToCome) throw lineFault(line, 'a time is expected at the end');
    if (this.#probes.length > MAX_PROBES) throw lineFault(line, `at most ${MAX_PROBES} probes are expected`);
  }

  /** Reads what begins at a word. @returns how many words it takes */
  #word(words: readonly string[], at: number, line: OutputLine): number {
    const [word = '', next = '', , fourth = ''] = words.slice(at, at + 4);
    if (word === '*') return this.#star(line);
    if (next === 'ms' && TIME.test(word)) return this.#time(word, line);
    if (next === 'bytes' && isAddress(fourth)) return 4;
    return this.#detail(word, next, line) || this.#speaker(word, next, line);
  }

  #star(line: OutputLine): number {
    if (this.#waiting) throw lineFault(line, 'a time is expected after an address');
    this.#probes.push({ kind: 'timeout' });
    return 1;
  }

  #time(text: string, line: OutputLine): number {
    if (!this.#router) throw lineFault(line, 'an address is expected before a time');
    this.#waiting = false;
    this.#probes.push({ kind: 'answer', ...this.#router, rttMs: decimal(text) });
    return 2;
  }

  #detail(word: string, next: string, line: OutputLine): number {
    const [, mtu] = /^F=(\d{1,9})$/.exec(word) ?? [];
    const [, replyTtl] = /^\(ttl=(\d{1,3})!?\)$/.exec(word) ?? [];
    const [, back] = /^'-(\d{1,3})'$/.exec(word) ?? [];
    if (MARK.test(word)) return this.#amend({ mark: word }, line);
    if (mtu !== undefined) return this.#amend({ pathMtuBytes: Number(mtu) }, line);
    if (replyTtl !== undefined) return this.#amend({ replyTtl: Number(replyTtl) }, line);
    if (back !== undefined) return this.#say({ backHops: Number(back) }, line);
    if (/^<[^\s<>]{1,500}>$/.test(word)) return this.#say({ extensions: word.slice(1, -1) }, line);
    if (!ASNS.test(word)) return 0;
    const asns = [...word.matchAll(/\d+/g)].map(Number).filter((asn) => asn > 0);
    if (TIME.test(next) || /^[<']/.test(next)) return this.#say({ asns }, line);
    this.#asnsToCome = asns;
    return 1;
  }

  /** Something about the last time. */
  #amend(detail: Partial<Answer>, line: OutputLine): number {
    const last = this.#probes.at(-1);
    if (last?.kind !== 'answer') throw lineFault(line, 'a time is expected before what is said of it');
    this.#probes[this.#probes.length - 1] = { ...last, ...detail };
    return 1;
  }

  /** Something about the router, before its times. */
  #say(detail: Partial<Router>, line: OutputLine): number {
    if (!this.#router) throw lineFault(line, 'an address is expected before what is said of it');
    this.#router = { ...this.#router, ...detail };
    return 1;
  }

  #speaker(word: string, next: string, line: OutputLine): number {
    const named = next.startsWith('(') && !next.startsWith('(ttl=');
    const speaker = readSpeaker(named ? `${word} ${next}` : word, line);
    // A word alone must be an address: no traceroute prints a name without one.
    if (this.#waiting || speaker.address === undefined)
      throw lineFault(line, 'an address and its times are expected');
    const asns = this.#asnsToCome;
    this.#router = asns ? { ...speaker, asns } : speaker;
    this.#asnsToCome = undefined;
    this.#waiting = true;
    return named ? 2 : 1;
  }
}
