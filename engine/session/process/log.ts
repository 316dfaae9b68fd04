import { asOnTerminal, LINE_MAX } from '../../host/wasi/terminal-line.ts';
import type { LogLine } from '../protocol.ts';

/** Lines kept: the newest. */
export const LOG_LINES_MAX = 10_000;
/** Their characters, together. */
const WAITING_CHARS = 4 * 1024 * 1024;
/** Lines, and their characters, forwarded at a time, and the least time between, in milliseconds: 2,000 lines a second at the most. */
const BATCH_LINES = 200;
const BATCH_CHARS = 32 * 1024;
const BATCH_MS = 100;

/**
 * Holds lines back so that a game that prints without end floods nobody: they go out in batches at a bounded rate, and when too many
 * wait, the oldest are dropped and counted in a line of the session's own.
 */
export class LogBuffer {
  readonly #send: (lines: LogLine[]) => void;
  #waiting: LogLine[] = [];
  /** Characters of those that were not dropped. */
  #chars = 0;
  /** The oldest that was not dropped; those before it are given back by the hundred. */
  #first = 0;
  #dropped = 0;
  /** When the present stretch of BATCH_MS began, and how many lines went out in it. */
  #sentAt = Number.NEGATIVE_INFINITY;
  #sent = 0;
  #sentChars = 0;

  constructor(send: (lines: LogLine[]) => void) {
    this.#send = send;
  }

  /**
   * `line.time` is also what the rate is measured by. Control characters have their effect as on a terminal; of a
   * text longer than LINE_MAX the beginning is kept.
   */
  add(line: LogLine): void {
    const text = asOnTerminal(line.text).slice(0, LINE_MAX);
    this.#waiting.push({ ...line, text });
    this.#chars += text.length;
    while (this.#waiting.length - this.#first > LOG_LINES_MAX || this.#chars > WAITING_CHARS) {
      this.#chars -= this.#waiting[this.#first++]!.text.length;
      this.#dropped++;
      if (this.#first >= BATCH_LINES) this.#compact();
    }
    // What a game says before it stands still would never go out with a next batch: errors go at once, at no higher rate.
    const fits =
      this.#sent + this.#waiting.length - this.#first <= BATCH_LINES &&
      this.#sentChars + this.#chars <= BATCH_CHARS;
    if (line.stream === 'stderr' && fits) this.#sendBatch(line.time);
    else this.flush(line.time);
  }

  /** Sends a batch, if one is due at `now`. */
  flush(now: number): void {
    if (now - this.#sentAt < BATCH_MS) return;
    if (this.#dropped === 0 && this.#first === this.#waiting.length) return;
    this.#sendBatch(now);
  }

  /** Sends everything: nothing more will come. */
  finish(now: number): void {
    while (this.#dropped > 0 || this.#first < this.#waiting.length) this.#sendBatch(now);
  }

  #sendBatch(now: number): void {
    if (now - this.#sentAt >= BATCH_MS) {
      this.#sentAt = now;
      this.#sent = 0;
      this.#sentChars = 0;
    }
    this.#compact();
    let count = 0;
    let chars = 0;
    for (const { text } of this.#waiting.slice(0, BATCH_LINES)) {
      if (count > 0 && chars + text.length > BATCH_CHARS) break;
      count++;
      chars += text.length;
    }
    const lines = this.#waiting.splice(0, count);
    this.#sent += lines.length;
    this.#sentChars += chars;
    this.#chars -= chars;
    if (this.#dropped > 0) {
      const text = `${this.#dropped} lines were left out here: the game writes faster than they can be shown`;
      lines.unshift({ time: now, stream: 'session', text });
      this.#dropped = 0;
    }
    this.#send(lines);
  }

  #compact(): void {
    if (this.#first > 0) this.#waiting = this.#waiting.slice(this.#first);
    this.#first = 0;
  }
}
