import { BACKENDS, Engine } from '../../engine/wasm/index.ts';
import type { OptionalFeature } from '../../engine/wasm/spec/features.ts';
import {
  BEYOND_BACKEND,
  difference,
  ENGINE_FAULT,
  type Outcome,
  outcomeOn,
  switchedOutcomeOn,
} from './outcome.ts';

/** What runs modules: a backend, as a rule. */
export interface Subject {
  readonly backend: string;
  readonly run: (bytes: Uint8Array) => Outcome;
}

/** All backends. */
export const SUBJECTS: readonly Subject[] = Engine.backends.map((backend) => ({
  backend,
  run: (bytes) => outcomeOn(backend, bytes),
}));

/**
 * A backend that is captured and restored on itself, and each pair of backends, of which the second continues with the first's store. All
 * must do the same, and have equal captures.
 */
export const CAPTURING: readonly Subject[] = Engine.backends.flatMap((from) =>
  Engine.backends.map((to) => ({
    backend: from === to ? from : `${from}, then ${to}`,
    run: (bytes) => switchedOutcomeOn([from, to], bytes),
  })),
);

/** What a backend did. */
export interface Observed {
  readonly backend: string;
  readonly outcome: Outcome;
}

/** The optional features that all of these backends have. */
export function commonFeatures(backends: readonly string[]): ReadonlySet<OptionalFeature> {
  const sets = BACKENDS.filter(({ name }) => backends.includes(name)).map(({ features }) => features);
  return new Set([...sets[0]!].filter((feature) => sets.every((set) => set.includes(feature))));
}

/** How backends disagree about a module, or that one is at fault; undefined where all do the same. */
export function divergence(bytes: Uint8Array, subjects: readonly Subject[] = SUBJECTS): string | undefined {
  return parted(observed(bytes, subjects));
}

function observed(bytes: Uint8Array, subjects: readonly Subject[]): Observed[] {
  return subjects.map(({ backend, run }) => ({ backend, outcome: run(bytes) }));
}

/** How outcomes of a module disagree, or that there is a fault in one; undefined where all are the same. */
export function parted(outcomes: readonly Observed[]): string | undefined {
  for (const { backend, outcome } of outcomes) {
    const fault = outcome.find((line) => line.includes(ENGINE_FAULT));
    if (fault !== undefined) return `${backend}: ${fault}`;
  }
  const [first, ...others] = outcomes.filter(({ outcome }) => !outcome.includes(BEYOND_BACKEND));
  for (const other of others) {
    const lines = difference(first!.outcome, other.outcome);
    if (lines !== undefined) return `${first!.backend}: ${lines[0]}\n${other.backend}: ${lines[1]}`;
  }
  return undefined;
}

/**
 * What a module probably should do where backends differ. For the first line that differs it is what most backends say. Without a majority it is
 * native's, because V8 has been tested for longer. Undefined where there is no such line.
 */
export function probable(bytes: Uint8Array, subjects: readonly Subject[]): string | undefined {
  const outcomes = observed(bytes, subjects).filter(({ outcome }) => !outcome.includes(BEYOND_BACKEND));
  const length = Math.max(0, ...outcomes.map(({ outcome }) => outcome.length));
  for (let i = 0; i < length; i++) {
    const lines = outcomes.map(({ backend, outcome }) => ({ backend, line: outcome[i] }));
    const votes = (line: string | undefined) => lines.filter((other) => other.line === line).length;
    if (votes(lines[0]!.line) === lines.length) continue;
    return lines
      .filter(({ line }) => line !== undefined && !line.includes(ENGINE_FAULT))
      .sort(
        (a, b) =>
          votes(b.line) - votes(a.line) || Number(b.backend === 'native') - Number(a.backend === 'native'),
      )
      .at(0)?.line;
  }
  return undefined;
}
