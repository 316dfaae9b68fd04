import type { ConfigurationFile } from '../../engine/games/source-ports.ts';
import type { ControlInput, ControlValue, InputsControl, SingleControl } from '../protocol/controls.ts';
import type { ConfigProblem } from '../protocol/messages/controls.ts';
import type { PictureSettings } from '../protocol/picture.ts';
import type { ConfigFile } from './config-file.ts';
import type { StartPicture } from './start-picture.ts';
import type { Variables } from './variables.ts';

type In = { readonly file: ConfigurationFile };

/** What the editor shows of a control, except for its value. */
export type SingleDefinition = Omit<SingleControl, 'value'> & In & { readonly float?: boolean };
export type InputsDefinition = Omit<InputsControl, 'value'> & In;
export type Definition = SingleDefinition | InputsDefinition;

/** The values of a variable that the game survives, and what it begins with where there is none. */
export interface Range {
  readonly file: ConfigurationFile;
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** What Trapdoom knows of a source port's configuration. */
export interface PortConfiguration {
  /** Names of its files. */
  readonly files: readonly ConfigurationFile[];
  /** All that can be edited, in the editor's order. */
  readonly definitions: readonly Definition[];
  readonly ranges: readonly Range[];
  /** The file with these bytes; without them, an empty one. Throws NoConfigError. */
  parse(bytes?: Uint8Array): ConfigFile;
  /** The value of a control as the game would read it. */
  read(variables: Variables, definition: Definition): ControlValue;
  /** Whether the game has a name for a key or button. */
  knows(input: ControlInput): boolean;
  /** Gives a control a value, which was checked. */
  write(variables: Variables, definition: Definition, value: ControlValue): void;
  /** Called before some controls are changed, with these. */
  beforeChange?(variables: Variables, definitions: readonly Definition[]): void;
  /** Completes what the editor shows of a home that was not played yet. */
  supplyShown(variables: Variables): void;
  /** Completes a home before a start: what nobody has chosen gets values that suit Trapdoom. */
  supply(variables: Variables): void;
  /** Writes how frames are to be, for a start. Absent where the source port has one resolution. */
  writePicture?(variables: Variables, start: StartPicture): void;
  /** What the player has changed of that in the game. */
  changedPicture?(variables: Variables, start: StartPicture): Partial<PictureSettings>;
  /** What the game would not take as the value of a control. */
  problem(
    variables: Variables,
    definition: Definition,
  ): Extract<ConfigProblem, { code: 'value-outside' }>['params'] | undefined;
  /** The value to start the game with in place of one that it would not survive; undefined where it survives this one. */
  safeValue(text: string, range: Range): string | undefined;
}
