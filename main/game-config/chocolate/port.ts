import type { ControlValue } from '../../protocol/controls.ts';
import type { Definition, PortConfiguration } from '../port-configuration.ts';
import type { Variables } from '../variables.ts';
import { ChocolateConfigFile, parseNumber } from './config-file.ts';
import { liftLimits } from './limits.ts';
import { alwaysRuns, padButton, setAlwaysRuns, setPadButton, supplyPad } from './pad.ts';
import { RANGES, safeValue } from './ranges.ts';
import { ALWAYS_RUN, CONFIG_FILES, DEFINITIONS } from './variables.ts';

const PADS = DEFINITIONS.filter(({ kind }) => kind === 'pad-button');
const SINGLE = new Map(DEFINITIONS.map((definition) => [definition.name, definition]));

/** Chocolate Doom's two files. */
export const chocolate: PortConfiguration = {
  files: CONFIG_FILES,
  definitions: DEFINITIONS,
  ranges: RANGES,
  parse: (bytes) => (bytes === undefined ? ChocolateConfigFile.empty() : ChocolateConfigFile.parse(bytes)),
  knows: () => false,
  read: (variables, { name }) => shown(variables, name),
  write: (variables, { name }, value) => change(variables, name, value),
  beforeChange(variables, definitions) {
    // Buttons are those of the pad that is there by default, where there is no other.
    if (definitions.some(({ name, kind }) => kind === 'pad-button' || name === 'use_joystick'))
      supplyPad(variables, PADS);
  },
  supplyShown: (variables) => supplyPad(variables, PADS),
  supply(variables) {
    supplyPad(variables, PADS);
    liftLimits(variables);
  },
  problem(variables, { name, file, kind }: Definition) {
    const text = variables.get(file, name);
    if (text === undefined || kind === 'pad-button') return undefined;
    const { min, max } = single(name);
    return goodNumber(variables, name) === undefined ? { file, name, value: text, min, max } : undefined;
  },
  safeValue,
};

function single(name: string): (typeof DEFINITIONS)[number] {
  const definition = SINGLE.get(name);
  if (definition === undefined) throw new Error(`${name} is no control of Chocolate Doom`);
  return definition;
}

function shown(variables: Variables, name: string): number {
  const { file, kind, default: initial } = single(name);
  if (name === ALWAYS_RUN) return alwaysRuns(variables) ? 1 : 0;
  if (kind === 'pad-button') return padButton(variables, file, name);
  return goodNumber(variables, name) ?? initial;
}

/** A variable's number, where there is one within its bounds. */
function goodNumber(variables: Variables, name: string): number | undefined {
  const { file, float = false, min, max } = single(name);
  const value = parseNumber(variables.get(file, name) ?? '', float);
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function change(variables: Variables, name: string, value: ControlValue): void {
  const { file, kind, float = false } = single(name);
  if (typeof value !== 'number') throw new Error(`${name} has one value`);
  if (name === ALWAYS_RUN) setAlwaysRuns(variables, value === 1);
  else if (kind === 'pad-button') setPadButton(variables, file, name, value);
  // As the game itself writes them.
  else variables.set(file, name, float ? value.toFixed(6) : String(value));
}
