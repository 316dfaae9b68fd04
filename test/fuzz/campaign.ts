import { Engine } from '../../engine/wasm/index.ts';
import { binaryenModule } from './binaryen.ts';
import { Choices, seededBytes } from './choices.ts';
import { commonFeatures, divergence } from './compare.ts';
import { generateModule } from './module.ts';
import { misjudged, mutate, verdictOf } from './mutate.ts';
import { reduce } from './reduce.ts';

/** Where modules come from. */
export const SOURCES = ['generated', 'binaryen', 'mutated'] as const;
export type Source = (typeof SOURCES)[number];

export interface Finding {
  readonly source: Source;
  /** Number of the module: with the source and the campaign's seed it is the same again. */
  readonly number: number;
  readonly text: string;
  /** The module, as small as it became. */
  readonly bytes: Uint8Array;
}

/** A run of modules from a seed. Whatever the seed and number, the module is the same on every machine. */
export class Campaign {
  readonly seed: number;
  readonly #backends = Engine.backends;
  readonly #features = commonFeatures(Engine.backends);
  /** How many modules ran. */
  readonly counts: Record<Source, number> = { generated: 0, binaryen: 0, mutated: 0 };
  readonly findings: Finding[] = [];
  #mutated: { readonly number: number; readonly bytes: Uint8Array } | undefined;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Makes the `number`-th module of a source and judges it. What is found is reduced for up to `reduceMs`. */
  async run(source: Source, number: number, reduceMs: number): Promise<void> {
    const choices = this.#choices(source, number);
    const bytes = await this.#make(source, choices, number);
    this.counts[source]++;
    if (this.#judge(source, bytes) === undefined) return;
    const reduced = await reduce(
      choices,
      async (fewer) => this.#judge(source, await this.#make(source, fewer, number)) !== undefined,
      reduceMs,
    );
    const smallest = await this.#make(source, reduced, number);
    const text = this.#judge(source, smallest)!;
    this.findings.push({ source, number, text, bytes: smallest });
  }

  #choices(source: Source, number: number): Uint8Array {
    const seed = Math.imul(this.seed, 0x9e3779b1) + Math.imul(number, 0x85ebca6b) + SOURCES.indexOf(source);
    const length = source === 'mutated' ? 64 : 200 + (number % 40) * 100;
    return seededBytes(seed, length);
  }

  async #make(source: Source, choices: Uint8Array, number: number): Promise<Uint8Array> {
    if (source === 'binaryen') return binaryenModule(choices, this.#features);
    if (source === 'generated') return generateModule(choices, this.#features);
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

  #judge(source: Source, bytes: Uint8Array): string | undefined {
    if (source === 'mutated') return misjudged(bytes);
    const { verdict, text } = verdictOf(bytes);
    return verdict === 'accepted' ? divergence(bytes, this.#backends) : `a valid module is refused: ${text}`;
  }
}
