import path from 'node:path';
import type { BackendName } from '../../engine/session/protocol.ts';
import type { FrameCost } from '../protocol/picture.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';
import { type StoredFrameCosts, storedFrameCosts } from './stored-frame-costs.ts';

/** So many measurements are kept, the newest. */
const KEPT_MAX = 100;

/** What frames took on this machine, of each backend and number of lines: the newest measurement. */
export class FrameCosts {
  readonly #store: JsonStore<StoredFrameCosts>;
  #costs: Promise<readonly FrameCost[]> | undefined;

  /** `tell` receives that the costs could not be read as they were. */
  constructor(userData: string, tell?: Tell) {
    this.#store = new JsonStore<StoredFrameCosts>({
      file: path.join(userData, 'frame-costs.json'),
      format: storedFrameCosts,
      defaults: { costs: [] },
      document: 'frame-costs',
      tell,
    });
  }

  /** All that was measured. */
  all(): Promise<readonly FrameCost[]> {
    this.#costs ??= this.#store.load().then(
      ({ value }) => value.costs,
      () => [],
    );
    return this.#costs;
  }

  /** Stores measurements. A disk that refuses loses them, no more. */
  async add(measured: readonly FrameCost[]): Promise<void> {
    if (measured.length === 0) return;
    const same = (a: FrameCost, b: FrameCost) => a.backend === b.backend && a.lines === b.lines;
    const others = (await this.all()).filter((old) => !measured.some((cost) => same(cost, old)));
    const costs = [...others, ...measured].slice(-KEPT_MAX);
    this.#costs = Promise.resolve(costs);
    await this.#store.save({ costs: [...costs] }).catch(() => undefined);
  }
}

/** A measurement from the times of frames, in milliseconds. */
export function costOf(backend: BackendName, lines: number, frameMs: readonly number[]): FrameCost {
  const sorted = [...frameMs].sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100;
  return { backend, lines, medianMs: at(0.5), slowMs: at(0.9) };
}
