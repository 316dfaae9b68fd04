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
