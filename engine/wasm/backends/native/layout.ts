import type { ModuleData } from '../../binary/module.ts';
import { RECORDERS } from './probes.ts';

/**
 * Where a rewritten module has what is added. What is added is appended, so that no index of the original changes, but for those of its own
 * globals: the depth of calls is imported, and imports come first.
 *
 * One table is added. Its first slots are flags: the slot of a passive segment is not null once code has dropped the segment. After them
 * come functions, for JavaScript to fetch: as exports they could be too many, of which V8 11 takes 100,000.
 */
export class Layout {
  /** Index of the imported global that is the depth of calls. */
  readonly depth: number;
  /** Index of the first of the recorders, globals that probes write to. */
  readonly recorders: number;
  /** Index of the table. */
  readonly table: number;
  /** The slots of passive segments. */
  readonly droppedElements: ReadonlyMap<number, number>;
  readonly droppedData: ReadonlyMap<number, number>;
  /** How many slots are flags. */
  readonly flags: number;
  /** A function of the module's own, which flags are set to. */
  readonly flag: number;
  /** Index of the first function that applies active segments. */
  readonly initializer: number;

  constructor(data: ModuleData) {
    this.depth = data.importedGlobals;
    this.recorders = data.globals.length + 1;
    this.table = data.tables.length;
    let slot = 0;
    const slots = (segments: readonly { readonly mode: { readonly kind: string } }[]) =>
      new Map(segments.flatMap(({ mode }, i) => (mode.kind === 'passive' ? [[i, slot++] as const] : [])));
    this.droppedElements = slots(data.elements);
    this.droppedData = slots(data.data);
    this.flags = slot;
    this.flag = data.importedFuncs;
    this.initializer = data.funcTypes.length;
  }

  /** The index that a global of the original has. */
  globalIndex(index: number): number {
    return index < this.depth ? index : index + 1;
  }

  /** The first global after the recorders. */
  get globalsEnd(): number {
    return this.recorders + RECORDERS.length;
  }
}
