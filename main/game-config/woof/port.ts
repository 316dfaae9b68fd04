import type { Definition, PortConfiguration, SingleDefinition } from '../port-configuration.ts';
import type { Variables } from '../variables.ts';
import { WoofConfigFile } from './config-file.ts';
import { formatInputs, nameOf, parseInputs } from './inputs.ts';
import { readInteger } from './numbers.ts';
import { changedPicture, writePicture } from './picture.ts';
import { RANGES, safeValue } from './ranges.ts';
import { CONFIG_FILE, DEFINITIONS } from './variables.ts';

/**
 * What a home of Woof begins with where nobody has chosen otherwise. Trapdoom scales the frame. Auto gain analyses all music for
 * loudness.
 */
const START: readonly (readonly [name: string, value: string])[] = [
  ['smooth_scaling', '0'],
  ['use_vsync', '1'],
  ['exclusive_fullscreen', '0'],
  ['exit_sequence', '0'],
  ['snd_module', '0'],
  ['snd_hrtf', '0'],
  ['auto_gain', '0'],
  ['joy_enable', '1'],
];

/** Woof's one file. */
export const woof: PortConfiguration = {
  files: [CONFIG_FILE],
  definitions: DEFINITIONS,
  ranges: RANGES,
  parse: (bytes) => (bytes === undefined ? WoofConfigFile.empty() : WoofConfigFile.parse(bytes)),
  knows: (input) => nameOf(input) !== undefined,
  read(variables, definition) {
    if (definition.kind !== 'inputs') return readNumber(variables, definition) ?? definition.default;
    const text = variables.get(CONFIG_FILE, definition.name, isInputs);
    return text === undefined ? definition.default : parseInputs(text);
  },
  write(variables, { name }, value) {
    variables.set(CONFIG_FILE, name, typeof value === 'number' ? String(value) : formatInputs(value));
  },
  supplyShown: () => {},
  supply(variables) {
    for (const [name, value] of START)
      if (variables.get(CONFIG_FILE, name) === undefined) variables.set(CONFIG_FILE, name, value);
  },
  problem(variables, definition: Definition) {
    const { name, file } = definition;
    const text = variables.get(file, name);
    if (text === undefined || definition.kind === 'inputs') return undefined;
    const { min, max } = definition;
    const taken = readInteger(text);
    const good = taken !== undefined && taken >= min && (taken <= max || hasNoLimit(name));
    return good ? undefined : { file, name, value: text, min, max };
  },
  safeValue,
  writePicture,
  changedPicture,
};

/** What begins with a quotation mark is a string, which no action takes. */
function isInputs(text: string): boolean {
  return !text.startsWith('"');
}

/** The last number that the game takes, as far as the editor goes. */
function readNumber(variables: Variables, definition: SingleDefinition): number | undefined {
  const { file, name, min, max } = definition;
  const taken = (text: string) => {
    const value = readInteger(text);
    return value !== undefined && value >= min && (value <= max || hasNoLimit(name));
  };
  const text = variables.get(file, name, taken);
  return text === undefined ? undefined : Math.min(max, readInteger(text)!);
}

/** The editor's limit is not the game's. */
function hasNoLimit(name: string): boolean {
  return name.startsWith('mouse_sensitivity');
}
