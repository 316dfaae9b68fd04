import { DEMOS_FOLDER } from '../homes/contents/kinds.ts';

/** How long a demo's name may be, without its extension. */
const NAME_MAX = 60;

/**
 * A demo's name as a file can have it, without its extension: what file systems refuse or treat specially becomes an underscore.
 * Never empty.
 */
export function demoName(wanted: string): string {
  const clean = wanted
    .normalize('NFC')
    .replace(/\.lmp$/i, '')
    // Before anything is replaced: half a character is none.
    .slice(0, NAME_MAX)
    .replaceAll(/[^\p{L}\p{N} _()+-]/gu, '_')
    .trim();
  return clean === '' ? 'demo' : clean;
}

/** The file of a demo: the `count`th of its name. */
export function demoFile(name: string, count = 1): string {
  return `${DEMOS_FOLDER}/${name}${count === 1 ? '' : ` ${count}`}.lmp`;
}
