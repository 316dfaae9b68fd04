import type { ModuleData } from '../binary/module.ts';
import type { OptionalFeature } from '../spec/features.ts';
import type { FunctionTable } from './sidetable.ts';

/** A module that passed validation: the only kind that backends ever see. */
export interface ValidatedModule {
  readonly data: ModuleData;
  /** `functions[i]` belongs to `data.code[i]`. */
  readonly functions: readonly FunctionTable[];
  /** What it needs of a backend beyond what all have. */
  readonly needs: ReadonlySet<OptionalFeature>;
}
