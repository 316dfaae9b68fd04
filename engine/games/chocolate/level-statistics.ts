import type { Guest } from '../../host/host.ts';
import type { Func, Instance } from '../../wasm/index.ts';

/** Doom's `gamestate_t`: what is shown between two levels. */
const INTERMISSION = 1;

/**
 * Has Doom write its statistics whenever a level was finished. By itself it keeps them until it ends (`StatDump`, run at exit), and so
 * loses them where it traps or is killed. Our modules export that function, which does nothing unless `-statdump` asked for a file, and
 * the variable that tells what is shown.
 */
export class LevelStatistics {
  readonly #guest: Guest;
  readonly #gamestate: number;
  readonly #dump: Func;
  #before: number | undefined;

  private constructor(guest: Guest, gamestate: number, dump: Func) {
    this.#guest = guest;
    this.#gamestate = gamestate;
    this.#dump = dump;
  }

  /** Undefined for a game that does not export both, as they should be: it writes its statistics as it ends. */
  static of(instance: Instance, guest: Guest): LevelStatistics | undefined {
    const gamestate = instance.exports.get('gamestate');
    const dump = instance.exports.get('StatDump');
    if (gamestate?.kind !== 'global' || dump?.kind !== 'func') return undefined;
    const address = gamestate.get();
    if (typeof address !== 'number' || address < 0 || address + 4 > guest.bytes.length) return undefined;
    return new LevelStatistics(guest, address, dump);
  }

  /** Called between two frames. Throws the game's trap where it could not open its file: it does not look whether it could. */
  poll(): void {
    const state = this.#guest.view.getInt32(this.#gamestate, true);
    const finished = state === INTERMISSION && state !== this.#before;
    this.#before = state;
    if (finished) this.#dump.call();
  }
}
