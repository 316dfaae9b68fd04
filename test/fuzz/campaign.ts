import { Engine } from '../../engine/wasm/index.ts';
import { binaryenModule } from './binaryen.ts';
import { Choices, seededBytes } from './choices.ts';
import { commonFeatures, probable, SUBJECTS, type Subject } from './compare.ts';
import { drillBytes, drillModule } from './drill/drill.ts';
import { type Judgement, judgeMutant, judgeValid } from './judge.ts';
import { generateModule } from './module.ts';
import { mutate } from './mutate.ts';
import { reduce } from './reduce.ts';

/** Where modules come from. */
export const SOURCES = ['generated', 'binaryen', 'mutated', 'drill'] as const;
export type Source = (typeof SOURCES)[number];

export interface Finding {
  /** `binaryen-777-15`: source, seed and number, of which the module is made the same again. */
  readonly name: string;
  readonly source: Source;
  /** What is wrong. */
  readonly text: string;
  /** What should be, where most backends say so. */
  readonly probable: string | undefined;
  /** The module, as small as it became. */
  readonly bytes: Uint8Array;
}

/** How many modules of a source came to what. */
export type Count = Record<Judgement['kind'], number>;

const none = (): Count => ({ same: 0, beyond: 0, found: 0 });

/** A module's name, read; undefined for what is none. */
export function parseName(
  name: string,
): { readonly source: Source; readonly seed: number; readonly number: number } | undefined {
  const match = /^([a-z]+)-(-?\d{1,15})-(\d{1,9})$/.exec(name);
  const source = SOURCES.find((known) => known === match?.[1]);
  return source === undefined ? undefined : { source, seed: Number(match![2]), number: Number(match![3]) };
}

/** A run of modules from a seed. Whatever the seed and number, the module is the same on every machine. */
export class Campaign {
  readonly seed: number;
  readonly #subjects: readonly Subject[];
  readonly #onJudge: (name: string) => void;
  readonly #features = commonFeatures(Engine.backends);
  readonly counts: Readonly<Record<Source, Count>> = {
    generated: none(),
    binaryen: none(),
    mutated: none(),
    drill: none(),
  };
  readonly findings: Finding[] = [];
  #mutated: { readonly number: number; readonly bytes: Uint8Array } | undefined;

  /** `subjects`: what runs the modules that are valid. `onJudge` hears which is judged next. */
  constructor(
    seed: number,
    subjects: readonly Subject[] = SUBJECTS,
    onJudge: (name: string) => void = () => {},
  ) {
    this.seed = seed;
    this.#subjects = subjects;
    this.#onJudge = onJudge;
  }

  /** Makes the `number`-th module of a source and judges it. What is found is reduced for up to `reduceMs`. */
  async run(source: Source, number: number, reduceMs: number): Promise<void> {
    const name = `${source}-${this.seed}-${number}`;
    const judge = (bytes: Uint8Array): Judgement => {
      this.#onJudge(name);
      return this.judge(source, bytes);
    };
    const choices = this.#choices(source, number);
    const { kind } = judge(await this.#make(source, choices, number));
    this.counts[source][kind]++;
    if (kind !== 'found') return;
    const reduced = await reduce(
      choices,
      async (fewer) => judge(await this.#make(source, fewer, number)).kind === 'found',
      reduceMs,
    );
    const bytes = await this.#make(source, reduced, number);
    const { text } = judge(bytes);
    const line = source === 'mutated' ? undefined : probable(bytes, this.#subjects);
    this.findings.push({ name, source, text, probable: line, bytes });
  }

  #choices(source: Source, number: number): Uint8Array {
    const seed = Math.imul(this.seed, 0x9e3779b1) + Math.imul(number, 0x85ebca6b) + SOURCES.indexOf(source);
    if (source === 'drill') return drillBytes(seed);
    const length = source === 'mutated' ? 64 : 200 + (number % 40) * 100;
    return seededBytes(seed, length);
  }

  async #make(source: Source, choices: Uint8Array, number: number): Promise<Uint8Array> {
    if (source === 'binaryen') return binaryenModule(choices, this.#features);
    if (source === 'generated') return generateModule(choices, this.#features);
    if (source === 'drill') return drillModule(choices, number, this.#features);
    return mutate(this.#original(number >> 6), new Choices(choices));
  }

  /** The generated module that mutants of it are made of, one after the other. */
  #original(number: number): Uint8Array {
    if (this.#mutated?.number !== number) {
      const bytes = generateModule(this.#choices('generated', number), this.#features);
      this.#mutated = { number, bytes };
    }
    return this.#mutated.bytes;
  }

  judge(source: Source, bytes: Uint8Array): Judgement {
    return source === 'mutated' ? judgeMutant(bytes) : judgeValid(bytes, this.#subjects);
  }
}
