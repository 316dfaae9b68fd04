import { z } from 'zod';
import { messageOf, none } from '../../../engine/messages/schema.ts';
import { COMPLEVELS } from '../launch-options.ts';

const count = z.number().int().min(0);
/** Names of maps, sorted. */
const maps = z.array(z.string()).min(1);
const names = z.array(z.string()).min(1);
const limit = count;

/** Lumps that newer source ports read, and Chocolate Doom does not. */
export const PORT_LUMPS = [
  'ANIMATED',
  'SWITCHES',
  'C_START',
  'TRANMAP',
  'MUSINFO',
  'SKYDEFS',
  'TRAKINFO',
  'BRGHTMPS',
  'DEMOLOOP',
  'SBARDEF',
  'SBHUDDEF',
  'OPTIONS',
  'VX_START',
  'HI_START',
] as const;
export type PortLump = (typeof PORT_LUMPS)[number];

/** Parts of a map whose records Chocolate Doom numbers with 15 bits. */
export const mapPart = z.enum(['vertexes', 'lines', 'sides', 'sectors', 'segs', 'subsectors']);
export type MapPart = z.infer<typeof mapPart>;

/** What a patch numbers. */
export const patchPart = z.enum(['thing', 'frame', 'sprite', 'sound']);
export type PatchPart = z.infer<typeof patchPart>;

/** What a game and its add-ons need that Doom 1.9 has not. Counts are those of the maps that are named. */
export const needs = {
  /** Lines of generalized types, 0x2F80 to 0x7FFF. */
  'boom-generalized-lines': z.strictObject({ maps, lines: count }),
  /** Lines of Boom's other types. `type`: the first of them. */
  'boom-lines': z.strictObject({ maps, lines: count, type: count }),
  /** Lines with the flag that lets a use pass through. */
  'boom-line-flags': z.strictObject({ maps, lines: count }),
  /** Sectors with bits of generalized types. */
  'boom-sectors': z.strictObject({ maps, sectors: count }),
  'mbf-lines': z.strictObject({ maps, lines: count }),
  /** Things that are friends of the player. */
  'mbf-friends': z.strictObject({ maps, things: count }),
  'mbf21-lines': z.strictObject({ maps, lines: count }),
  'mbf21-line-flags': z.strictObject({ maps, lines: count }),
  'mbf21-sectors': z.strictObject({ maps, sectors: count }),
  /** Things of types that neither Doom nor the patches define. */
  'things-unknown': z.strictObject({ maps, things: count, types: z.array(z.number().int()).min(1) }),
  'nodes-extended': z.strictObject({ maps }),
  'nodes-deepbsp': z.strictObject({ maps }),
  'nodes-missing': z.strictObject({ maps }),
  'blockmap-missing': z.strictObject({ maps }),
  'map-too-large': z.strictObject({ maps, part: mapPart, count, limit }),
  /** Lists of a BLOCKMAP that begin beyond its first 64 KiB. */
  'blockmap-too-large': z.strictObject({ maps, lists: count }),
  'scrolling-walls': z.strictObject({ maps, lines: count, limit }),
  /** Floors and ceilings that one view has at least, at a place where a thing stands. */
  'view-planes': z.strictObject({ maps, count, limit }),
  /** Pieces of walls that one view has. */
  'view-walls': z.strictObject({ maps, count, limit }),
  'many-lumps': z.strictObject({ count, limit }),
  complevel: z.strictObject({ level: z.enum(COMPLEVELS) }),
  umapinfo: z.strictObject({ maps }),
  'port-lump': z.strictObject({ lump: z.enum(PORT_LUMPS) }),
  /** The patch does not begin as Chocolate Doom wants it, which leaves it out. */
  'patch-unsigned': none,
  'patch-sections': z.strictObject({ sections: names }),
  /** Numbers beyond Doom's own. `first`: the first of them. */
  'patch-numbers': z.strictObject({ part: patchPart, count, first: count }),
  'patch-codepointers': z.strictObject({ standard: z.enum(['MBF', 'MBF21']), pointers: names }),
  'patch-fields': z.strictObject({ fields: names }),
  'music-format': z.strictObject({ lumps: names, formats: names }),
  'sound-format': z.strictObject({ lumps: names, formats: names }),
  'image-format': z.strictObject({ lumps: names }),
  /** Nothing that Trapdoom has plays these. `all`: the add-on has no other maps. */
  'map-udmf': z.strictObject({ maps, all: z.boolean() }),
  'map-hexen': z.strictObject({ maps, all: z.boolean() }),
  'zdoom-scripts': z.strictObject({ lumps: names }),
};
export const need = messageOf(needs);
export type Need = z.infer<typeof need>;
export type NeedCode = Need['code'];
