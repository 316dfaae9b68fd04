import { StringDecoder } from 'node:string_decoder';
import type { OutputName, WasiStreams } from './environment.ts';

/** The longest line kept whole; longer ones are cut into several, so that a game that never ends a line costs no memory. */
export const LINE_MAX = 4096;

/** So many bytes are decoded at once: a guest may write gigabytes in one call. */
const PIECE = 65536;

/** Cuts a stream of bytes into lines of text. What is no UTF-8 becomes U+FFFD. */
export class LineSplitter {
  readonly #sink: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(sink: (line: string) => void) {
    this.#sink = sink;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += PIECE) this.#write(bytes.subarray(at, at + PIECE));
  }

  #write(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.write(Buffer.from(bytes))).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#emit(line);
    while (this.#rest.length > LINE_MAX) {
      this.#emit(this.#rest.slice(0, LINE_MAX));
      this.#rest = this.#rest.slice(LINE_MAX);
    }
  }

  /** Emits what stands in an unfinished line. */
  flush(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest !== '') this.#emit(rest);
  }

  #emit(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    for (let start = 0; start === 0 || start < text.length; start += LINE_MAX)
      this.#sink(text.slice(start, start + LINE_MAX));
  }
}

/** Streams of a game: its output becomes lines of text for a log, and its input is at the end, as no game has a terminal. */
export class LineStreams implements WasiStreams {
  /** Output is flushed at each line's end, so that the log has it when a game crashes. */
  readonly terminals = { stdin: true, stdout: true, stderr: true };
  readonly #splitters: Readonly<Record<OutputName, LineSplitter>>;

  /** `line` is called for each line, without its end. */
  constructor(line: (stream: OutputName, text: string) => void) {
    this.#splitters = {
      stdout: new LineSplitter((text) => line('stdout', text)),
      stderr: new LineSplitter((text) => line('stderr', text)),
    };
  }

  read(): number {
    return 0;
  }

  write(stream: OutputName, bytes: Uint8Array): void {
    this.#splitters[stream].write(bytes);
  }

  /** Emits the unfinished lines. */
  close(): void {
    this.#splitters.stdout.flush();
    this.#splitters.stderr.flush();
  }
}
