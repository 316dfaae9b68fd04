import path from 'node:path';
import { DOOM_FILES } from '../../../engine/games/common/doom-files.ts';
import { SOURCE_PORTS } from '../../../engine/games/source-ports.ts';
import { RECOVERED_FOLDER } from '../../../engine/session/game/recovered.ts';
import { type FoundFile, foundFile, namesIn } from './files.ts';
import { isSaveName, SAVES_FOLDER } from './slots.ts';

/** Which files of a home are what, by name: nothing else of it is ever listed, read or moved for the window. */

/** The folder of screenshots: the launcher's own, and those of games that take a folder for them. */
export const SCREENSHOTS_FOLDER = 'screenshots';
/** The folder of demos that were recorded or imported. */
export const DEMOS_FOLDER = 'demos';

const DEMO = /^[\p{L}\p{N}_()+-][\p{L}\p{N} _()+-]{0,80}\.lmp$/iu;
const SCREENSHOT = /^[\w.-]{1,120}\.png$/;

/** What a game saved for recovery because it could not save; see `engine/session/game/recovered.ts`. */
const RECOVERED = /^recovery[\w-]{0,60}\.[dh]sg$/i;

const CONFIGURATION: readonly string[] = SOURCE_PORTS.flatMap(({ configuration }) => configuration);

export type FileKind = 'save' | 'screenshot' | 'config' | 'demo';

/** What a file is, by its name from the home's folder on; undefined for what is not the window's to name. */
export function kindOf(file: string): FileKind | undefined {
  const [first, second, ...more] = file.split('/');
  if (more.length > 0 || first === undefined) return undefined;
  if (second === undefined) {
    if (CONFIGURATION.includes(first)) return 'config';
    return DOOM_FILES.screenshot?.test(first) ? 'screenshot' : undefined;
  }
  if (first === SAVES_FOLDER) return isSaveName(second) ? 'save' : undefined;
  if (first === RECOVERED_FOLDER) return RECOVERED.test(second) ? 'save' : undefined;
  if (first === DEMOS_FOLDER) return DEMO.test(second) ? 'demo' : undefined;
  return first === SCREENSHOTS_FOLDER && SCREENSHOT.test(second) ? 'screenshot' : undefined;
}

/** Whether a save is one that was saved for recovery: it is in no slot. */
export function isRecovered(file: string): boolean {
  return file.startsWith(`${RECOVERED_FOLDER}/`);
}

/** The most of a kind that is listed. */
const LISTED_MAX = 300;

/** Plain files of a kind in one folder of a home, by name; not more than are listed, the last of more. Throws where it may not be read. */
export async function filesOf(home: string, kind: FileKind, folder: string): Promise<FoundFile[]> {
  const name = (entry: string) => (folder === '' ? entry : `${folder}/${entry}`);
  const names = await namesIn(path.join(home, folder), (entry) => kindOf(name(entry)) === kind);
  const listed = names.sort().slice(-LISTED_MAX);
  const found = await Promise.all(listed.map((entry) => foundFile(home, name(entry))));
  return found.filter((one) => one !== undefined);
}
