/** Chromium's Keyboard Map: what keys type without modifiers, for those that type something. */
interface KeyboardMap {
  getLayoutMap(): Promise<ReadonlyMap<string, string>>;
}

/**
 * What keys type in the player's layout without modifiers. Browsers other than Chromium do not tell; there, keys that are pressed without
 * modifiers tell it one by one.
 */
export class KeyboardLayout {
  #keys = new Map<string, string>();

  /** Asks the browser, which may have been given another layout meanwhile. */
  async refresh(): Promise<void> {
    const keyboard = (navigator as Navigator & { readonly keyboard?: Partial<KeyboardMap> }).keyboard;
    try {
      const map = await keyboard?.getLayoutMap?.();
      if (map !== undefined && map.size > 0) this.#keys = new Map(map);
    } catch {
      // Not allowed here: the keys themselves tell.
    }
  }

  /** Remembers what a key types. */
  learn(code: string, key: string): void {
    this.#keys.set(code, key);
  }

  /** Undefined where it is not known. */
  keyOf(code: string): string | undefined {
    return this.#keys.get(code);
  }
}
