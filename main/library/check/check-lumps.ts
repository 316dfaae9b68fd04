import type { AddOnWarning } from '../../protocol/launcher.ts';
import type { SilentFormat, TitleDemoProblem } from '../../protocol/messages/add-ons.ts';
import { packArguments } from '../files/identify.ts';
import { demoMap, playersOf } from '../files/lmp.ts';
import { lumpDemoVersions } from '../files/lump-demos.ts';
import { contentOf, type FoundLump, type GameLumps } from './game-lumps.ts';

/** As much of a demo says for which game it is. */
const DEMO_START_BYTES = 16;
const MUSIC_START_BYTES = 64;

/** The title screen plays these, the fourth with Ultimate Doom and Final Doom only (`D_DoAdvanceDemo`). */
const TITLE_DEMOS = ['DEMO1', 'DEMO2', 'DEMO3', 'DEMO4'] as const;

/** Demos of the title screen that end the game when it comes to them. */
export async function checkTitleDemos(game: GameLumps): Promise<AddOnWarning[]> {
  const { iwad } = game;
  const four = packArguments(iwad).length > 0 || (!game.numbered && iwad.contents.maps.includes('E4M1'));
  const names = TITLE_DEMOS.slice(0, four ? 4 : 3);
  const played = await lumpDemoVersions(iwad);
  const found = names.map((name) => game.last(name));
  if (found.every((one) => one === undefined)) return [];
  const problems = new Map<string, TitleDemoProblem[]>();
  for (const [i, one] of found.entries()) {
    const demo = names[i]!;
    const problem: TitleDemoProblem | undefined =
      one === undefined ? { code: 'missing', params: { demo } } : await titleProblem(game, demo, one, played);
    const id = (one?.entry ?? iwad).id;
    if (problem !== undefined) problems.set(id, [...(problems.get(id) ?? []), problem]);
  }
  return [...problems].map(([id, demos]) => ({
    id,
    warning: { code: 'title-demos', params: { demos } },
  }));
}

async function titleProblem(
  game: GameLumps,
  demo: string,
  found: FoundLump,
  played: readonly number[],
): Promise<TitleDemoProblem | undefined> {
  if (found.lump.size <= 0) return { code: 'empty', params: { demo } };
  const start = await contentOf(found, found.lump, DEMO_START_BYTES);
  const [version] = start;
  if (version === undefined) return { code: 'beyond-end', params: { demo } };
  if (!played.includes(version)) return { code: 'other-version', params: { demo, version } };
  const map = demoMap(start, game.numbered);
  if (map !== undefined && !game.maps.has(map)) return { code: 'map-missing', params: { demo, map } };
  return playersOf(start).plays ? undefined : { code: 'player-absent', params: { demo } };
}

/** The names of the game's music, behind `D_` (Chocolate Doom's `S_music`). */
const MUSIC = new Set(
  [
    ...[1, 2, 3].flatMap((episode) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((map) => `E${episode}M${map}`)),
    ...'INTER INTRO BUNNY VICTOR INTROA RUNNIN STALKS COUNTD BETWEE DOOM THE_DA SHAWN DDTBLU IN_CIT DEAD'.split(
      ' ',
    ),
    ...'STLKS2 THEDA2 DOOM2 DDTBL2 RUNNI2 DEAD2 STLKS3 ROMERO SHAWN2 MESSAG COUNT2 DDTBL3 AMPIE THEDA3'.split(
      ' ',
    ),
    ...'ADRIAN MESSG2 ROMER2 TENSE SHAWN3 OPENIN EVIL ULTIMA READ_M DM2TTL DM2INT'.split(' '),
  ].map((name) => `D_${name}`),
);

/** Formats that others play as music, by how they begin. The game knows MUS and MIDI. */
const SILENT: readonly (readonly [format: SilentFormat, begins: (start: Buffer) => boolean])[] = [
  ['OGG', (start) => start.toString('latin1', 0, 4) === 'OggS'],
  ['FLAC', (start) => start.toString('latin1', 0, 4) === 'fLaC'],
  ['MP3', (start) => start.toString('latin1', 0, 3) === 'ID3' || isMpegFrame(start)],
  ['WAV', (start) => start.toString('latin1', 0, 4) === 'RIFF'],
  ['tracker', (start) => isTracker(start)],
];
/** The game takes a longer MIDI file for none (`MAXMIDLENGTH`). */
const MIDI_MAX_BYTES = 96 * 1024;

/** Music that Chocolate Doom does not play. */
export interface SilentMusic {
  /** Of the add-on. */
  readonly id: string;
  readonly lumps: readonly string[];
  readonly formats: ReadonlySet<SilentFormat>;
}

/** Music of add-ons in formats that the game does not know: it is silent there. */
export async function silentMusic(game: GameLumps): Promise<SilentMusic[]> {
  const silent = new Map<string, { lumps: string[]; formats: Set<SilentFormat> }>();
  for (const name of MUSIC) {
    const found = game.last(name);
    if (found === undefined || found.entry === game.iwad) continue;
    const format = await silentFormat(found);
    if (format === undefined) continue;
    const known = silent.get(found.entry.id) ?? { lumps: [], formats: new Set() };
    silent.set(found.entry.id, known);
    known.lumps.push(name);
    known.formats.add(format);
  }
  return [...silent].map(([id, found]) => ({ id, ...found }));
}

export function musicWarning({ id, lumps, formats }: SilentMusic): AddOnWarning {
  return { id, warning: { code: 'music-silent', params: { lumps: [...lumps], formats: [...formats] } } };
}

async function silentFormat(found: FoundLump): Promise<SilentFormat | undefined> {
  const start = await contentOf(found, found.lump, MUSIC_START_BYTES);
  if (start.toString('latin1', 0, 4) === 'MThd')
    return found.lump.size < MIDI_MAX_BYTES ? undefined : 'long-midi';
  return SILENT.find(([, begins]) => begins(start))?.[0];
}

/** The header of an MPEG audio frame: eleven bits of sync, a version, layer and rate that exist. */
function isMpegFrame(start: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = start;
  const sync = first === 0xff && (second & 0xe0) === 0xe0;
  return (
    sync && (second & 0x18) !== 0x08 && (second & 0x06) !== 0 && third >> 4 !== 15 && (third & 0x0c) !== 0x0c
  );
}

function isTracker(start: Buffer): boolean {
  return (
    start.toString('latin1', 0, 4) === 'IMPM' ||
    start.toString('latin1', 0, 16) === 'Extended Module:' ||
    start.toString('latin1', 44, 48) === 'SCRM'
  );
}
