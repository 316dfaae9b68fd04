import type { Guest } from '../../host/host.ts';
import type { Func, Instance } from '../../wasm/index.ts';
import type { GameStatistics } from '../game-adapter.ts';

/** Doom's `gamestate_t`: what is shown between two levels. */
const INTERMISSION = 1;

interface Source {
  readonly guest: Guest;
  /** The address of the variable. */
  readonly gamestate: number;
  readonly dump: Func;
}

/**
 * Has Doom write its statistics whenever a level was finished. By itself it keeps them until it ends (`StatDump`, run at exit), and so
 * loses them where it traps or is killed. Our modules export that function, which does nothing unless `-statdump` asked for a file, and
 * the variable that tells what is shown. A game that does not export both writes its statistics as it ends.
 */
export class LevelStatistics implements GameStatistics {
  #source: Source | undefined;
  #before: number | undefined;

  attach(instance: Instance, guest: Guest): void {
    const gamestate = instance.exports.get('gamestate');
    const dump = instance.exports.get('StatDump');
    this.#source = undefined;
    if (gamestate?.kind !== 'global' || dump?.kind !== 'func') return;
    const address = gamestate.get();
    if (typeof address !== 'number' || address < 0 || address + 4 > guest.bytes.length) return;
    this.#source = { guest, gamestate: address, dump };
  }

  /** Throws the game's trap where it could not open its file: it does not check whether it could. */
  poll(): void {
    if (this.#source === undefined) return;
    const { guest, gamestate, dump } = this.#source;
    const state = guest.view.getInt32(gamestate, true);
    const finished = state === INTERMISSION && state !== this.#before;
    this.#before = state;
    if (finished) dump.call();
  }
}
