/** What the pictures of windows and textures take outside the guest's memory at most, in bytes: one texture of the largest size. */
const BYTES_MAX = 256 * 1024 * 1024;

/** Counts the pictures that the host keeps for a game. Doom's take four megabytes. */
export class PixelBudget {
  #used = 0;

  /** Takes `bytes`; false, and nothing is taken, where there are not so many left. A negative number gives bytes back. */
  take(bytes: number): boolean {
    if (this.#used + bytes > BYTES_MAX) return false;
    this.#used += bytes;
    return true;
  }
}
