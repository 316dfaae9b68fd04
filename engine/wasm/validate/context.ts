import type { ModuleData } from '../binary/module.ts';
import type { ModuleLimits } from '../spec/limits.ts';

/** What the validity of expressions depends on besides the module itself (§3.1.1). */
export interface Context {
  readonly data: ModuleData;
  readonly limits: ModuleLimits;
  /** Functions that occur in the module outside of function bodies and the start function: `ref.func` may name these (§3.4.10). */
  readonly declaredFuncs: ReadonlySet<number>;
}
