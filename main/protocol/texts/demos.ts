import type { DemoProblem, demoMessages, demoProblems } from '../messages/demos.ts';
import { faultText } from './faults.ts';
import { type Texts, textOf } from './table.ts';
import { number } from './words.ts';

/** The last version that begins with the skill instead of a number of its own. */
const OLD_VERSION_MAX = 4;

/** A demo's version as players call it: the first byte 109 is Doom 1.9. */
function doomVersion(version: number): string {
  return version <= OLD_VERSION_MAX ? '1.0 to 1.2' : `1.${version - 100}`;
}

export const demoProblemTexts: Texts<typeof demoProblems> = {
  'demo-empty': () => 'The file is empty.',
  'demo-of-newer-engine': ({ version }) =>
    `A newer engine recorded it (demo version ${version}). It plays only there.`,
  'demo-of-other-port': ({ version, family, player }) =>
    `It was recorded by the rules of ${family} (demo version ${version}). Play it on ${player}: import it where the same game is played by ${player}.`,
  'demo-without-version': () => 'This is not a demo: it does not begin with a known version.',
  'demo-header-cut': () => 'It is cut off: it ends within its header.',
  'demo-impossible': () => 'This is not a demo: its skill or level is impossible.',
  'demo-without-players': () => 'This is not a demo: nobody plays in it.',
  'demo-of-absent-player': ({ player }) =>
    `This is not a demo: it shows the view of player ${number(player)}, who does not play in it.`,
  'demo-without-end': () => 'It is cut off: its end is missing, so the game would not know where to stop.',
  'demo-of-other-version': ({ version, age }) =>
    `${age === 'older' ? 'An older' : 'A newer'} Doom (version ${doomVersion(version)}) recorded it. It plays only there.`,
  'demo-unreadable': ({ fault }) => `It cannot be read: ${faultText(fault)}.`,
};

/** Why a demo cannot be played. */
export function demoProblemText(problem: DemoProblem): string {
  return textOf(demoProblemTexts, problem);
}

export const demoTexts: Texts<typeof demoMessages> = {
  'demo-unplayable': ({ problem }) => `This demo cannot be played. ${demoProblemText(problem)}`,
  'demo-too-large': ({ file }) => `${file} is too large for a demo.`,
  'demo-not-imported': ({ file, problem }) => `${file} was not imported. ${demoProblemText(problem)}`,
  'demo-missing': ({ name }) => `There is no demo “${name}” in the chosen game and add-ons.`,
};
