import { UnsupportedError } from '../../spec/errors.ts';

/** Characters of a function's text: V8 has no strings from 2^29 on, and takes its time long before. */
const MOST = 2 ** 26;

/** V8 puts two lines before the body of a `new Function`. */
const FIRST_LINE = 3;

/** What names a version of a function to V8, and so its frames. */
export function sourceName(instanceId: number, funcIndex: number, version: number): string {
  return `trapdoom:${instanceId}/${funcIndex}.${version}`;
}

/** The place of a frame as V8 writes it: instance, function, version and line by their numbers. */
export const SOURCE_PLACE = /(?:^|\()trapdoom:(\d+)\/(\d+)\.(\d+):(\d+):\d+\)?$/;

/**
 * The JavaScript text of one function, and the byte offset behind each of its lines. Every instruction that can trap or call begins
 * a line, so that the line in an error's stack is the instruction, through inlining and optimization.
 */
export class Source {
  text = '';
  /** Offset in the module by V8's line number. */
  readonly offsets: number[];
  /** What the text refers to from outside, by name. */
  readonly bindings = new Map<string, unknown>();

  constructor(offset: number) {
    this.offsets = new Array(FIRST_LINE + 1).fill(offset);
  }

  /** Begins the line of the instruction at `offset`. */
  line(offset: number): void {
    this.text += '\n';
    this.offsets.push(offset);
  }

  /** Throws `UnsupportedError` where the text becomes too long. */
  add(text: string): void {
    this.text += text;
    if (this.text.length <= MOST) return;
    const what = `functions whose JavaScript is longer than ${MOST} characters`;
    throw new UnsupportedError(what, `too long: backend "singlepass" takes no ${what}`, this.offsets[0]!);
  }

  /** The name under which the text sees `value`. */
  bind(name: string, value: unknown): string {
    this.bindings.set(name, value);
    return name;
  }
}
