import type { SourcePort } from '../../../engine/games/source-ports.ts';

/** The folder of saves. The game gets it as an argument: by itself it would name one after a WAD's file. */
export const SAVES_FOLDER = 'savegames';

/** The number that Woof! knows its automatic save by, on its command line: `-loadgame 255`. */
export const AUTO_SAVE_SLOT = 255;
const AUTO_SAVE = /^autosave\.dsg$/i;

/** How a source port names the saved games of its slots. A patch may change the word in front of the number. */
interface SlotRules {
  readonly name: RegExp;
  /** The word in front of the number, where no patch says otherwise. */
  readonly word: string;
  /** Slots in its menus, in their order. */
  readonly slots: readonly number[];
  /** Whether the game finds the save of a slot under this name, which differs from its own in capital letters only. */
  finds(name: string): boolean;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

const RULES: Readonly<Record<SourcePort, SlotRules>> = {
  chocolate: { name: /^[a-z_-]{1,24}(\d)\.dsg$/i, word: 'doomsav', slots: range(6), finds: isLower },
  woof: {
    // `G_SaveGameName`: seven characters at most, and ten times the page plus the slot; eight pages of eight slots.
    name: /^(?=.{2,13}$)[\w -]{0,6}[a-z_ -]([0-7]?[0-7])\.dsg$/i,
    word: 'woofsav',
    slots: range(8).flatMap((page) => range(8).map((slot) => 10 * page + slot)),
    finds: isWoofCase,
  },
};

/** What is being saved (`temp.dsg`) has no number. */
export function isSaveName(name: string): boolean {
  return AUTO_SAVE.test(name) || Object.values(RULES).some((rules) => rules.name.test(name));
}

/** The slot of a save by its name, as the source port counts; undefined where it has no such slot. */
export function slotOf(port: SourcePort, file: string): number | undefined {
  const name = file.split('/').at(-1) ?? '';
  if (port === 'woof' && AUTO_SAVE.test(name)) return AUTO_SAVE_SLOT;
  const number = RULES[port].name.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Where the source port keeps the save of a slot, unless a patch says otherwise. */
export function saveFile(port: SourcePort, slot: number): string {
  const name = slot === AUTO_SAVE_SLOT ? 'autosave' : `${RULES[port].word}${slot}`;
  return `${SAVES_FOLDER}/${name}.dsg`;
}

/** The slots of its menus, in their order. */
export function menuSlots(port: SourcePort): readonly number[] {
  return RULES[port].slots;
}

/** Whether the game finds a save under this name. DOS wrote capital letters. */
export function isFound(port: SourcePort, name: string): boolean {
  return RULES[port].finds(name);
}

function isLower(name: string): boolean {
  return name === name.toLowerCase();
}

/** The names that `M_FileCaseExists` tries. */
function isWoofCase(name: string): boolean {
  const [small, large] = [name.toLowerCase(), name.toUpperCase()];
  const tried = [small, large, large.replace(/\.DSG$/, '.dsg'), large.charAt(0) + small.slice(1)];
  return tried.includes(name);
}
