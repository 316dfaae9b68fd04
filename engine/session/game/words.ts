/** Lines and characters remembered for the game's last words: the longest message of Chocolate Doom has a few lines. */
const LINES_MAX = 200;
const CHARACTERS_MAX = 16 * 1024;
/** What Chocolate Doom adds when shutting down after an error fails too: the first error is the one to tell. */
const SECOND_ERROR = 'Warning: recursive call to I_Error detected.';
/** `I_Error` copies so many bytes of its message to its message box. Standard error has all of it. */
const BOX_BYTES = 511;

/** How a warning before an error begins, Chocolate Doom's of a patch: `DEHACKED:535: warning: …`. */
const WARNING = /^([^ :]+:\d+: )?warning: /i;

type Entry = { readonly stream: 'stdout' | 'stderr' | 'frame'; readonly text: string };

/**
 * What a game said before it ended. Its own message box, where it showed one; else the last lines it wrote to standard error,
 * uninterrupted by standard output, a warning or the beginning of a frame: the C library writes an error there and nothing after it. Blank lines
 * within are part of it: `I_Error` has messages of several paragraphs.
 */
export class LastErrorOutput {
  #box: string | undefined;
  readonly #entries: Entry[] = [];
  #characters = 0;

  box(text: string): void {
    this.#box = text;
  }

  line(stream: 'stdout' | 'stderr', text: string): void {
    if (text !== SECOND_ERROR) this.#add({ stream, text });
  }

  /** A frame begins: what the game wrote in an earlier one is no part of an error of this one. */
  frame(): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && last.stream !== 'frame') this.#add({ stream: 'frame', text: '' });
  }

  /** The same, if the game has said nothing else since. */
  get last(): string | undefined {
    return this.#entries.findLast(({ stream }) => stream !== 'frame')?.stream === 'stderr'
      ? this.text
      : undefined;
  }

  get text(): string | undefined {
    const written = this.#written;
    const box = this.#box;
    if (box === undefined || written === undefined || Buffer.byteLength(box) < BOX_BYTES)
      return box ?? written;
    const whole = written.lastIndexOf(box);
    return whole < 0 ? box : written.slice(whole);
  }

  get #written(): string | undefined {
    const spoken = ({ stream, text }: Entry) => stream === 'stderr' && text.trim() !== '';
    const last = this.#entries.findLastIndex(spoken);
    if (last < 0) return undefined;
    const other = ({ stream, text }: Entry) => stream !== 'stderr' || WARNING.test(text);
    const before = this.#entries.findLastIndex((entry, i) => i < last && other(entry));
    const first = this.#entries.findIndex((entry, i) => i > before && spoken(entry));
    return this.#entries
      .slice(first, last + 1)
      .map(({ text }) => text)
      .join('\n');
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    this.#characters += entry.text.length;
    while (this.#entries.length > LINES_MAX || this.#characters > CHARACTERS_MAX)
      this.#characters -= this.#entries.shift()!.text.length;
  }
}

const MISSING_WADS = 'The module looks for a WAD that is not there: ';

/** What is told of a module that looks for WADs of these names, and has opened none. */
export function missingWads(names: readonly string[]): string {
  return `${MISSING_WADS}${names.map((name) => `“${name}”`).join(', ')}. It was given those of the chosen game, by -iwad and as files in its folder and in /wads.`;
}

/** Whether a line of the session's is what `missingWads` says. */
export function isMissingWads(line: string): boolean {
  return line.startsWith(MISSING_WADS);
}
