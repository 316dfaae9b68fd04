import { BACKENDS, Engine, Memory, Store } from '../../engine/wasm/index.ts';
import { PAGE_SIZE } from '../../engine/wasm/spec/types.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Pages of the memory that is captured: 32 MiB, of which all are written. */
export const CAPTURED_PAGES = 512;
/** Pages that change from one capture to the next: most frames of Doom change fewer. */
const CHANGED_PAGES = 16;

/** What a capture costs on a backend, in milliseconds of processor time. */
export interface CaptureResult {
  readonly backend: string;
  /** Without a base: all pages are copied. */
  readonly whole?: Spread;
  /** With the last capture as base, and nothing changed since. */
  readonly unchanged?: Spread;
  /** With the last capture as base, and `CHANGED_PAGES` changed since. */
  readonly changed?: Spread;
}

/** Captures a store of 32 MiB `rounds` times on each backend. */
export function measureCaptures(rounds: number): CaptureResult[] {
  return BACKENDS.map(({ name }) => {
    const store = new Store(new Engine({ backend: name }));
    const { bytes } = new Memory(store, { limits: { min: CAPTURED_PAGES } });
    for (let i = 0; i < bytes.length; i++) bytes[i] = i * 31;
    const samples = Array.from({ length: rounds }, (_, round) => {
      const whole = timed(() => store.capture());
      const unchanged = timed(() => store.capture(whole.value));
      for (let page = 0; page < CHANGED_PAGES; page++) bytes[page * 31 * PAGE_SIZE + 9] = round + 1;
      const changed = timed(() => store.capture(unchanged.value));
      return [whole.milliseconds, unchanged.milliseconds, changed.milliseconds] as const;
    });
    const [whole, unchanged, changed] = [0, 1, 2].map((i) => spreadOf(samples.map((sample) => sample[i]!)));
    return {
      backend: name,
      ...(whole && { whole }),
      ...(unchanged && { unchanged }),
      ...(changed && { changed }),
    };
  });
}

function timed<T>(run: () => T): { readonly value: T; readonly milliseconds: number } {
  const before = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(before);
  return { value, milliseconds: (user + system) / 1000 };
}
