import fs from 'node:fs';
import path from 'node:path';
import { lumpNamesOf } from '../common/wad.ts';

/** A patch that Chocolate Doom reads with an IWAD by itself, and ends without (`LoadIwadDeh`). */
export interface Companion {
  /** What it is called, beside the IWAD. */
  readonly name: 'chex.deh' | 'french.deh';
  /** The name that the game knows the IWAD by, where it knows it by nothing else. */
  readonly iwad?: 'chex.wad';
  /** Where it is; undefined if it is not in the IWAD's folder. */
  readonly path: string | undefined;
}

/** What Chex Quest has, and no other game. */
const CHEX_LUMPS = ['E1M1', 'E4M1', 'W94_1', 'POSSH0M0'];
/** What the French Doom II has, and what only others have (`IsFrenchIWAD`). */
const FRENCH_LUMPS = ['MAP01', 'WIOBJ'];
const NOT_FRENCH = ['M_RDTHIS', 'M_EPISOD', 'M_EPI1', 'M_EPI2', 'M_EPI3', 'WIOSTF'];

/** The companion that an IWAD wants; undefined for one that wants none. Throws WadFormatError, and Node's own error, for what cannot be read. */
export function companionOf(iwad: string): Companion | undefined {
  const names = lumpNamesOf(iwad);
  const beside = (name: Companion['name']) => ({ name, path: find(path.dirname(iwad), name) });
  const chex =
    path.basename(iwad).toLowerCase() === 'chex.wad' || CHEX_LUMPS.every((name) => names.has(name));
  if (chex) return { ...beside('chex.deh'), iwad: 'chex.wad' };
  const french = FRENCH_LUMPS.every((name) => names.has(name)) && !NOT_FRENCH.some((name) => names.has(name));
  return french ? beside('french.deh') : undefined;
}

/** A file of this name, else of one that differs in capitals only. */
function find(folder: string, wanted: string): string | undefined {
  const names = readFolder(folder).filter((name) => name.toLowerCase() === wanted);
  const found = names.includes(wanted) ? wanted : names.sort()[0];
  const file = found === undefined ? undefined : path.join(folder, found);
  return file !== undefined && isFile(file) ? file : undefined;
}

/** A link that leads nowhere or in a circle is none. */
function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function readFolder(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
