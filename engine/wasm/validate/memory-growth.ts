import type { Limits } from '../spec/types.ts';
import type { ValidatedModule } from './module.ts';
import { GROWS_MEMORY } from './side-table.ts';

/** Whether anything can grow the memory of an instance: its own code, or other code that holds it. */
export function canGrowMemory({ data, functions }: ValidatedModule): boolean {
  const limits = data.memories[0]?.limits;
  if (limits === undefined || limits.min === limits.max) return false;
  if (data.importedMemories > 0 || data.exports.some(({ kind }) => kind === 'memory')) return true;
  return functions.some(({ facts }) => (facts & GROWS_MEMORY) !== 0);
}

/**
 * The limits of a memory that the module declares, as backends take them. A memory that no guest can grow keeps its size: code is
 * compiled for it. Embedders can reach private memories, too.
 */
export function effectiveLimits(module: ValidatedModule, limits: Limits): Limits {
  return canGrowMemory(module) ? limits : { min: limits.min, max: limits.min };
}
