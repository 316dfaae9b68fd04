import type { Lump } from '../../../engine/games/common/wad.ts';
import { COMPLEVELS } from '../../protocol/launch-options.ts';
import type { LibraryEntry } from '../../protocol/launcher.ts';
import { type Need, PORT_LUMPS } from '../../protocol/messages/needs.ts';
import { contentOf } from '../check/game-lumps.ts';
import { readLumps, type Wad } from '../files/wad.ts';

/** The largest UMAPINFO known has some 100 KB. */
const MAX_UMAPINFO_BYTES = 1024 * 1024;
const MAX_NAMES = 256;
/** Lumps by which GZDoom and its kin define things, weapons and maps of their own. */
const ZDOOM_LUMPS = ['DECORATE', 'ZSCRIPT', 'ZMAPINFO', 'ACS_START', 'MODELDEF', 'GLDEFS'];
/** So many lumps of a WAD are opened to see what they are. */
const MAX_OPENED = 4096;
const START_BYTES = 16;

interface AddOn {
  readonly entry: LibraryEntry;
  readonly wad: Wad;
}

/** What an add-on's lumps need, its maps and patches aside. */
export async function lumpNeeds(addOn: AddOn): Promise<Need[]> {
  const { lumps } = addOn.wad;
  const names = new Set(lumps.map(({ name }) => name));
  const needs: Need[] = PORT_LUMPS.filter((lump) => names.has(lump)).map((lump) => ({
    code: 'port-lump',
    params: { lump },
  }));
  const zdoom = ZDOOM_LUMPS.filter((name) => names.has(name));
  if (zdoom.length > 0) needs.push({ code: 'zdoom-scripts', params: { lumps: zdoom } });
  return [
    ...(await umapinfo(addOn)),
    ...(await complevel(addOn)),
    ...needs,
    ...(await soundFormats(addOn)),
    ...(await images(addOn)),
  ];
}

async function umapinfo({ entry, wad }: AddOn): Promise<Need[]> {
  const lump = wad.lumps.findLast(({ name }) => name === 'UMAPINFO');
  if (lump === undefined) return [];
  const text = (await contentOf({ entry, wad }, lump, MAX_UMAPINFO_BYTES)).toString('latin1');
  const maps = new Set<string>();
  for (const [, name] of text.matchAll(/^[ \t]*map[ \t]+"?(\w{1,8})\b/gim)) {
    maps.add(name!.toUpperCase());
    if (maps.size >= MAX_NAMES) break;
  }
  return maps.size === 0 ? [] : [{ code: 'umapinfo', params: { maps: [...maps].sort() } }];
}

/** COMPLVL is one word (Woof's `G_GetWadComplevel`). */
async function complevel({ entry, wad }: AddOn): Promise<Need[]> {
  const lump = wad.lumps.findLast(({ name }) => name === 'COMPLVL');
  if (lump === undefined) return [];
  const word = (await contentOf({ entry, wad }, lump, START_BYTES)).toString('latin1').toLowerCase();
  const level = COMPLEVELS.find((one) => one === word);
  return level === undefined || level === 'vanilla' ? [] : [{ code: 'complevel', params: { level } }];
}

/** Sounds that are not Doom's: those begin with the word 3 (the Unofficial Doom Specs, chapter 7). */
async function soundFormats(addOn: AddOn): Promise<Need[]> {
  const sounds = addOn.wad.lumps.filter(({ name, size }) => name.startsWith('DS') && size > 4);
  const lumps: string[] = [];
  const formats = new Set<string>();
  for (const { lump, start } of await starts(addOn, sounds)) {
    const format = formatOf(start);
    if (format === undefined || format === 'PNG') continue;
    lumps.push(lump.name);
    formats.add(format);
  }
  return lumps.length === 0 ? [] : [{ code: 'sound-format', params: { lumps, formats: [...formats] } }];
}

/** Graphics as PNG, between the markers of sprites, floors and patches, or by a name of the game's own. */
async function images(addOn: AddOn): Promise<Need[]> {
  const candidates: Lump[] = [];
  let depth = 0;
  for (const lump of addOn.wad.lumps) {
    if (/^(SS?|FF?|PP?|[FP]\d)_START$/.test(lump.name)) depth++;
    else if (/^(SS?|FF?|PP?|[FP]\d)_END$/.test(lump.name)) depth = Math.max(0, depth - 1);
    else if (lump.size > START_BYTES && (depth > 0 || GRAPHIC.test(lump.name))) candidates.push(lump);
  }
  const found = (await starts(addOn, candidates)).filter(({ start }) => formatOf(start) === 'PNG');
  const lumps = found.slice(0, MAX_NAMES).map(({ lump }) => lump.name);
  return lumps.length === 0 ? [] : [{ code: 'image-format', params: { lumps } }];
}

/** Titles, the menu, the status bar, the screen between levels, skies. */
const GRAPHIC =
  /^(TITLEPIC|CREDIT|HELP\d?|INTERPIC|BOSSBACK|VICTORY2|ENDPIC|PFUB[12]|M_\w+|ST\w+|WI\w+|CWILV\d\d|AMMNUM\d|R?SKY\d)$/;

async function starts({ entry }: AddOn, lumps: readonly Lump[]): Promise<{ lump: Lump; start: Buffer }[]> {
  const opened = lumps.slice(0, MAX_OPENED);
  const contents = await readLumps(entry.path, opened, START_BYTES).catch(() => []);
  return contents.map((start, i) => ({ lump: opened[i]!, start }));
}

function formatOf(start: Buffer): string | undefined {
  const text = start.toString('latin1');
  if (text.startsWith('\x89PNG')) return 'PNG';
  if (text.startsWith('OggS')) return 'OGG';
  if (text.startsWith('fLaC')) return 'FLAC';
  if (text.startsWith('RIFF')) return 'WAV';
  return text.startsWith('ID3') ? 'MP3' : undefined;
}
