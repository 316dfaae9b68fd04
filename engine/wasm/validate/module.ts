import type { ModuleData } from '../binary/module.ts';
import type { OptionalFeature } from '../spec/features.ts';
import type { ControlTable } from './side-table.ts';

/** A module that passed validation: the only kind that backends ever see. */
export interface ValidatedModule {
  readonly data: ModuleData;
  /** `functions[i]` belongs to `data.code[i]`. */
  readonly functions: readonly ControlTable[];
  /** What it needs of a backend beyond what all have. */
  readonly needs: ReadonlySet<OptionalFeature>;
}
