import { describe, expect, it } from 'vitest';
import { createWebAssembly, Engine, type WebAssemblyNamespace } from '../../engine/wasm/index.ts';
import { backendInfo } from '../../engine/wasm/spec/backends.ts';

/** The host's own, which every backend is compared with. */
const host = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyNamespace;

/** Nothing here measures speed: this is for glue that waits forever when its module did not start. */
const TIMEOUT_MS = 300_000;

/** How much work: `full` of `unit` on backends that compile, `slow` on those that do not; `npm test` lists these by their names. */
export interface Size {
  readonly unit: string;
  readonly full: number;
  readonly slow: number;
}

/**
 * Tests that a package's own glue and module do on every backend what they do on the host's WebAssembly. `run` loads the package anew
 * and works with it, and returns something that `toEqual` compares.
 */
export function acceptance(
  name: string,
  { unit, full, slow }: Size,
  run: (webAssembly: WebAssemblyNamespace, size: number) => Promise<unknown>,
): void {
  describe(name, () => {
    const expected = new Map<number, Promise<unknown>>();
    const onHost = (size: number): Promise<unknown> => {
      const result = expected.get(size) ?? run(host, size);
      expected.set(size, result);
      return result;
    };
    for (const backend of Engine.backends) {
      const size = backendInfo(backend).musicInTime ? full : slow;
      const smaller = size === full ? '' : ` instead of ${full}`;
      it(`${backend}: ${size} ${unit}${smaller}, as on the host`, { timeout: TIMEOUT_MS }, async () => {
        const wanted = await onHost(size);
        expect(wanted).toBeDefined();
        expect(await run(createWebAssembly(new Engine({ backend })), size)).toEqual(wanted);
      });
    }
  });
}

/** Bytes for `toEqual`, which compares strings a hundred times faster than typed arrays. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
