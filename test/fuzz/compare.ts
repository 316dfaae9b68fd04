import { Engine } from '../../engine/wasm/index.ts';
import type { OptionalFeature } from '../../engine/wasm/spec/features.ts';
import { BEYOND_BACKEND, difference, ENGINE_FAULT, type Outcome, outcomeOn } from './outcome.ts';

/** The optional features that all of these backends have. */
export function commonFeatures(backends: readonly string[]): ReadonlySet<OptionalFeature> {
  const sets = backends.map((backend) => new Engine({ backend }).backend.features);
  return new Set([...sets[0]!].filter((feature) => sets.every((set) => set.has(feature))));
}

/** How the backends disagree about a module, or that one is at fault; undefined where all do the same. */
export function divergence(bytes: Uint8Array, backends: readonly string[]): string | undefined {
  return parted(backends.map((backend) => ({ backend, outcome: outcomeOn(backend, bytes) })));
}

/** How outcomes of a module disagree, or that there is a fault in one; undefined where all are the same. */
export function parted(
  outcomes: readonly { readonly backend: string; readonly outcome: Outcome }[],
): string | undefined {
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
