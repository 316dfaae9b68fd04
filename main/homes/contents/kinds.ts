import { DOOM_FILES } from '../../../engine/games/common/doom-files.ts';
import { RECOVERED_FOLDER } from '../../../engine/session/game/recovered.ts';

/** Which files of a home are what, by name: nothing else of it is ever listed, read or moved for the window. */

/** The folder of saves, which the game gets as `-savedir`: by itself it would name one after the IWAD's file. */
export const SAVES_FOLDER = 'savegames';
/** The folder of the launcher's own screenshots. */
export const SCREENSHOTS_FOLDER = 'screenshots';
/** The folder of demos that were recorded or imported. */
export const DEMOS_FOLDER = 'demos';
/** Slots in Doom's menus. */
export const SLOTS = 6;

const DEMO = /^[\p{L}\p{N}_()+-][\p{L}\p{N} _()+-]{0,80}\.lmp$/iu;
const SCREENSHOT = /^[\w.-]{1,120}\.png$/;
/** DeHackEd patches may change the word before the number; what is being saved (`temp.dsg`) has none. */
const SAVE = /^[a-z_-]{1,24}(\d)\.dsg$/i;

/** What a game saved for recovery because it could not save; see `engine/session/game/recovered.ts`. */
const RECOVERED = /^recovery[\w-]{0,60}\.[dh]sg$/i;

export type FileKind = 'save' | 'screenshot' | 'config' | 'demo';

/** What a file is, by its name from the home's folder on; undefined for what is not the window's to name. */
export function kindOf(file: string): FileKind | undefined {
  const [first, second, ...more] = file.split('/');
  if (more.length > 0 || first === undefined) return undefined;
  if (second === undefined) {
    if (DOOM_FILES.configuration?.includes(first)) return 'config';
    return DOOM_FILES.screenshot?.test(first) ? 'screenshot' : undefined;
  }
  if (first === SAVES_FOLDER) return SAVE.test(second) ? 'save' : undefined;
  if (first === RECOVERED_FOLDER) return RECOVERED.test(second) ? 'save' : undefined;
  if (first === DEMOS_FOLDER) return DEMO.test(second) ? 'demo' : undefined;
  return first === SCREENSHOTS_FOLDER && SCREENSHOT.test(second) ? 'screenshot' : undefined;
}

/** Whether a save is one that was saved for recovery: it is in no slot. */
export function isRecovered(file: string): boolean {
  return file.startsWith(`${RECOVERED_FOLDER}/`);
}

/** The slot of a save, from 0. */
export function slotOf(file: string): number {
  return Number(SAVE.exec(file.split('/').at(-1) ?? '')?.[1] ?? 0);
}

/** Where the game keeps the save of a slot, unless a patch says otherwise. */
export function saveFile(slot: number): string {
  return `${SAVES_FOLDER}/doomsav${slot}.dsg`;
}
