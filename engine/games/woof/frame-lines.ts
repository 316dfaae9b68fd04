import type { Guest } from '../../host/host.ts';
import type { Instance } from '../../wasm/index.ts';
import type { FrameLines } from '../game-adapter.ts';

/** The addresses of two variables of Woof (i_video.c). */
interface Variables {
  readonly guest: Guest;
  /** `current_video_height`: what its menu sets, too. */
  readonly lines: number;
  /** `resetneeded`: with it, `D_Display` makes the frame anew before it draws the next one, unless a wipe is shown. */
  readonly reset: number;
}

/** Changes the resolution of a running Woof as its own menu does (`ResetVideoHeight`). A module that does not export both keeps its own. */
export class WoofFrameLines implements FrameLines {
  #variables: Variables | undefined;

  attach(instance: Instance, guest: Guest): void {
    const lines = addressOf(instance, guest, 'current_video_height');
    const reset = addressOf(instance, guest, 'resetneeded');
    this.#variables = lines === undefined || reset === undefined ? undefined : { guest, lines, reset };
  }

  set(lines: number): void {
    if (this.#variables === undefined) return;
    const { view } = this.#variables.guest;
    view.setInt32(this.#variables.lines, lines, true);
    view.setInt32(this.#variables.reset, 1, true);
  }
}

/** Where a variable of 32 bits is, if the module exports it. */
function addressOf(instance: Instance, guest: Guest, name: string): number | undefined {
  const variable = instance.exports.get(name);
  const address = variable?.kind === 'global' ? variable.get() : undefined;
  return typeof address === 'number' && address >= 0 && address + 4 <= guest.bytes.length
    ? address
    : undefined;
}
