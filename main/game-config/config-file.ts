/** Far more than a game writes. */
export const FILE_BYTES_MAX = 256 * 1024;

/** A file that is no configuration. */
export class NoConfigError extends Error {
  override readonly name = 'NoConfigError';
  readonly code: 'config-too-large' | 'config-damaged';

  constructor(code: NoConfigError['code']) {
    super(code);
    this.code = code;
  }
}

/** What the game would not take for a variable and its value, and what it does instead. */
export interface Strange {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** What the game does with it. */
  readonly effect: 'skipped' | 'takes-next-line' | 'cut';
}

/**
 * A configuration file of a game: names and values. Bytes that are not changed stay what they are, whatever they mean. The games'
 * strings have no encoding, and other programs and versions have variables of their own.
 */
export interface ConfigFile {
  bytes(): Uint8Array;
  /** A variable's value, as it is in the file. `accepted` skips values that the game would not take. */
  get(name: string, accepted?: (value: string) => boolean): string | undefined;
  /** Gives a variable a value, in its own place or in a new line at the end. */
  set(name: string, value: string): void;
  /** The first of them: a file with more is something else. */
  readonly strange: readonly Strange[];
}

/** The text of a file, one character for each byte. Throws NoConfigError. */
export function textOfBytes(bytes: Uint8Array): string {
  if (bytes.length > FILE_BYTES_MAX) throw new NoConfigError('config-too-large');
  if (bytes.includes(0)) throw new NoConfigError('config-damaged');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
