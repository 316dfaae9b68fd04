/**
 * One version of a function's code. A function's code can be replaced while frames of an older version are still live. What explains a
 * frame belongs to the version that the frame runs.
 */
export interface Code {
  /** What made it. */
  readonly tier: string;
  /** How often the function had been compiled before. */
  readonly version: number;
  /** Byte offsets of instructions by their places in the code: how, is the tier's own. */
  readonly sites: readonly number[];
}

/** The code of an instance's own functions, each of which can be replaced by itself. */
export interface CodeTable {
  /** The code that the next call of a function runs; undefined where that call compiles it. */
  current(funcIndex: number): Code | undefined;
  /**
   * Has a function compiled anew: every call from now on runs the new version, however it comes. Code that was compiled for the old
   * version is compiled anew, too. Frames that are live continue as they are.
   */
  replace(funcIndex: number): void;
}
