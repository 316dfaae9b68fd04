/**
 * What the images of windows and textures take outside the guest's memory at most, in bytes: a window and a texture of the largest size.
 * Doom's largest window (8192x6144) and the texture that it scales up to for it take 320 MiB.
 */
const BYTES_MAX = 512 * 1024 * 1024;

/** Counts the images that the host keeps for a game. */
export class PixelBudget {
  #used = 0;

  /** Whether all images of a state fit, `bytes` together. */
  static fits(bytes: number): boolean {
    return bytes <= BYTES_MAX;
  }

  /** All that is taken becomes `bytes`, which fit. */
  reset(bytes: number): void {
    this.#used = bytes;
  }

  /** Takes `bytes`; false, and nothing is taken, where there are not so many left. A negative number gives bytes back. */
  take(bytes: number): boolean {
    if (this.#used + bytes > BYTES_MAX) return false;
    this.#used += bytes;
    return true;
  }
}
