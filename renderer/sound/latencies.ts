import type { SoundPlayback } from '../../engine/session/protocol.ts';
import type { Key } from '../bridge/sound-block.ts';

/** Keys whose way to the ear is remembered. */
const KEYS = 32;

/** How long the newest keys took to be heard. */
export class Latencies {
  #keys: { readonly fromKey: number; readonly fromEvent: number }[] = [];

  /** The sound that follows `key` was heard at `heard`, in milliseconds of the page's clock. */
  add({ time, waitedMs }: Key, heard: number): void {
    const fromKey = heard - time;
    this.#keys = [...this.#keys, { fromKey, fromEvent: fromKey - waitedMs }].slice(-KEYS);
  }

  /** From each key's press, oldest first, in milliseconds. */
  get all(): number[] {
    return this.#keys.map(({ fromKey }) => fromKey);
  }

  /** Undefined before there was any. */
  get summary(): SoundPlayback['latency'] {
    if (this.#keys.length === 0) return undefined;
    const { all } = this;
    return {
      keys: all.length,
      medianMs: median(all),
      worstMs: Math.max(...all),
      fromEventMs: median(this.#keys.map(({ fromEvent }) => fromEvent)),
    };
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
