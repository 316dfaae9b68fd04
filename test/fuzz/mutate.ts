import { readModule } from '../../engine/wasm/binary/reader.ts';
import { InvalidError, MalformedError, UnsupportedError } from '../../engine/wasm/spec/errors.ts';
import { validateModule } from '../../engine/wasm/validate/validate.ts';
import type { Choices } from './choices.ts';

/** One to four small edits behind the header: a byte set, a bit flipped, bytes inserted, removed or repeated elsewhere. */
export function mutate(bytes: Uint8Array, choices: Choices): Uint8Array {
  const mutant = [...bytes];
  for (let edits = 1 + choices.below(4); edits > 0; edits--) {
    const at = 8 + choices.below(Math.max(1, mutant.length - 8));
    // Sizes survive setting and flipping only: those come most, so that validation has its share.
    const kind = choices.below(12);
    if (kind < 4) mutant[at] = choices.below(256);
    else if (kind < 8) mutant[at] = (mutant[at] ?? 0) ^ (1 << choices.below(8));
    else if (kind === 8) mutant[at] = choices.pick([0, 0x0b, 0x40, 0x7f, 0x80, 0xff, 0xfc, 0xfd, 0x70, 0x6f]);
    else if (kind === 9) mutant.splice(at, 0, choices.below(256));
    else if (kind === 10) mutant.splice(at, 1 + choices.below(4));
    else mutant.splice(at, 0, ...mutant.slice(choices.below(mutant.length)).slice(0, choices.below(8)));
  }
  return Uint8Array.from(mutant);
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

/** What reader and validator say of a module; throws where they throw what they never may. */
export function verdictOf(bytes: Uint8Array): { readonly verdict: Verdict; readonly text: string } {
  try {
    validateModule(readModule(bytes));
    return { verdict: 'accepted', text: 'accepted' };
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (error instanceof UnsupportedError) return { verdict: 'unsupported', text };
    if (error instanceof MalformedError) return { verdict: 'malformed', text };
    if (error instanceof InvalidError) return { verdict: 'invalid', text };
    throw error;
  }
}

/** Where V8 is known to say something else, by its message, and why that is right. */
const EXPLAINED: readonly (readonly [verdict: Verdict, v8: RegExp, why: string])[] = [
  ['accepted', /not allowed in constant expressions/, 'V8 of Node 20 has no extended constants'],
];

/** How reader and validator disagree with V8 about a module; undefined where they do not. */
export function misjudged(bytes: Uint8Array): string | undefined {
  let judged: ReturnType<typeof verdictOf>;
  try {
    judged = verdictOf(bytes);
  } catch (error) {
    return `fault of the engine: ${(error as Error).stack}`;
  }
  const { verdict, text } = judged;
  // V8 may have the feature, or a higher limit.
  if (verdict === 'unsupported') return undefined;
  const refusal = refusalOfV8(bytes);
  if ((verdict === 'accepted') === (refusal === undefined)) return undefined;
  if (EXPLAINED.some(([ours, theirs]) => verdict === ours && theirs.test(refusal ?? ''))) return undefined;
  return `the engine: ${text}\nV8: ${refusal ?? 'accepted'}`;
}
