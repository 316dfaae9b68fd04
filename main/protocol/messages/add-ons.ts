import { z } from 'zod';
import { messageOf, none } from '../../../engine/messages/schema.ts';

const title = z.string();
const map = z.string();
const lump = z.string();
/** Names of maps, sorted. */
const maps = z.array(map).min(1);
/** Sections of a patch, in brackets. `inLump`: the patch is a lump of a WAD. */
const sections = z.array(z.string()).min(1);

/** Why a demo of the title screen ends the game. */
export const titleDemoProblems = {
  missing: z.strictObject({ demo: lump }),
  empty: z.strictObject({ demo: lump }),
  'beyond-end': z.strictObject({ demo: lump }),
  'other-version': z.strictObject({ demo: lump, version: z.number().int() }),
  'map-missing': z.strictObject({ demo: lump, map }),
  'player-absent': z.strictObject({ demo: lump }),
};
export const titleDemoProblem = messageOf(titleDemoProblems);
export type TitleDemoProblem = z.infer<typeof titleDemoProblem>;

/** A format of music that others play and the game does not. */
export const silentFormat = z.enum(['OGG', 'FLAC', 'MP3', 'WAV', 'tracker', 'long-midi']);
export type SilentFormat = z.infer<typeof silentFormat>;

/** Textures that no WAD has. `first`: one of them, and there are `more`. */
const missingTextures = z.strictObject({
  map,
  first: z.string(),
  more: z.number().int().min(0),
  kind: z.enum(['wall', 'floor']),
  game: title,
});

/** What the player should know of an add-on in a load order. */
export const addOnWarnings = {
  'too-many-lumps': z.strictObject({ count: z.number().int(), limit: z.number().int() }),
  'shareware-only': z.strictObject({ game: title }),
  /** The game names its maps in the other way: `episodes` as E1M1, `numbered` as MAP01. */
  'maps-unseen': z.strictObject({ maps, game: title, gameMaps: z.enum(['episodes', 'numbered']) }),
  'not-merged': none,
  'patch-lump-invalid': none,
  'patch-sections-ignored': z.strictObject({ sections, inLump: z.boolean() }),
  'patch-strings-ignored': z.strictObject({ sections: z.array(z.string()), inLump: z.boolean() }),
  'title-demos': z.strictObject({ demos: z.array(titleDemoProblem).min(1) }),
  'music-silent': z.strictObject({
    lumps: z.array(lump).min(1),
    formats: z.array(silentFormat).min(1),
  }),
  /** Music for tracker programs, which Woof does not play. Others of the lumps may be in other formats. */
  'music-tracker': z.strictObject({ lumps: z.array(lump).min(1) }),
  'map-hexen': z.strictObject({ maps }),
  'map-udmf': z.strictObject({ maps }),
  'map-extended-nodes': z.strictObject({ maps }),
  'map-deepbsp-nodes': z.strictObject({ maps }),
  'map-without-nodes': z.strictObject({ maps }),
  'map-without-blockmap': z.strictObject({ maps }),
  'map-without-content': z.strictObject({ maps }),
  'map-without-start': z.strictObject({ maps }),
  'map-lump-outside': z.strictObject({ maps, lump }),
  'map-lump-empty': z.strictObject({ maps, lump }),
  'map-lump-missing': z.strictObject({ maps, lump }),
  'maps-unreached': z.strictObject({
    maps,
    game: title,
    reason: z.enum(['three-episodes', 'map00', 'no-menu']),
  }),
  /** `cheat`: what can be typed to go to the first of them. */
  'maps-by-cheat': z.strictObject({ maps, cheat: z.string() }),
  'texture-patch-missing': z.strictObject({
    texture: z.string(),
    list: lump,
    addOn: title,
    /** Its name, or its number where it has none. */
    patch: z.union([z.string(), z.number().int()]),
    /** Whose PNAMES it is; absent where it is the add-on's own. */
    namesOf: title.optional(),
    /** What to load in another place. */
    move: title,
  }),
  'texture-list-damaged': z.strictObject({ list: lump }),
  'texture-list-lacks': z.strictObject({ list: lump, game: title, textures: z.array(z.string()).min(1) }),
  /** Only a list that another replaces has what the map is built with. `game` is present where the map is the game's own. */
  'texture-list-replaced': z.strictObject({
    map,
    game: title.optional(),
    first: z.string(),
    more: z.number().int().min(0),
    kind: z.enum(['wall', 'floor']),
    list: lump,
    definer: title,
    replacedBy: title,
    move: title,
  }),
  'texture-missing': missingTextures,
  /** The same with Woof, which shows nothing in their place. */
  'texture-empty': missingTextures,
};
export const addOnWarning = messageOf(addOnWarnings);
export type AddOnWarningMessage = z.infer<typeof addOnWarning>;
