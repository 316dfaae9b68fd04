import type { SourcePort } from '../../../engine/games/source-ports.ts';
import type { AddOnWarning, LibraryEntry, LoadCheck } from '../../protocol/launcher.ts';
import type { AddOnNeed } from '../../protocol/port-choice.ts';
import { runChecks } from '../check/check.ts';
import { loadOrder } from '../load-order.ts';
import { choosePort } from './choose-port.ts';
import { readNeeds } from './needs.ts';
import { warningsFor } from './port-warnings.ts';

interface Found {
  readonly warnings: readonly AddOnWarning[];
  readonly needs: readonly AddOnNeed[];
}

/** So many load orders are remembered: what a player tries in a while. */
const REMEMBERED = 32;

/** Examines load orders, and remembers what was found by the content of their files. */
export class Examiner {
  readonly #installed: () => Promise<readonly SourcePort[]>;
  /** In the order in which they were last wanted. */
  readonly #found = new Map<string, Promise<Found & { readonly complete: boolean }>>();

  /** `installed` returns the ports whose files are there. */
  constructor(installed: () => Promise<readonly SourcePort[]>) {
    this.#installed = installed;
  }

  /** Looks what a game and its add-ons need and whether they fit each other. `own`: the port that the player has chosen. */
  async examine(
    iwad: LibraryEntry,
    addOns: readonly LibraryEntry[],
    merge: readonly string[],
    own: SourcePort | undefined,
  ): Promise<LoadCheck> {
    const { warnings, needs } = await this.#find(iwad, addOns, merge);
    const choice = choosePort(needs, { iwad: iwad.id, own, installed: await this.#installed() });
    return { choice, warnings: warningsFor(choice.port, warnings) };
  }

  async #find(iwad: LibraryEntry, addOns: readonly LibraryEntry[], merge: readonly string[]): Promise<Found> {
    const order = loadOrder(addOns, merge);
    const ids = [[iwad], order.patches, order.merged, order.added].map((entries) =>
      entries.map(({ id }) => id).join(' '),
    );
    const key = ids.join('|');
    const found =
      this.#found.get(key) ??
      runChecks(iwad, addOns, merge).then(async ({ game, warnings, music }) => ({
        warnings,
        needs: await readNeeds(game, order, { warnings, music }),
        complete: game.complete,
      }));
    this.#found.delete(key);
    this.#found.set(key, found);
    for (const oldest of this.#found.keys()) {
      if (this.#found.size <= REMEMBERED) break;
      this.#found.delete(oldest);
    }
    // A file that could not be read may be there the next time.
    const forget = () => {
      if (this.#found.get(key) === found) this.#found.delete(key);
    };
    found.then(({ complete }) => complete || forget(), forget);
    return found;
  }
}
