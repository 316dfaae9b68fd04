/** A record of SIDEDEFS: two offsets, three texture names of eight bytes, a sector (the Unofficial Doom Specs, chapter 4-4). */
const SIDEDEF_BYTES = 30;
const SIDEDEF_TEXTURES = [4, 12, 20];
/** A record of SECTORS: two heights, the names of the floor and the ceiling, light, type, tag (chapter 4-9). */
const SECTOR_BYTES = 26;
const SECTOR_FLATS = [4, 12];
/** A texture of TEXTURE1: its name, flags, width, height, an unused word, how many patches it is made of (chapter 8-4). */
const TEXTURE_BYTES = 22;
const PATCH_COUNT = 20;
/** A patch of a texture: two offsets, its number in PNAMES, two unused words. */
const PATCH_BYTES = 10;
const PATCH_NUMBER = 4;

/** A wall texture of a list, and the numbers of its patches in PNAMES. */
export interface ListedTexture {
  readonly name: string;
  readonly patches: readonly number[];
}

/** A TEXTURE1 or TEXTURE2. */
export interface TextureList {
  readonly textures: readonly ListedTexture[];
  /** Whether it holds all the textures that it lists. */
  readonly whole: boolean;
}

/** Reads a TEXTURE1 or TEXTURE2: i32 count, i32 offset of each. What lies outside is left out. */
export function listedTextures(list: Buffer): TextureList {
  const count = list.length < 4 ? 0 : list.readInt32LE(0);
  const textures: ListedTexture[] = [];
  for (let i = 0; i < count && 8 + i * 4 <= list.length; i++) {
    const at = list.readUInt32LE(4 + i * 4);
    if (at + 8 <= list.length) textures.push({ name: nameAt(list, at), patches: patchesAt(list, at) });
  }
  return { textures, whole: list.length >= 4 && textures.length === count };
}

/** So many patches are read, of all textures of a list together: entries may overlap, and each claim thousands. */
function patchesAt(list: Buffer, texture: number): number[] {
  if (texture + TEXTURE_BYTES > list.length) return [];
  const count = Math.min(list.readUInt16LE(texture + PATCH_COUNT), MAX_PATCHES);
  const patches: number[] = [];
  for (let i = 0; i < count; i++) {
    const at = texture + TEXTURE_BYTES + i * PATCH_BYTES;
    if (at + PATCH_BYTES > list.length) break;
    patches.push(list.readUInt16LE(at + PATCH_NUMBER));
  }
  return patches;
}

/** No texture of a game has more than a few dozen patches. */
const MAX_PATCHES = 256;

/** The names of PNAMES: i32 count, eight bytes each; those that it holds. Undefined where the game would use up its memory for the others. */
export function patchNames(list: Buffer): string[] | undefined {
  const count = list.length < 4 ? 0 : list.readInt32LE(0);
  if (count < 0 || count > MAX_NAMES) return undefined;
  const names: string[] = [];
  for (let i = 0; i < count && 12 + i * 8 <= list.length; i++) names.push(nameAt(list, 4 + i * 8));
  return names;
}

/** A texture names its patches by numbers of 15 bits. */
const MAX_NAMES = 32_768;

/** Names of the wall textures of a map's SIDEDEFS, each once. A dash is no wall; an empty name is one that the game looks for. */
export function wallNames(sides: Buffer): string[] {
  return distinct(sides, SIDEDEF_BYTES, SIDEDEF_TEXTURES).filter((name) => !name.startsWith('-'));
}

/** Names of the floors and ceilings of a map's SECTORS, each once. The game looks for an empty name too. */
export function flatNames(sectors: Buffer): string[] {
  return distinct(sectors, SECTOR_BYTES, SECTOR_FLATS);
}

function distinct(records: Buffer, bytes: number, places: readonly number[]): string[] {
  const raw = new Set<string>();
  for (let at = 0; at + bytes <= records.length; at += bytes)
    for (const place of places) raw.add(records.toString('latin1', at + place, at + place + 8));
  return [...new Set([...raw].map(cleaned))];
}

function nameAt(bytes: Buffer, at: number): string {
  return cleaned(bytes.toString('latin1', at, at + 8));
}

/** Eight bytes as a name: cut at the first NUL, in the letters of lumps' names. */
function cleaned(raw: string): string {
  const end = raw.indexOf('\0');
  return (end < 0 ? raw : raw.slice(0, end)).replaceAll(/[^!-~]/g, '?').toUpperCase();
}
