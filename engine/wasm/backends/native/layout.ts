import type { ModuleData } from '../../binary/module.ts';
import type { SegmentKind } from '../../runtime/backend.ts';
import { RECORDERS } from './probes.ts';

/**
 * Where a rewritten module has what is added. What is added is appended, so that the indices of the original stay as they are. Only
 * those of its own globals change: the depth of calls is imported, and imports come first.
 *
 * One table is added. Its first slots are flags: the slot of a segment is not null once the segment is dropped. After them come
 * functions, for JavaScript to fetch: as exports they could be too many, of which V8 11 takes 100,000.
 */
export class Layout {
  /** Index of the imported global that is the depth of calls. */
  readonly depth: number;
  /** Index of the first of the recorders, globals that probes write to. */
  readonly recorders: number;
  /** Index of the table. */
  readonly table: number;
  /** The first slot of data segments; that of element segments is 0. */
  readonly #dataFlags: number;
  /** How many slots are flags. */
  readonly flags: number;
  /** A function that is not imported, which flags are set to. Where there are segments there is one: see segments.ts. */
  readonly flag: number;
  /** Index of the first function that applies active segments. */
  readonly initializer: number;

  constructor(data: ModuleData) {
    this.depth = data.importedGlobals;
    this.recorders = data.globals.length + 1;
    this.table = data.tables.length;
    this.#dataFlags = data.elements.length;
    this.flags = data.elements.length + data.data.length;
    this.flag = data.importedFuncs;
    this.initializer = data.funcTypes.length;
  }

  /** The slot of a segment's flag. */
  flagOf(kind: SegmentKind, segment: number): number {
    return kind === 'element' ? segment : this.#dataFlags + segment;
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
