import path from 'node:path';
import { LAUNCHER_FOLDER } from '../../engine/session/game/home.ts';
import { backendName, type RunTiming } from '../../engine/session/protocol.ts';
import type { Demo, DemoPlace, TimedRun } from '../protocol/demos.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';
import { type StoredTimings, storedTimings } from './stored-timings.ts';

/** As many demos' timings are kept, the newest. */
const KEPT_MAX = 200;

/** What timing the demos of a home came to: the newest of each demo and backend. */
export class Timings {
  readonly #store: JsonStore<StoredTimings>;
  #runs: StoredTimings['runs'] = [];

  /** `tell` receives that the timings could not be read as they were. */
  constructor(home: string, tell?: Tell) {
    this.#store = new JsonStore<StoredTimings>({
      file: path.join(home, LAUNCHER_FOLDER, 'timings.json'),
      format: storedTimings,
      defaults: { runs: [] },
      document: 'timings',
      tell,
    });
  }

  async load(): Promise<this> {
    this.#runs = (await this.#store.load().catch(() => ({ value: { runs: [] } }))).value.runs;
    return this;
  }

  of(demo: Omit<Demo, 'timings'>): TimedRun[] {
    const key = keyOf(demo.place, demo.recordedAt);
    return this.#runs.filter((run) => run.demo === key).map(({ demo: _, ...run }) => run);
  }

  async add(
    place: DemoPlace,
    found: { readonly changed: Date } | undefined,
    backend: string,
    { length, ...timing }: RunTiming,
  ): Promise<void> {
    await this.load();
    const key = keyOf(place, found?.changed.toISOString());
    const at = new Date().toISOString();
    const run = { demo: key, backend: backendName.parse(backend), at, gametics: length, ...timing };
    const others = this.#runs.filter((one) => one.demo !== key || one.backend !== run.backend);
    await this.#store.save({ runs: [...others, run].slice(-KEPT_MAX) });
  }
}

function keyOf(place: DemoPlace, changed: string | undefined): string {
  return place.kind === 'lump' ? place.lump : `${place.file} ${changed ?? ''}`;
}
