import { HOSTILE_CODE } from './hostile-code.ts';
import { HOSTILE_SECTIONS } from './hostile-sections.ts';
import type { Hostile } from './hostile-shapes.ts';

/**
 * Modules that ask for too much, or for as much as may be: far beyond what compilers make, and cheap to write down. Where one has a
 * function, it is exported as "f" and takes no arguments.
 */
export const HOSTILE: Readonly<Record<string, Hostile>> = { ...HOSTILE_CODE, ...HOSTILE_SECTIONS };
