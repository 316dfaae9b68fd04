import type { Lump } from '../../engine/session/wad.ts';
import { readLumps, type Wad } from './wad.ts';

/** A record of SIDEDEFS: two offsets, three texture names of eight bytes, a sector (the Unofficial Doom Specs, chapter 4-4). */
const SIDEDEF_BYTES = 30;
const SIDEDEF_TEXTURES = [4, 12, 20];
/** The lumps of a map follow its name; SIDEDEFS is the third. */
const MAP_LUMPS = 11;
/** As much of a lump is looked at: a map of 65,535 sides has 2 MB, the largest lists of textures have 200 KB. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Maps that are looked into: an add-on for another game has its walls from the first. */
const MAX_MAPS = 40;

/** Names of the wall textures that a WAD brings. What is damaged has none. */
export async function texturesOf(file: string, { lumps }: Pick<Wad, 'lumps'>): Promise<string[]> {
  const lists = lumps.filter(({ name }) => name === 'TEXTURE1' || name === 'TEXTURE2').slice(0, 8);
  return (await readLumps(file, lists, MAX_BYTES)).flatMap(listedTextures);
}

/** Names of the wall textures that a WAD's maps use, each with the first map that does. */
export async function texturesUsed(
  file: string,
  { lumps }: Pick<Wad, 'lumps'>,
): Promise<Map<string, string>> {
  const maps = lumps.flatMap(({ name }, i) => {
    const sides = /^(E\dM\d|MAP\d\d)$/.test(name) && lumps.slice(i + 1, i + MAP_LUMPS).find(isSidedefs);
    return sides ? [{ map: name, sides }] : [];
  });
  const looked = maps.slice(0, MAX_MAPS);
  const contents = await readLumps(
    file,
    looked.map(({ sides }) => sides),
    MAX_BYTES,
  );
  const used = new Map<string, string>();
  for (const [i, { map }] of looked.entries())
    for (const texture of sideTextures(contents[i]!)) if (!used.has(texture)) used.set(texture, map);
  return used;
}

const isSidedefs = ({ name }: Lump) => name === 'SIDEDEFS';

/** TEXTURE1 and TEXTURE2: i32 count, i32 offset of each, where its name stands (the Unofficial Doom Specs, chapter 8-4). */
function listedTextures(list: Buffer): string[] {
  const count = list.length < 4 ? 0 : list.readUInt32LE(0);
  const names: string[] = [];
  for (let i = 0; i < count && 8 + i * 4 <= list.length; i++) {
    const at = list.readUInt32LE(4 + i * 4);
    if (at + 8 <= list.length) names.push(textureName(list, at));
  }
  return names;
}

function* sideTextures(sides: Buffer): Generator<string> {
  for (let at = 0; at + SIDEDEF_BYTES <= sides.length; at += SIDEDEF_BYTES) {
    for (const offset of SIDEDEF_TEXTURES) {
      const name = textureName(sides, at + offset);
      // A dash is no wall, and so is nothing at all in maps of some old tools.
      if (!name.startsWith('-') && name !== '') yield name;
    }
  }
}

function textureName(bytes: Buffer, at: number): string {
  const raw = bytes.toString('latin1', at, at + 8);
  const end = raw.indexOf('\0');
  return (end < 0 ? raw : raw.slice(0, end)).replaceAll(/[^!-~]/g, '?').toUpperCase();
}
