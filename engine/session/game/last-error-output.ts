import type { ErrorOutputRules } from '../../games/game-adapter.ts';

/** Lines and characters that are remembered: the longest messages have a few lines. */
const LINES_MAX = 200;
const CHARACTERS_MAX = 16 * 1024;
type Entry = { readonly stream: 'stdout' | 'stderr' | 'frame'; readonly text: string };

/**
 * The error that a game reported before it ended. It is in the message box, where the game showed one. Else it is the last lines of
 * standard error, up to standard output, a warning or the beginning of a frame. The C library writes an error there and nothing after it.
 * Blank lines within are part of it: messages may have several paragraphs.
 */
export class LastErrorOutput {
  #box: string | undefined;
  readonly #entries: Entry[] = [];
  readonly #rules: ErrorOutputRules;
  #characters = 0;
  #report: string | undefined;

  constructor(rules: ErrorOutputRules) {
    this.#rules = rules;
  }

  box(text: string): void {
    this.#box = text;
  }

  line(stream: 'stdout' | 'stderr', text: string): void {
    if (stream === 'stdout' && this.#rules.report?.test(text) === true) this.#report = text;
    if (text !== this.#rules.ignored) this.#add({ stream, text });
  }

  /** A frame begins: what the game wrote in an earlier one is no part of an error of this one. */
  frame(): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && last.stream !== 'frame') this.#add({ stream: 'frame', text: '' });
  }

  /** The newest line in which the game reported what its run came to. */
  get report(): string | undefined {
    return this.#report;
  }

  /** The error, if the game has said nothing else since. */
  get last(): string | undefined {
    return this.#entries.findLast(({ stream }) => stream !== 'frame')?.stream === 'stderr'
      ? this.text
      : undefined;
  }

  get text(): string | undefined {
    const written = this.#written;
    const box = this.#box;
    const { boxBytes = Number.POSITIVE_INFINITY } = this.#rules;
    if (box === undefined || written === undefined || Buffer.byteLength(box) < boxBytes)
      return box ?? written;
    const whole = written.lastIndexOf(box);
    return whole < 0 ? box : written.slice(whole);
  }

  get #written(): string | undefined {
    const spoken = ({ stream, text }: Entry) => stream === 'stderr' && text.trim() !== '';
    const last = this.#entries.findLastIndex(spoken);
    if (last < 0) return undefined;
    const other = ({ stream, text }: Entry) =>
      stream !== 'stderr' || this.#rules.warning?.test(text) === true;
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
