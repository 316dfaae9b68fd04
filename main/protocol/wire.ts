import { z } from 'zod';
import { message } from './messages.ts';

/**
 * The browser shell's wire: one binary WebSocket message holds one structured value, byte arrays and all.
 *
 *     u32  length of the header in bytes, little-endian
 *     header: UTF-8 JSON `{ "body": …, "fields": [length, …] }`
 *     the bytes of each field, one after the other, to the message's end
 *
 * Within `body` a byte array is `{ "$bytes": index of its field }`. What comes out of `decode` is well-formed, not yet valid: the
 * receiver holds it against its own schema. No Node APIs here: the page uses the same file.
 */

/** A message that does not follow the format; the text says how. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** The header's limit: a library of thousands of WADs stays far below, and so do 10,000 log lines of 2000 characters. */
const MAX_HEADER_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 64;
const BYTES_KEY = '$bytes';

const headerShape = z.strictObject({ body: z.unknown(), fields: z.array(z.number().int().min(0)).max(4096) });

/** One message of `value`: what JSON can hold, and Uint8Arrays anywhere within. Throws `WireError` for anything else. */
export function encode(value: unknown): Uint8Array<ArrayBuffer> {
  const fields: Uint8Array[] = [];
  const body = withoutBytes(value, fields, 0);
  const header = new TextEncoder().encode(JSON.stringify({ body, fields: fields.map((f) => f.length) }));
  if (header.length > MAX_HEADER_BYTES) throw new WireError(`the header has ${header.length} bytes`);
  const message = new Uint8Array(fields.reduce((sum, field) => sum + field.length, 4 + header.length));
  new DataView(message.buffer).setUint32(0, header.length, true);
  message.set(header, 4);
  let at = 4 + header.length;
  for (const field of fields) {
    message.set(field, at);
    at += field.length;
  }
  return message;
}

/** The value of one message; byte arrays are views of `message`. Throws `WireError` where the format is broken. */
export function decode(message: Uint8Array): unknown {
  if (message.length < 4) throw new WireError('shorter than its header length');
  const headerLength = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  if (headerLength > MAX_HEADER_BYTES || headerLength > message.length - 4) {
    throw new WireError(`a header of ${headerLength} bytes in a message of ${message.length}`);
  }
  const header = headerShape.safeParse(parseJson(message.subarray(4, 4 + headerLength)));
  if (!header.success) throw new WireError('the header is not one');
  const fields: Uint8Array[] = [];
  let at = 4 + headerLength;
  for (const length of header.data.fields) {
    if (length > message.length - at) throw new WireError('a field reaches beyond the message');
    // A plain Uint8Array, also where `message` is a Node Buffer, whose methods differ.
    fields.push(new Uint8Array(message.buffer, message.byteOffset + at, length));
    at += length;
  }
  if (at !== message.length) throw new WireError(`${message.length - at} bytes after the last field`);
  return withBytes(header.data.body, fields, 0);
}

function parseJson(utf8: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(utf8));
  } catch (cause) {
    throw new WireError('the header is no JSON', { cause });
  }
}

function withoutBytes(value: unknown, fields: Uint8Array[], depth: number): unknown {
  if (depth > MAX_DEPTH) throw new WireError('nested too deeply');
  if (value instanceof Uint8Array) return { [BYTES_KEY]: fields.push(value) - 1 };
  if (Array.isArray(value)) return value.map((item) => withoutBytes(item, fields, depth + 1));
  if (typeof value === 'object' && value !== null) {
    if (BYTES_KEY in value) throw new WireError(`an object with the reserved key ${BYTES_KEY}`);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withoutBytes(item, fields, depth + 1)]),
    );
  }
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    throw new WireError(`a ${typeof value} does not travel`);
  }
  return value;
}

function withBytes(value: unknown, fields: readonly Uint8Array[], depth: number): unknown {
  if (depth > MAX_DEPTH) throw new WireError('nested too deeply');
  if (Array.isArray(value)) return value.map((item) => withBytes(item, fields, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  if (Object.hasOwn(value, BYTES_KEY)) {
    const index = (value as { [BYTES_KEY]: unknown })[BYTES_KEY];
    const field = typeof index === 'number' ? fields[index] : undefined;
    if (field === undefined || Object.keys(value).length !== 1) {
      throw new WireError('a reference to a field that is not there');
    }
    return field;
  }
  // fromEntries defines properties, so that a key like __proto__ stays a plain key that schemas refuse.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withBytes(item, fields, depth + 1)]),
  );
}

/** What the page sends. `name` and `argument` are checked against `launcherRequests`, `message` by the engine process. */
export const pageMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request'),
    /** Chosen by the page; the answer carries it. */
    id: z.number().int().min(0),
    name: z.string().max(64),
    argument: z.unknown().optional(),
  }),
  z.strictObject({ kind: z.literal('player'), session: z.number().int(), message: z.unknown() }),
]);
export type PageMessage = z.infer<typeof pageMessage>;

/** What the server sends. A player port opens when its session starts, or when a page (re)connects while one runs. */
export const serverMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answer'),
    id: z.number().int(),
    ok: z.literal(true),
    value: z.unknown().optional(),
  }),
  z.strictObject({ kind: z.literal('refused'), id: z.number().int(), message }),
  z.strictObject({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
  z.strictObject({ kind: z.literal('player-open'), session: z.number().int() }),
  z.strictObject({ kind: z.literal('player'), session: z.number().int(), message: z.unknown() }),
  z.strictObject({ kind: z.literal('player-close'), session: z.number().int() }),
  /** The last message: the launcher ends for the reason that `message` gives. The page does not reconnect. */
  z.strictObject({ kind: z.literal('ending'), message }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;

/** Where the page opens its WebSocket, relative to its own origin. */
export const SOCKET_PATH = '/socket';
/** The WebSocket subprotocol of the page's messages: the page offers it, and the server selects it. */
export const SOCKET_PROTOCOL = 'trapdoom';
/** Where a page keeps its key: an item of sessionStorage, which belongs to one tab and one origin, the port included. */
export const KEY_ITEM = 'trapdoom-key';
/**
 * The second subprotocol that a page offers: it carries the key. A page cannot set headers of a WebSocket, a browser sends cookies to
 * every port of a host, and addresses end up in histories and logs; subprotocols do neither.
 */
export const keyProtocol = (key: string): string => `${SOCKET_PROTOCOL}.key.${key}`;
/** The biggest message a page may send. The connection of one that sends more is closed: a page checks a file's size before it reads it. */
export const MAX_MESSAGE_BYTES = 512 * 1024 * 1024;
