/** Lines remembered for the game's last words: an `I_Error` has a few. */
const REMEMBERED = 40;
/** What Chocolate Doom adds when shutting down after an error fails too: the first error is the one to tell. */
const SECOND_ERROR = 'Warning: recursive call to I_Error detected.';

/**
 * What a game said before it ended. Its own message box, where it showed one; else the last lines it wrote to standard error in one
 * go, uninterrupted by standard output or an empty line: the C library writes an error there and nothing after it.
 */
export class LastWords {
  #box: string | undefined;
  readonly #lines: { stream: 'stdout' | 'stderr'; text: string }[] = [];

  box(text: string): void {
    this.#box = text;
  }

  line(stream: 'stdout' | 'stderr', text: string): void {
    if (text === SECOND_ERROR) return;
    this.#lines.push({ stream, text });
    if (this.#lines.length > REMEMBERED) this.#lines.shift();
  }

  /** The same, if the game has said nothing else since. */
  get last(): string | undefined {
    return this.#lines.at(-1)?.stream === 'stderr' ? this.text : undefined;
  }

  get text(): string | undefined {
    if (this.#box !== undefined) return this.#box;
    const spoken = ({ stream, text }: { stream: string; text: string }) =>
      stream === 'stderr' && text.trim() !== '';
    const last = this.#lines.findLastIndex(spoken);
    if (last < 0) return undefined;
    const first = this.#lines.findLastIndex((line, i) => i < last && !spoken(line)) + 1;
    return this.#lines
      .slice(first, last + 1)
      .map(({ text }) => text)
      .join('\n');
  }
}
