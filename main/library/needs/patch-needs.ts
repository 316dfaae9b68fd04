import type { Need, PatchPart } from '../../protocol/messages/needs.ts';
import { ignoredSections, textLength } from '../check/patch-sections.ts';
import { patchProblem, patchText } from '../files/patch.ts';

/** Doom's own numbers end here (Chocolate Doom's `NUMMOBJTYPES`, `NUMSTATES`, `NUMSPRITES`, `NUMSFX`). A patch counts things from 1. */
const LAST: Readonly<Record<PatchPart, number>> = { thing: 137, frame: 966, sprite: 137, sound: 108 };
/** Sections that number something, and keys of frames whose values do. */
const SECTION_PARTS: ReadonlyMap<string, PatchPart> = new Map([
  ['thing', 'thing'],
  ['frame', 'frame'],
  ['sound', 'sound'],
]);
const KEY_PARTS: ReadonlyMap<string, PatchPart> = new Map([
  ['sprite number', 'sprite'],
  ['next frame', 'frame'],
]);

/** Fields that only MBF21 has (Woof's `deh_mobjinfo`, `deh_state`, `deh_weapon`). */
const MBF21_FIELDS = new Map(
  [
    'Infighting group',
    'Projectile group',
    'Splash group',
    'MBF21 Bits',
    'Rip sound',
    'Fast speed',
    'Melee range',
    'Ammo per shot',
    'Dropped item',
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((place) => `Args${place}`),
  ].map((field) => [field.toLowerCase(), field]),
);

/** Code pointers that Doom lacks (Woof's `deh_bexptrs`). */
const POINTERS = {
  MBF: 'Detonate Mushroom Die Spawn Turn Face Scratch PlaySound RandomJump LineEffect FireOldBFG BetaSkullAttack Stop',
  MBF21:
    'SpawnObject MonsterProjectile MonsterBulletAttack MonsterMeleeAttack RadiusDamage NoiseAlert HealChase SeekTracer FindTracer ClearTracer JumpIfHealthBelow JumpIfTargetInSight JumpIfTargetCloser JumpIfTracerInSight JumpIfTracerCloser JumpIfFlagsSet AddFlags RemoveFlags WeaponProjectile WeaponBulletAttack WeaponMeleeAttack WeaponSound WeaponAlert WeaponJump ConsumeAmmo CheckAmmo RefireTo GunFlashTo',
} as const;
const STANDARD_OF = new Map(
  (['MBF', 'MBF21'] as const).flatMap((standard) =>
    POINTERS[standard].split(' ').map((name) => [name.toLowerCase(), { standard, name }] as const),
  ),
);

/** What a patch needs, and the types of things that it defines for Doom's own things. */
export interface PatchFacts {
  readonly needs: readonly Need[];
  readonly types: readonly number[];
}

/** Reads what a DeHackEd patch needs beyond what Chocolate Doom knows. */
export function patchFacts(patch: Buffer): PatchFacts {
  const reader = new Reader();
  for (const line of linesOf(patchText(patch))) reader.line(line.slice(0, MAX_LINE).trim());
  const sections = ignoredSections(patch);
  const unsigned = patch.length > 0 && patchProblem(patch) !== undefined;
  return {
    needs: [
      ...reader.needs(),
      ...(sections.length > 0 ? [{ code: 'patch-sections', params: { sections } } as const] : []),
      ...(unsigned ? [{ code: 'patch-unsigned', params: {} } as const] : []),
    ],
    types: unsigned ? [] : [...reader.types],
  };
}

/** The lines of a patch without the texts that it replaces, which may look like anything. */
function* linesOf(text: string): Generator<string> {
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1 + textLength(line);
    yield line;
  }
}

class Reader {
  readonly types = new Set<number>();
  readonly #beyond = new Map<PatchPart, Set<number>>();
  readonly #fields = new Set<string>();
  readonly #pointers = { MBF: new Set<string>(), MBF21: new Set<string>() };
  #section = '';
  #number = 0;

  line(line: string): void {
    if (line === '' || line.startsWith('#')) return;
    const header = /^(thing|frame|sound|sprite|pointer|weapon|ammo|misc|cheat|text)\s+(-?\d{1,9})\b/i.exec(
      line,
    );
    const bracket = /^\[([a-z]+)\]/i.exec(line);
    if (bracket !== null) this.#enter(bracket[1]!, 0);
    else if (header !== null && !line.includes('=')) this.#enter(header[1]!, Number(header[2]));
    else this.#assignment(line);
  }

  needs(): Need[] {
    const needs: Need[] = [...this.#beyond].map(([part, numbers]) => ({
      code: 'patch-numbers',
      params: { part, count: numbers.size, first: Math.min(...numbers) },
    }));
    for (const standard of ['MBF', 'MBF21'] as const) {
      const pointers = [...this.#pointers[standard]];
      if (pointers.length > 0) needs.push({ code: 'patch-codepointers', params: { standard, pointers } });
    }
    if (this.#fields.size > 0) needs.push({ code: 'patch-fields', params: { fields: [...this.#fields] } });
    return needs;
  }

  #enter(section: string, number: number): void {
    this.#section = section.toLowerCase();
    this.#number = number;
    const part = SECTION_PARTS.get(this.#section);
    if (part !== undefined) this.#note(part, number);
  }

  #assignment(line: string): void {
    const [, key, value] = /^([^=]{1,40}?)\s*=\s*(.{0,100})/.exec(line) ?? [];
    if (key === undefined || value === undefined) return;
    const name = key.toLowerCase();
    if (this.#section === 'codeptr') {
      const pointer = STANDARD_OF.get(value.trim().toLowerCase());
      if (pointer !== undefined) this.#pointers[pointer.standard].add(pointer.name);
      const frame = /^frame\s+(\d{1,9})$/.exec(name);
      if (frame !== null) this.#note('frame', Number(frame[1]));
      return;
    }
    const part = KEY_PARTS.get(name);
    if (part !== undefined && this.#section === 'frame') this.#note(part, Number.parseInt(value, 10));
    const field = MBF21_FIELDS.get(name);
    if (field !== undefined && /^(thing|frame|weapon)$/.test(this.#section)) this.#fields.add(field);
    if (name === 'id #' && this.#section === 'thing' && this.#number <= LAST.thing) {
      const type = Number.parseInt(value, 10);
      if (type > 0) this.types.add(type);
    }
  }

  /** Numbers are kept up to a bound: a patch of 2 MB can name a hundred thousand. */
  #note(part: PatchPart, number: number): void {
    if (!(number > LAST[part])) return;
    const known = this.#beyond.get(part) ?? new Set();
    this.#beyond.set(part, known);
    if (known.size < MAX_NUMBERS) known.add(number);
  }
}

const MAX_NUMBERS = 10_000;
/** As much of a line is read: what is read of it is short. */
const MAX_LINE = 256;
