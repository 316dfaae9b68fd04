import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, pageMessage, serverMessage, WireError } from './wire.ts';

/** A message put together by hand: the header as given, then the bytes. */
function message(header: unknown, bytes: readonly number[] = [], headerLength?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const out = new Uint8Array(4 + json.length + bytes.length);
  new DataView(out.buffer).setUint32(0, headerLength ?? json.length, true);
  out.set(json, 4);
  out.set(bytes, 4 + json.length);
  return out;
}

describe('wire', () => {
  it('carries byte arrays anywhere within a value', () => {
    const value = {
      kind: 'player',
      session: 3,
      message: {
        pixels: new Uint8Array([1, 2, 3]),
        palette: new Uint8Array(0),
        list: [new Uint8Array([9]), null],
      },
    };
    expect(decode(encode(value))).toEqual(value);
  });

  it('lays a message out as documented', () => {
    const encoded = encode({ a: new Uint8Array([7, 8]) });
    const header = '{"body":{"a":{"$bytes":0}},"fields":[2]}';
    expect(new DataView(encoded.buffer).getUint32(0, true)).toBe(header.length);
    expect(new TextDecoder().decode(encoded.subarray(4, 4 + header.length))).toBe(header);
    expect([...encoded.subarray(4 + header.length)]).toEqual([7, 8]);
  });

  it('returns every JSON value unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        fc.pre(!JSON.stringify(value).includes('$bytes'));
        expect(decode(encode(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('gives plain Uint8Arrays out of a Node Buffer', () => {
    const decoded = decode(Buffer.from(encode([new Uint8Array([5])]))) as Uint8Array[];
    expect(Buffer.isBuffer(decoded[0])).toBe(false);
    expect([...decoded[0]!]).toEqual([5]);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['three bytes', new Uint8Array(3)],
    ['a header longer than the message', message({ body: 1, fields: [] }, [], 4000)],
    ['a header longer than any', message({ body: 1, fields: [] }, [], 0xffff_ffff)],
    ['no JSON', message('{body')],
    ['broken UTF-8', message({ body: 1, fields: [] }).map((byte, i) => (i === 6 ? 0xff : byte))],
    ['another shape', message({ body: 1 })],
    ['a negative length', message({ body: 1, fields: [-1] })],
    ['a field beyond the end', message({ body: { $bytes: 0 }, fields: [5] }, [1, 2])],
    ['left-over bytes', message({ body: 1, fields: [1] }, [1, 2])],
    ['a reference to no field', message({ body: { $bytes: 1 }, fields: [1] }, [1])],
    ['a reference that is no index', message({ body: { $bytes: 'length' }, fields: [1] }, [1])],
    ['a reference with company', message({ body: { $bytes: 0, x: 1 }, fields: [1] }, [1])],
    ['a deep nest', message(`{"body":${'['.repeat(5000)}${']'.repeat(5000)},"fields":[]}`)],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decode(bytes)).toThrow(WireError);
  });

  it('never throws anything but WireError on random or mutated input', () => {
    const good = encode({
      kind: 'request',
      id: 1,
      name: 'wad.upload',
      argument: { bytes: new Uint8Array(40) },
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc
            .tuple(fc.nat(good.length - 1), fc.nat(255))
            .map(([at, byte]) => good.map((old, i) => (i === at ? byte : old))),
        ),
        (bytes) => {
          try {
            decode(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(WireError);
          }
        },
      ),
      { numRuns: 500, seed: 2 },
    );
  });

  it('does not let a __proto__ key reach a prototype', () => {
    const decoded = decode(message('{"body":{"__proto__":{"polluted":true}},"fields":[]}')) as {
      polluted?: boolean;
    };
    expect(decoded.polluted).toBeUndefined();
  });

  it('refuses to encode what cannot travel', () => {
    expect(() => encode({ big: 1n })).toThrow(WireError);
    expect(() => encode({ $bytes: 1 })).toThrow(WireError);
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => encode(loop)).toThrow(WireError);
  });

  it('tells the kinds of messages apart and refuses others', () => {
    expect(pageMessage.safeParse({ kind: 'request', id: 1, name: 'state' }).success).toBe(true);
    expect(pageMessage.safeParse({ kind: 'request', id: -1, name: 'state' }).success).toBe(false);
    expect(pageMessage.safeParse({ kind: 'event', name: 'state', payload: 1 }).success).toBe(false);
    const message = { code: 'wad-unknown', params: {} };
    expect(serverMessage.safeParse({ kind: 'refused', id: 1, message }).success).toBe(true);
    expect(serverMessage.safeParse({ kind: 'refused', id: 1, message: 'no' }).success).toBe(false);
  });
});
