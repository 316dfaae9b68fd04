/** As much of the Fetch standard's `Response` as streaming compilation reads. */
interface ResponseLike {
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * All bytes of a response. The engine compiles functions when they are first called, so nothing is gained by compiling earlier.
 * Throws `TypeError` for another type than `application/wasm` and for a response that is an error.
 */
export async function streamedBytes(source: unknown, what: string): Promise<Uint8Array> {
  const response = (await source) as ResponseLike | undefined | null;
  if (typeof response?.arrayBuffer !== 'function' || typeof response.headers?.get !== 'function') {
    throw new TypeError(`${what}: argument 0 must be a Response or a promise of one`);
  }
  if (!response.ok) throw new TypeError(`${what}: the response is an HTTP error`);
  const type = response.headers.get('Content-Type');
  if (type?.trim().toLowerCase() !== 'application/wasm') {
    throw new TypeError(`${what}: the response has MIME type "${type ?? ''}", not application/wasm`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
