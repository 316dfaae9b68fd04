import type {
  entryProblems,
  GameFileProblem,
  gameFileProblems,
  libraryMessages,
  OtherFormat,
  patchProblems,
} from '../messages/library.ts';
import { faultText } from './faults.ts';
import { wadProblemTexts } from './games.ts';
import { type Texts, textOf } from './table.ts';
import { counted, listed } from './words.ts';

export const patchProblemTexts: Texts<typeof patchProblems> = {
  'patch-empty': () => 'it is empty',
  'patch-with-byte-order-mark': () => 'it begins with a byte order mark; save it as plain text without one',
  'patch-in-utf-16': () =>
    'its text is in UTF-16; save it as plain text (ANSI, or UTF-8 without a byte order mark)',
  'patch-of-other-version': ({ line }) =>
    `it has another version (“${line}”), and the game reads versions 2.3 and 3.0`,
  'patch-without-signature': () => 'it does not begin with “Patch File for DeHackEd v3.0”',
};

const ADVICE: Readonly<Record<OtherFormat, string>> = {
  zip: 'It is a ZIP or PK3 archive. Unpack it and add the .wad file from it. If it has none, only GZDoom and its family play it.',
  '7z': 'It is a 7-Zip archive. Unpack it and add the .wad file from it.',
  rar: 'It is a RAR archive. Unpack it and add the .wad file from it.',
  'quake-textures': 'It is a Quake texture WAD, which Doom cannot read.',
  'half-life-textures': 'It is a Half-Life texture WAD, which Doom cannot read.',
  program: 'It is a program. Choose the game’s .wad file instead.',
  wasm: 'It is a WebAssembly module. Choose a .wad file instead.',
  unknown: 'A WAD begins with IWAD or PWAD, and this file does not. Choose a .wad file.',
};

const gameFileTexts: Texts<typeof gameFileProblems> = {
  'wad-empty': ({ file }) => `${file} is empty. Copy or download it again.`,
  'wad-damaged': ({ file, problem }) =>
    `${file} is damaged or incomplete: ${textOf(wadProblemTexts, problem)}. Copy or download it again.`,
  'not-a-wad': ({ file, format }) => `${file} is not a WAD. ${ADVICE[format]}`,
  'not-a-patch': ({ file, problem }) =>
    `${file} is not a DeHackEd patch that the game reads: ${textOf(patchProblemTexts, problem)}.`,
  'patch-too-large': ({ file, bytes }) =>
    `${file} is too large for a DeHackEd patch (${counted(bytes, 'byte')}).`,
  'game-file-not-plain': ({ file, wanted }) => `${file} is not a file. Choose a ${wanted} file.`,
  'game-file-missing': ({ file, path }) => `${file} does not exist. Trapdoom looked for it at ${path}.`,
  'game-file-forbidden': ({ file }) =>
    `Trapdoom may not read ${file}. Change its permissions, or copy it to your own folder.`,
  'game-file-unopened': ({ file, fault }) => `${file} could not be opened: ${faultText(fault)}.`,
  'game-file-unreadable': ({ file, fault }) => `${file} could not be read: ${faultText(fault)}.`,
  'game-file-shortened': ({ file }) => `${file} became shorter while it was read. Try again.`,
  'game-file-changing': ({ file }) => `${file} changed while it was read. Add it again when it is complete.`,
};

/** Why a file is no WAD or patch that can be added. */
export function gameFileProblemText(problem: GameFileProblem): string {
  return textOf(gameFileTexts, problem);
}

const entryTexts: Texts<typeof entryProblems> = {
  'drive-silent': ({ path }) => `${path} cannot be reached: its drive does not respond. Connect it again.`,
  'entry-missing': ({ path }) =>
    `${path} does not exist any more. Put it back, or remove it from the library.`,
  'entry-changed': ({ path }) => `${path} has changed since it was added. Add it again.`,
  'hexen-maps': ({ title }) =>
    `${title} has maps in Hexen’s format, which Doom cannot read. It needs Hexen, or a newer engine than the original game’s.`,
  'game-unsupported': ({ title }) =>
    `${title} is not supported yet. Trapdoom plays Doom, Doom II, Final Doom, Chex Quest and Freedoom for now.`,
};

export const libraryTexts: Texts<typeof libraryMessages> = {
  ...gameFileTexts,
  ...entryTexts,
  'upload-not-stored': ({ file, fault }) => `${file} could not be stored: ${faultText(fault)}.`,
  'upload-too-large': ({ file }) => `${file} is too large for a WAD.`,
  'library-full': ({ limit }) => `The library is full: it holds ${counted(limit, 'file')}.`,
  'library-not-stored': ({ fault }) => `The library could not be stored: ${faultText(fault)}.`,
  'bundled-wad-unusable': ({ problem }) =>
    `A WAD that comes with Trapdoom cannot be used. ${gameFileProblemText(problem)}`,
  'wad-bundled': () => 'This WAD came with Trapdoom and cannot be removed.',
  'wad-unknown': () => 'This WAD is not in the library any more. Add it again.',
  'wad-in-use': () => 'This WAD is being played. Stop the game first.',
  'no-file-dialog': () => 'Choose the file in the window: this shell has no file dialog.',
  'file-dialog-open': () => 'Another file dialog is open. Close it first.',
  'uploads-recovered': ({ titles }) =>
    `Trapdoom was ended while files were being added. These were complete and are now in the library: ${listed(titles)}.`,
  'companion-missing': ({ title, name, folder, archive }) =>
    `${title} needs the file ${name}, which is missing. Put it into ${folder}, or add it to the library, then play again. It is in ${archive}, in the folder utils/exe_edit/patches of every idgames archive.`,
};
