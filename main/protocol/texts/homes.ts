import type {
  HomeProblem,
  homeMessages,
  homeProblems,
  SaveProblem,
  saveProblems,
} from '../messages/homes.ts';
import { faultText } from './faults.ts';
import { type Texts, textOf } from './table.ts';
import { counted, number } from './words.ts';

export const saveProblemTexts: Texts<typeof saveProblems> = {
  'not-a-save': () => 'It is not a saved game of Doom.',
  'save-of-other-version': ({ version }) =>
    `Another version of Doom made it (“${version}”). This game loads saved games of Doom 1.9 only.`,
  'save-of-other-woof': ({ version }) =>
    `Another version of Woof! made it (“${version}”). This Woof! loads saved games of MBF and of Woof! 6.0 to 15.2.`,
  'save-of-other-port': ({ maker, player }) =>
    `It is a saved game of ${maker}, and ${player} cannot load it. Import it where the same game is played by ${maker}.`,
  'save-cut-off': () => 'It is cut off or damaged: its end is missing.',
  'save-damaged': () => 'It is damaged: its header has impossible values.',
  'save-of-other-game': ({ episode, map }) =>
    `It belongs to another game: this one has no map ${map} in episode ${episode}.`,
  'save-unreadable': ({ fault }) => `It cannot be read: ${faultText(fault)}.`,
  'save-misnamed': ({ wanted }) => `The game expects another file name. Rename it to ${wanted}.`,
  'save-in-no-slot': () =>
    'The game saved it for recovery because it could not save in its folder. Trapdoom moves it into a free slot before the next start. If all slots are taken, delete a saved game.',
};

/** Why a saved game cannot be loaded. */
export function saveProblemText(problem: SaveProblem): string {
  return textOf(saveProblemTexts, problem);
}

/** The number of Woof!'s automatic save. */
export const AUTO_SAVE = 255;

/** Where a saved game is in the game's menu, within a sentence. Only Woof! has pages; ten numbers belong to each. */
export function slotText(slot: number): string {
  if (slot === AUTO_SAVE) return 'the slot of automatic saves';
  if (slot < 10) return `slot ${number(slot + 1)}`;
  return `page ${number(Math.floor(slot / 10) + 1)}, slot ${number((slot % 10) + 1)}`;
}

const PARTS = {
  saves: 'saved games',
  screenshots: 'screenshots',
  configurations: 'settings',
  trash: 'deleted files',
} as const;

export const homeProblemTexts: Texts<typeof homeProblems> = {
  'home-part-unreadable': ({ part, fault }) => `Its ${PARTS[part]} cannot be read: ${faultText(fault)}.`,
};

/** What of a home could not be read. */
export function homeProblemText(problem: HomeProblem): string {
  return textOf(homeProblemTexts, problem);
}

export const homeTexts: Texts<typeof homeMessages> = {
  'home-unknown': () => 'There is no such folder of saved games.',
  'home-unidentified': ({ folder, within, fault }) =>
    `Trapdoom cannot tell which game ${folder} belongs to: ${faultText(fault)}. Check the permissions of its folder ${within}.`,
  'home-not-prepared': ({ title, folder, fault }) =>
    `The folder for ${title}’s saved games could not be prepared: ${faultText(fault)}. Saving may fail. Make room on the disk, or check the folder: ${folder}`,
  'folder-blocked': ({ folder }) =>
    `${folder} is a link or a file, so the game does not use it. Put a folder in its place.`,
  'file-gone': () => 'This file does not exist any more.',
  'file-unreadable': ({ file, fault }) => `${file} could not be read: ${faultText(fault)}.`,
  'file-not-plain': ({ file }) => `${file} could not be read: it is not a plain file.`,
  'file-too-large': ({ file, bytes }) =>
    `${file} could not be read: it is too large (${counted(bytes, 'byte')}).`,
  'slot-empty': ({ slot }) => `There is no saved game in ${slotText(slot)}.`,
  'slot-unloadable': ({ slot, problem }) =>
    `The game in ${slotText(slot)} cannot be loaded. ${saveProblemText(problem)}`,
  'save-too-large': ({ file }) => `${file} is too large for a saved game.`,
  'save-not-imported': ({ file, problem }) => `${file} was not imported. ${saveProblemText(problem)}`,
  'slots-full': ({ file, slots }) =>
    `${file} was not imported: all ${counted(slots, 'slot')} are taken. Delete a saved game first.`,
  'recovered-in-slot': ({ slot }) =>
    `The game that was saved for recovery is now in ${slotText(slot)}. Load it under Saved games.`,
  'no-screen-to-keep': () => 'There is no screenshot to take: no game is running.',
  'trash-gone': () => 'This is not in the trash any more.',
  'trash-place-taken': ({ label }) =>
    `${label} cannot be restored: another file has taken its place. Export that file, delete it, and try again.`,
  'export-running': () => 'This folder is being exported already. Wait until that is done, or cancel it.',
  'export-too-many-files': ({ folder, limit }) =>
    `This folder holds more than ${counted(limit, 'file')}, too many for one zip. Copy it by hand: ${folder}`,
  'export-file-unreadable': ({ file, fault }) =>
    `${file} could not be packed: ${faultText(fault)}. Make it readable, or move it away, and export again.`,
  'export-folder-unreadable': ({ folder, fault }) =>
    `${folder} could not be read: ${faultText(fault)}. Check its permissions and export again.`,
  'zip-not-written': ({ fault }) =>
    `The zip could not be written: ${faultText(fault)}. Make room on the disk, or choose another folder.`,
  'export-not-written': ({ file, fault }) =>
    `${file} could not be written: ${faultText(fault)}. Choose another folder.`,
};
