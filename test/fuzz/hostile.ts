import { HOSTILE_CODE } from './hostilecode.ts';
import { HOSTILE_SECTIONS } from './hostilesections.ts';
import type { Hostile } from './hostileshapes.ts';

/**
 * Modules that ask for too much, or for as much as may be: far beyond what compilers make, and cheap to write down. Where one has a
 * function, it is exported as "f" and takes no arguments.
 */
export const HOSTILE: Readonly<Record<string, Hostile>> = { ...HOSTILE_CODE, ...HOSTILE_SECTIONS };
