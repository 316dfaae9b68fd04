import type { MapPart, Need, needs, PatchPart, PortLump } from '../messages/needs.ts';
import { type Texts, textOf } from './table.ts';
import { counted, listed, number } from './words.ts';

/** A few names of many. */
const SHOWN = 3;
const some = (names: readonly string[]): string =>
  names.length > SHOWN + 1
    ? `${names.slice(0, SHOWN).join(', ')} and ${number(names.length - SHOWN)} more`
    : listed(names);

/** Maps with a verb, which is `one` for one map and `more` for several. */
const mapsDo = (maps: readonly string[], one: string, more: string) =>
  `${some(maps)} ${maps.length === 1 ? one : more}`;
const use = (maps: readonly string[]) => mapsDo(maps, 'uses', 'use');
const have = (maps: readonly string[]) => mapsDo(maps, 'has', 'have');
/** The maps of an add-on that are in another format. */
const only = ({ maps, all }: { readonly maps: readonly string[]; readonly all: boolean }) =>
  all ? `All its maps (${some(maps)}) are` : mapsDo(maps, 'is', 'are');
const lines = (count: number) => counted(count, 'line');

const PARTS: Readonly<Record<MapPart, string>> = {
  vertexes: 'corners',
  lines: 'lines',
  sides: 'sides of lines',
  sectors: 'sectors',
  segs: 'segments of lines',
  subsectors: 'subsectors',
};
const PATCH_PARTS: Readonly<Record<PatchPart, string>> = {
  thing: 'things',
  frame: 'frames',
  sprite: 'sprites',
  sound: 'sounds',
};
const LEVELS = { vanilla: 'Doom 1.9', boom: 'Boom', mbf: 'MBF', mbf21: 'MBF21' } as const;
const LUMPS: Readonly<Record<PortLump, string>> = {
  ANIMATED: 'animated textures of its own (ANIMATED)',
  SWITCHES: 'switches of its own (SWITCHES)',
  C_START: 'colormaps of its own (C_START)',
  TRANMAP: 'a translucency table (TRANMAP)',
  MUSINFO: 'music that changes within a map (MUSINFO)',
  SKYDEFS: 'skies of its own (SKYDEFS)',
  TRAKINFO: 'remixed music (TRAKINFO)',
  BRGHTMPS: 'textures that glow (BRGHTMPS)',
  DEMOLOOP: 'a title sequence of its own (DEMOLOOP)',
  SBARDEF: 'a status bar of its own (SBARDEF)',
  SBHUDDEF: 'a display of its own (SBHUDDEF)',
  OPTIONS: 'settings of its own (OPTIONS)',
  VX_START: 'voxels (VX_START)',
  HI_START: 'finer textures (HI_START)',
};

export const needTexts: Texts<typeof needs> = {
  'boom-generalized-lines': (p) => `${use(p.maps)} Boom’s generalized linedefs (${lines(p.lines)}).`,
  'boom-lines': (p) => `${use(p.maps)} Boom’s linedef types, such as ${p.type} (${lines(p.lines)}).`,
  'boom-line-flags': (p) =>
    `${have(p.maps)} lines that a use passes through, as Boom has (${number(p.lines)}).`,
  'boom-sectors': (p) => `${use(p.maps)} Boom’s sector types (${counted(p.sectors, 'sector')}).`,
  'mbf-lines': (p) => `${use(p.maps)} MBF’s linedef types (${lines(p.lines)}).`,
  'mbf-friends': (p) => `${have(p.maps)} friendly monsters, as MBF has (${counted(p.things, 'thing')}).`,
  'mbf21-lines': (p) => `${use(p.maps)} MBF21’s linedef types (${lines(p.lines)}).`,
  'mbf21-line-flags': (p) => `${use(p.maps)} MBF21’s line flags (${lines(p.lines)}).`,
  'mbf21-sectors': (p) => `${use(p.maps)} MBF21’s sector types (${counted(p.sectors, 'sector')}).`,
  'things-unknown': (p) =>
    `${have(p.maps)} ${counted(p.things, 'thing')} of a type that Doom does not know (${some(p.types.map(String))}).`,
  'nodes-extended': (p) => `${have(p.maps)} extended nodes.`,
  'nodes-deepbsp': (p) => `${have(p.maps)} nodes in DeePBSP’s format.`,
  'nodes-missing': (p) => `${have(p.maps)} no nodes.`,
  'blockmap-missing': (p) => `${have(p.maps)} no BLOCKMAP.`,
  'map-too-large': (p) =>
    `${mapsDo(p.maps, 'is', 'are')} too large for Doom: ${number(p.count)} ${PARTS[p.part]}, and Doom takes ${number(p.limit)}.`,
  'blockmap-too-large': (p) =>
    `${have(p.maps)} a BLOCKMAP that is too large for Doom (${counted(p.lists, 'list')} out of reach).`,
  'scrolling-walls': (p) =>
    `${have(p.maps)} too many scrolling walls for Doom: ${number(p.lines)}, and Doom takes ${number(p.limit)}.`,
  'view-planes': (p) =>
    `${have(p.maps)} too much in view for Doom: ${number(p.count)} floors and ceilings at once, and Doom takes ${number(p.limit)}.`,
  'view-walls': (p) =>
    `${have(p.maps)} too much in view for Doom: ${number(p.count)} walls at once, and Doom takes ${number(p.limit)}.`,
  'many-lumps': (p) => `It has ${counted(p.count, 'entry', 'entries')}, and Doom takes ${number(p.limit)}.`,
  complevel: (p) => `It asks for the rules of ${LEVELS[p.level]} (COMPLVL).`,
  umapinfo: (p) => `It describes its levels in UMAPINFO (${some(p.maps)}).`,
  'port-lump': (p) => `It has ${LUMPS[p.lump]}.`,
  'patch-unsigned': () => 'Its patch does not begin as DeHackEd’s own patches do.',
  'patch-sections': (p) => `Its patch has sections of Boom’s format: ${some(p.sections)}.`,
  'patch-numbers': (p) =>
    `Its patch defines ${PATCH_PARTS[p.part]} beyond Doom’s own (${number(p.count)}, from ${p.first}).`,
  'patch-codepointers': (p) => `Its patch uses ${p.standard}’s code pointers: ${some(p.pointers)}.`,
  'patch-fields': (p) => `Its patch uses MBF21’s fields: ${some(p.fields)}.`,
  'music-format': (p) => `It has music in ${listed(p.formats)} (${some(p.lumps)}).`,
  'sound-format': (p) => `It has sounds in ${listed(p.formats)} (${some(p.lumps)}).`,
  'image-format': (p) => `It has images in PNG (${some(p.lumps)}).`,
  'map-udmf': (p) => `${only(p)} in the text format UDMF.`,
  'map-hexen': (p) => `${only(p)} in Hexen’s format.`,
  'zdoom-scripts': (p) => `It has scripts for GZDoom, which do nothing here (${some(p.lumps)}).`,
};

/** A need in words: one sentence. */
export function needText(need: Need): string {
  return textOf(needTexts, need);
}
