import { type FuncType, funcTypeText } from '../spec/types.ts';

/** A module and the externs it was given do not fit (§4.5.4, step 2): one is missing, of another kind, or of another type. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  /** The import's two names, where one import is to blame. */
  readonly module: string | undefined;
  readonly field: string | undefined;

  constructor(message: string, module?: string, field?: string) {
    super(message);
    this.module = module;
    this.field = field;
  }
}

/** The program that embeds the engine broke the API's contract: a value of the wrong type, an object of another store. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** State that cannot be captured, or a capture that does not fit what it is to be restored with. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

/** `"name" of type (i32) -> ()`: how messages name a function. */
export function describeFunc(name: string | undefined, type: FuncType): string {
  return `${name === undefined ? 'function' : JSON.stringify(name)} of type ${funcTypeText(type)}`;
}
