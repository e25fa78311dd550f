/**
 * Verdicts under seal. Each is encrypted by a key derived from the answer that it judges, so that it can be read only by
 * who has that answer already; nothing tells the seal of the right answer from those of known mistakes.
 *
 * What this protects from: reading the answer, searching for it, printing it, sharing the file. What it does not protect
 * from: somebody who tries all numbers from 1 to 1000 with a program, which takes a quarter of a minute: the slow derivation
 * only makes guessing longer than working the answer out.
 *
 * WebCrypto does it in Node 20 and in pages alike; pages served over plain HTTP from another machine have none.
 */
import type { Verdict } from './exercise.js';

/** Rounds of PBKDF2 (RFC 8018): about 15 ms for an answer. */
const ROUNDS = 30_000;

/** An opened verdict has its fields and a text of a few sentences. */
const LONGEST_SEAL = 8192;

/** The page has no cryptography, so no answer can be checked there. */
export class NoCryptographyError extends Error {
  override readonly name = 'NoCryptographyError';
  constructor() {
    super('answers cannot be checked here: this page is not a secure context (https, localhost or a file)');
  }
}

/**
 * Puts a verdict under the seal of an answer.
 *
 * @param answer the answer's canonical text
 * @param place which exercise, and which of its cases: the same answer elsewhere has another seal
 * @param verdict what will be said
 * @returns the seal, in base64
 */
export async function seal(answer: string, place: string, verdict: Verdict): Promise<string> {
  const key = await keyOf(answer, place, 'encrypt');
  // A key serves for one text only, so that the nonce may be constant.
  const text = JSON.stringify(verdict);
  const bytes = await subtle().encrypt(NONCE, key, new TextEncoder().encode(text));
  return toBase64(new Uint8Array(bytes));
}

/**
 * The verdict that an answer opens.
 *
 * @param answer the answer's canonical text
 * @param place as when it was sealed
 * @param seals the seals of that place
 * @returns `undefined` when it opens none
 */
export async function unseal(
  answer: string,
  place: string,
  seals: readonly string[],
): Promise<Verdict | undefined> {
  const key = await keyOf(answer, place, 'decrypt');
  for (const each of seals) {
    if (each.length > LONGEST_SEAL) continue;
    // AES-GCM authenticates: the seal of another answer is refused as forged bytes would be.
    const opened = await opening(key, each).catch(() => undefined);
    if (opened !== undefined) return JSON.parse(new TextDecoder().decode(opened)) as Verdict;
  }
  return undefined;
}

async function opening(key: Awaited<ReturnType<typeof keyOf>>, text: string) {
  return subtle().decrypt(NONCE, key, fromBase64(text));
}

const NONCE = { name: 'AES-GCM', iv: new Uint8Array(12) };

async function keyOf(answer: string, place: string, use: 'decrypt' | 'encrypt') {
  const encoder = new TextEncoder();
  const phrase = await subtle().importKey('raw', encoder.encode(answer), 'PBKDF2', false, ['deriveKey']);
  const derivation = {
    name: 'PBKDF2',
    hash: 'SHA-256',
    salt: encoder.encode(`sonde:${place}`),
    iterations: ROUNDS,
  };
  return subtle().deriveKey(derivation, phrase, { name: 'AES-GCM', length: 256 }, false, [use]);
}

function subtle() {
  const { crypto } = globalThis as { crypto?: Partial<typeof globalThis.crypto> };
  if (crypto?.subtle === undefined) throw new NoCryptographyError();
  return crypto.subtle;
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
