import { StringDecoder } from 'node:string_decoder';
import type { OutputName, WasiStreams } from './environment.ts';
import { TerminalLine } from './terminal-line.ts';

/** So many bytes are decoded at once: a guest may write gigabytes in one call. */
const PIECE = 65536;

/** Cuts a stream of bytes into lines of text, as a terminal would show them. What is no UTF-8 becomes U+FFFD. */
export class LineSplitter {
  readonly #line: TerminalLine;
  readonly #decoder = new StringDecoder('utf8');

  constructor(sink: (line: string) => void) {
    this.#line = new TerminalLine(sink);
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += PIECE)
      this.#line.write(this.#decoder.write(Buffer.from(bytes.subarray(at, at + PIECE))));
  }

  /** Emits what stands in an unfinished line. */
  flush(): void {
    this.#line.write(this.#decoder.end());
    this.#line.flush();
  }
}

/** Streams of a game. Its output becomes lines of text for a log. Its input is at the end, as no game has a terminal. */
export class LineStreams implements WasiStreams {
  /** On a terminal, output is flushed at each line's end, so that the log has it when a game crashes. */
  readonly terminals: WasiStreams['terminals'];
  readonly #splitters: Readonly<Record<OutputName, LineSplitter>>;

  /** `line` is called for each line, without its end. `errorTerminal`: whether standard error is a terminal to the guest. */
  constructor(line: (stream: OutputName, text: string) => void, errorTerminal = true) {
    this.terminals = { stdin: true, stdout: true, stderr: errorTerminal };
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
