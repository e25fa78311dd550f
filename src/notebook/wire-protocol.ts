/**
 * Jupyter's messages on the wire: multipart, signed with HMAC-SHA256.
 *
 * Source: https://jupyter-client.readthedocs.io/en/latest/messaging.html#the-wire-protocol
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { ParseError } from '../parse-error.js';
import type { JsonObject } from './notebook.js';

interface MessageHeader {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly version: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface Message {
  readonly header: MessageHeader;
  /** Header of the message that this one answers; empty when there is none. */
  readonly parent: Partial<MessageHeader>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
}

const delimiter = Buffer.from('<IDS|MSG>');

/**
 * A new request, with an identifier of its own.
 *
 * @param type `execute_request`, `kernel_info_request`…
 * @param content the request's content
 * @param session identifier of the client's session
 */
export function newRequest(type: string, content: JsonObject, session: string): Message {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: 'sonde',
    version: '5.3',
    date: new Date().toISOString(),
  };
  return { header, parent: {}, metadata: {}, content };
}

/**
 * The frames of a message, signed.
 *
 * @param message what to send
 * @param key key of the connection
 */
export function encodeMessage(message: Message, key: string): Buffer[] {
  const parts = [message.header, message.parent, message.metadata, message.content];
  const body = parts.map((part) => Buffer.from(JSON.stringify(part)));
  return [delimiter, Buffer.from(sign(body, key)), ...body];
}

/**
 * The message in a list of frames, its signature checked. Routing frames before the delimiter and binary buffers
 * after the content are dropped.
 *
 * @param frames frames received from a socket
 * @param key key of the connection
 * @throws ParseError when frames are missing, the signature is wrong, or a part is not a JSON object; its offset
 * counts frames
 */
export function decodeMessage(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  if (start < 0) throw new ParseError('kernel message without its delimiter <IDS|MSG>', frames.length);
  const signature = frames[start + 1];
  const body = frames.slice(start + 2);
  if (signature === undefined || body.length < 4) {
    throw new ParseError('kernel message cut short', frames.length);
  }
  if (!isSignedBy(signature, body, key)) {
    throw new ParseError('kernel message with a wrong signature', start + 1);
  }
  const part = (index: number): JsonObject => parsePart(body[index], start + 2 + index);
  const header = part(0);
  if (typeof header.msg_id !== 'string' || typeof header.msg_type !== 'string') {
    throw new ParseError('kernel message whose header has no msg_id or msg_type', start + 2);
  }
  return {
    header: header as unknown as MessageHeader,
    parent: part(1),
    metadata: part(2),
    content: part(3),
  };
}

function parsePart(frame: Buffer | undefined, offset: number): JsonObject {
  try {
    const value = JSON.parse(String(frame)) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Reported below, with what is not an object.
  }
  throw new ParseError('kernel message part that is not a JSON object', offset);
}

function isSignedBy(signature: Buffer, body: readonly Buffer[], key: string): boolean {
  const expected = Buffer.from(sign(body, key));
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

function sign(body: readonly Buffer[], key: string): string {
  const hmac = createHmac('sha256', key);
  for (const part of body) hmac.update(part);
  return hmac.digest('hex');
}
