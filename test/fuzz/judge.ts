import { readModule } from '../../engine/wasm/binary/reader.ts';
import { InvalidError, MalformedError, UnsupportedError } from '../../engine/wasm/spec/errors.ts';
import { validateModule } from '../../engine/wasm/validate/validate.ts';
import { divergence, type Subject } from './compare.ts';
import { ENGINE_FAULT } from './outcome.ts';

/**
 * The result of a module. `same`: all judge and do the same. `beyond`: it needs more than WebAssembly 2.0, so that nothing was compared.
 * `found`: something is wrong, which `text` says.
 */
export interface Judgement {
  readonly kind: 'same' | 'beyond' | 'found';
  readonly text: string;
}

/** TypeScript types the host's WebAssembly only together with the DOM. */
const host = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } })
  .WebAssembly;

/** What V8 has against a module; undefined where it takes it. */
export function refusalOfV8(bytes: Uint8Array): string | undefined {
  try {
    new host.Module(bytes);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

export type Verdict = 'accepted' | 'malformed' | 'invalid' | 'unsupported';

export interface Opinion {
  readonly verdict: Verdict;
  /** With the name of the error, where it is one. */
  readonly text: string;
  /** What the engine does not have, and where in the module it is needed. */
  readonly lacks?: { readonly feature: string; readonly offset: number };
}

/** What reader and validator say of a module; throws where they throw what they never may. */
export function opinionOn(bytes: Uint8Array): Opinion {
  try {
    validateModule(readModule(bytes));
    return { verdict: 'accepted', text: 'accepted' };
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (error instanceof UnsupportedError) return { verdict: 'unsupported', text, lacks: error };
    if (error instanceof MalformedError) return { verdict: 'malformed', text };
    if (error instanceof InvalidError) return { verdict: 'invalid', text };
    throw error;
  }
}

/** Judges a module that is valid by how it was made, and runs it on all backends, or on what is given. */
export function judgeValid(bytes: Uint8Array, subjects?: readonly Subject[]): Judgement {
  return judged(bytes, ({ verdict, text, lacks }) => {
    if (lacks !== undefined && isBinaryensSlip(bytes, lacks)) return { kind: 'beyond', text };
    if (verdict !== 'accepted') return found(`a valid module is refused: ${text}`);
    const parted = divergence(bytes, subjects);
    return parted === undefined ? SAME : found(parted);
  });
}

/** Judges a module as what its name says that it is: see `Finding`. */
export function judgeNamed(name: string, bytes: Uint8Array): Judgement {
  return name.startsWith('mutated-') ? judgeMutant(bytes) : judgeValid(bytes);
}

/** Judges a module that may be anything: is it valid for the engine if and only if it is for V8? */
export function judgeMutant(bytes: Uint8Array): Judgement {
  return judged(bytes, ({ verdict, text }) => {
    // V8 may have the feature, or a higher limit.
    if (verdict === 'unsupported') return { kind: 'beyond', text };
    const refusal = refusalOfV8(bytes);
    if ((verdict === 'accepted') === (refusal === undefined)) return SAME;
    if (EXPLAINED.some(([ours, theirs]) => ours.test(text) && theirs.test(refusal ?? 'accepted')))
      return SAME;
    return found(`the engine: ${text}\nV8: ${refusal ?? 'accepted'}`);
  });
}

const SAME: Judgement = { kind: 'same', text: '' };
const found = (text: string): Judgement => ({ kind: 'found', text });

function judged(bytes: Uint8Array, judge: (opinion: Opinion) => Judgement): Judgement {
  let opinion: Opinion;
  try {
    opinion = opinionOn(bytes);
  } catch (error) {
    return found(`${ENGINE_FAULT}${(error as Error).stack}`);
  }
  return judge(opinion);
}

/** Where V8 is known to say something else than we do, by both texts, and why that is right. */
const EXPLAINED: readonly (readonly [ours: RegExp, v8: RegExp, why: string])[] = [
  [/^accepted$/, /not allowed in constant expressions/, 'V8 of Node 20 has no extended constants'],
  [
    /^accepted$/,
    /expected memory index 0, found 128/,
    '3.0 reads an integer there, V8 of Node 20 a byte (§5.4.6)',
  ],
  [
    /^accepted$/,
    /actual alignment is (6[4-9]|7\d)/,
    '3.0 has a memory index behind bit 6, V8 of Node 20 has not',
  ],
  [/^accepted$/, /expected offset/, '3.0 reads 64 bits, V8 of Node 20 reads 32'],
  [
    /^MalformedError: integer representation too long/,
    /^accepted$/,
    'V8 reads the block type "none" and the abstract types of ref.null as integers, they are single bytes (§5.3.3, §5.4.1)',
  ],
];

const REF_AS_NON_NULL = 0xd4;

/**
 * binaryen's generator gives a local the type of a `ref.func` that it keeps there, a reference that is never null, with any features. The
 * local becomes nullable when the module is written. What reads it becomes a `ref.as_non_null` of WebAssembly 3.0.
 */
function isBinaryensSlip(bytes: Uint8Array, { feature, offset }: NonNullable<Opinion['lacks']>): boolean {
  return feature === 'function-references' && bytes[offset] === REF_AS_NON_NULL;
}
