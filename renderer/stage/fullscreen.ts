/** Chromium's keyboard lock: in fullscreen, games get Escape and the system's own shortcuts too. */
interface KeyboardLock {
  lock(): Promise<void>;
  unlock(): void;
}

const keyboardLock = () => (navigator as Navigator & { readonly keyboard?: KeyboardLock }).keyboard;

/** Puts the window itself in full screen or out of it; returns whether it is in it then. */
export type ShellFullscreen = (on: boolean) => Promise<boolean>;

/** Whether the window is in full screen: an element of its page, or, behind the browser's back, all of it. */
export class Fullscreen {
  readonly #shell: ShellFullscreen;
  readonly #onChange: (on: boolean) => void;
  #byShell = false;
  #told = false;

  /** `onChange` is called for every change, of any origin, until `dispose`. */
  constructor(shell: ShellFullscreen, onChange: (on: boolean) => void) {
    this.#shell = shell;
    this.#onChange = onChange;
    this.#told = this.on;
    document.addEventListener('fullscreenchange', this.#look);
  }

  get on(): boolean {
    return this.#byShell || document.fullscreenElement !== null;
  }

  /** What the shell says of the window. */
  shellSays(on: boolean): void {
    this.#byShell = on;
    this.#look();
  }

  /**
   * Shows `element` alone on the whole screen. Browsers allow that only just after a key or a click. Where they do not, the shell does it.
   * Rejects with the browser's message if neither can.
   */
  async enter(element: Element): Promise<void> {
    if (this.on) return;
    try {
      await element.requestFullscreen({ navigationUI: 'hide' });
    } catch (error) {
      this.shellSays(await this.#shell(true));
      if (!this.on) throw error;
    }
    // Refused by some browsers: then Escape ends fullscreen, as the browser says at its start.
    await keyboardLock()
      ?.lock()
      .catch(() => {});
  }

  async leave(): Promise<void> {
    keyboardLock()?.unlock();
    if (document.fullscreenElement !== null) await document.exitFullscreen();
    if (this.#byShell) this.shellSays(await this.#shell(false));
  }

  dispose(): void {
    document.removeEventListener('fullscreenchange', this.#look);
  }

  readonly #look = () => {
    if (this.#told === this.on) return;
    this.#told = this.on;
    this.#onChange(this.on);
  };
}
