import type { Variables } from '../variables.ts';

/** What else Chocolate Doom takes from the Doom of 1993: where more is to be written than fitted then, it ends, all unsaved. */
const LIMITS = ['vanilla_savegame_limit', 'vanilla_demo_limit'] as const;

/**
 * Lifts them where nobody has chosen them: Freedoom's larger levels do not fit in such a saved game ("Savegame buffer overrun"). A save
 * beyond them is loaded by Chocolate Doom anywhere.
 */
export function liftLimits(variables: Variables): void {
  for (const name of LIMITS)
    if (variables.get('chocolate-doom.cfg', name) === undefined)
      variables.set('chocolate-doom.cfg', name, '0');
}
