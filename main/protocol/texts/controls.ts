import type { ConfigProblem, configProblems, controlsMessages } from '../messages/controls.ts';
import { faultText } from './faults.ts';
import { type Texts, textOf } from './table.ts';
import { counted, listed, number } from './words.ts';

const EFFECTS = {
  skipped: 'The game skips it.',
  'takes-next-line': 'The game takes the next line for its value.',
  cut: 'It is too long, and the game takes its end for another setting.',
} as const;

export const configProblemTexts: Texts<typeof configProblems> = {
  'line-strange': ({ file, line, text, effect }) =>
    `${file}, line ${number(line)}: “${text}” is not a setting with its value. ${EFFECTS[effect]} Trapdoom leaves it as it is.`,
  'value-outside': ({ file, name, value, min, max }) =>
    `${file}: “${name}” is “${value}”, but must be from ${number(min)} to ${number(max)}. Set it here to correct it.`,
  'value-deadly': ({ file, name, value, start, min, max }) =>
    `${file}: “${name}” is “${value}”, which would end the game. It starts with ${start}; edit the file to give it a value from ${number(min)} to ${number(max)}.`,
};

/** What of a configuration file the game would not understand. */
export function configProblemText(problem: ConfigProblem): string {
  return textOf(configProblemTexts, problem);
}

const LEFT = 'Trapdoom left it as it is: correct it, or move it away and the game starts with new settings.';

export const controlsTexts: Texts<typeof controlsMessages> = {
  'controls-in-use': ({ title }) =>
    `${title} is being played. When it ends, it writes its own controls and would replace your changes. Stop it first.`,
  'config-too-large': ({ file }) => `${file} is too large for a game’s configuration. ${LEFT}`,
  'config-damaged': ({ file }) => `${file} is damaged: it holds bytes that no text has. ${LEFT}`,
  'config-unreadable': ({ file, fault }) =>
    `The game’s configuration cannot be read: ${faultText(fault)}. Check the file: ${file}`,
  'config-not-stored': ({ file, fault }) =>
    `The game’s configuration could not be stored: ${faultText(fault)}. Make room on the disk, or check the file: ${file}`,
  'control-unknown': ({ name }) => `The game has no control “${name}”. Restart Trapdoom.`,
  'input-unknown': ({ key }) => `Woof! does not know this key (${key}). Choose another.`,
  'control-too-many': ({ most }) =>
    `An action has at most ${number(most)} keys and buttons. Remove one first.`,
  'control-outside': ({ control, whole, min, max }) =>
    `“${control}” must be ${whole ? 'a whole number' : 'a number'} from ${number(min)} to ${number(max)}.`,
  'start-values': ({ folder, values, more }) => {
    const named = values.map(
      ({ file, name, own, start }) => `“${name}” in ${file} is “${own}” (now ${start})`,
    );
    const all = more === 0 ? named : [...named, counted(more, 'other')];
    return `Some values of the game’s configuration would end the game, so it starts with others: ${listed(all)}. The files get their own values back when the game ends, unless you change them in the game. To correct them, edit the files in ${folder}.`;
  },
};
