import type { moduleProblems, playMessages } from '../messages/play.ts';
import { faultText } from './faults.ts';
import { gameRefusalText } from './games.ts';
import { type Texts, textOf } from './table.ts';
import { counted, phrase } from './words.ts';

const GAME = 'Chocolate Doom';

export const moduleProblemTexts: Texts<typeof moduleProblems> = {
  'module-folder': () => 'it is a folder. Name the .wasm file in it',
  'module-not-plain': () => 'it is not a file',
  'module-too-large': ({ bytes }) => `it has ${counted(bytes, 'byte')}, too many for a game module`,
  'module-unreadable': ({ fault }) => faultText(fault),
  'module-refused': ({ refusal }) => phrase(gameRefusalText(refusal)),
};

/** What to do about a module that cannot be read. */
function remedy(own: boolean): string {
  return own
    ? 'Run “npm run build”, or install Trapdoom again.'
    : `Put the file back, or start Trapdoom without it to play on ${GAME}.`;
}

export const playTexts: Texts<typeof playMessages> = {
  'nothing-to-restart': () => 'There is no game to restart. Choose one in the library.',
  'add-on-alone': ({ title }) =>
    `${title} is an add-on, not a game. Choose a game, and this WAD to go with it.`,
  'config-is-folder': ({ file }) =>
    `${file} is a folder, but the game keeps its configuration under that name and would never start. Move it away, then play again.`,
  'module-in-use': ({ file }) =>
    `Games are played on ${file} instead of ${GAME} until Trapdoom is closed. Each keeps its saved games apart. Choose a game in the library: the module gets its WAD.`,
  'module-unusable': ({ file, problem, played = GAME }) =>
    `The module ${file} cannot be played: ${textOf(moduleProblemTexts, problem)}. Games are played on ${played}.`,
  'module-takes-no-start': ({ module }) =>
    `${module} cannot begin with a saved game, a demo or a recording: it takes no arguments. Start it with “Play”, and load games from its own menu; or start Trapdoom without it to play on ${GAME}.`,
  'module-missing': ({ file, own }) => `The game module is missing: ${file}. ${remedy(own)}`,
  'module-lost': ({ fault, own }) => `The game module cannot be read: ${faultText(fault)}. ${remedy(own)}`,
  'port-data-missing': ({ file, title }) =>
    `${title} does not start without its data, and this file is missing: ${file}. ${remedy(true)}`,
  'start-map-missing': ({ map, title }) =>
    `The launch options begin in ${map}, but neither ${title} nor its add-ons have that map. Choose another map.`,
  'engine-missing': ({ file }) =>
    `The engine is missing: ${file}. Run “npm run build”, or install Trapdoom again.`,
  'record-not-stored': ({ fault }) =>
    `The last session could not be recorded for diagnostics: ${faultText(fault)}.`,
  'results-not-kept': ({ fault }) =>
    `The saved games, demos or statistics of the last game could not all be kept: ${faultText(fault)}.`,
  'earlier-start-not-tidied': ({ folder, fault }) =>
    `Files of an earlier start in ${folder} could not be tidied up: ${faultText(fault)}.`,
  'resolution-lowered': ({ lines, rate }) =>
    `This machine is too slow for ${rate} frames a second. The game draws ${lines} lines from now on.`,
  'resolution-too-high': ({ lines, rate }) =>
    `This machine is too slow for ${rate} frames a second. The game draws ${lines} lines from its next start.`,
  'settings-not-stored': ({ fault }) =>
    `The settings could not be stored: ${faultText(fault)}. Free some disk space, or check the folder.`,
};
