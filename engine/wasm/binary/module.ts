import type { ExternKind, ExternType } from '../spec/externs.ts';
import type { FuncType, GlobalType, MemoryType, TableType, ValType } from '../spec/types.ts';

/**
 * A decoded module (§2.5): the reader's result, and what everything later works on. Indices are the specification's index spaces,
 * imports first. Nothing here is copied out of `bytes`. Code and segments are ranges of it, so every reported offset is an offset from
 * the module's start.
 */
export interface ModuleData {
  readonly bytes: Uint8Array;
  readonly types: readonly FuncType[];
  readonly imports: readonly Import[];
  /** Type index of every function, imports first. */
  readonly funcTypes: readonly number[];
  /** All tables, memories and globals, imports first. */
  readonly tables: readonly TableType[];
  readonly memories: readonly MemoryType[];
  readonly globals: readonly GlobalType[];
  /** Initializers of the module's own globals (not of imported ones). */
  readonly globalInits: readonly ConstExpr[];
  readonly exports: readonly Export[];
  readonly start?: number;
  readonly elements: readonly ElementSegment[];
  readonly data: readonly DataSegment[];
  readonly dataCount?: number;
  /** Bodies of the module's own functions: `code[i]` belongs to function `importedFuncs + i`. */
  readonly code: readonly FunctionBody[];
  readonly importedFuncs: number;
  readonly importedTables: number;
  readonly importedMemories: number;
  readonly importedGlobals: number;
  readonly customSections: readonly CustomSection[];
  /** The sections but custom ones, in their order. */
  readonly sections: readonly Section[];
}

/** The place of a section in the module. */
export interface Section {
  /** See sections.ts. */
  readonly id: number;
  /** What follows the size field. */
  readonly content: Range;
  /** Where each of its entries begins; empty for the start and data count sections, which have none. */
  readonly entries: readonly number[];
}

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly desc: ExternType;
  /** Index in the kind's index space. */
  readonly index: number;
}

export interface Export {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
}

/** A range of bytes of the module: `start` inclusive, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A constant expression (§3.3.10), extended ones included: its instructions' bytes, the final `end` within the range. */
export type ConstExpr = Range;

/** An element segment (§2.5.7); `items` are function indices, or expressions where the segment is written that way. */
export interface ElementSegment {
  readonly type: ValType;
  readonly mode:
    | { readonly kind: 'passive' }
    | { readonly kind: 'declarative' }
    | { readonly kind: 'active'; readonly table: number; readonly offset: ConstExpr };
  readonly items:
    | { readonly kind: 'funcs'; readonly funcs: readonly number[] }
    | { readonly kind: 'exprs'; readonly exprs: readonly ConstExpr[] };
  /** Where the segment begins, for messages. */
  readonly at: number;
}

/** A data segment (§2.5.8): `bytes` is the range of its content. */
export interface DataSegment {
  readonly mode:
    | { readonly kind: 'passive' }
    | { readonly kind: 'active'; readonly memory: number; readonly offset: ConstExpr };
  readonly content: Range;
  readonly at: number;
}

/** A run of locals of one type, as the binary format groups them (§5.5.13): 50,000 locals cost one record, not 50,000. */
export interface LocalGroup {
  readonly count: number;
  readonly type: ValType;
}

/** A function body (§2.5.3): the locals it declares (parameters not included) and the range of its instructions. */
export interface FunctionBody {
  /** Offset of the entry's size field, where the body starts in the code section. */
  readonly at: number;
  /** Where the declaration of its locals begins, after the size. */
  readonly localsAt: number;
  readonly locals: readonly LocalGroup[];
  /** The instructions, the final `end` within the range. */
  readonly code: Range;
}

export interface CustomSection {
  readonly name: string;
  readonly content: Range;
}

/** Names from the custom section "name" (§7.4.1); what it says wrongly is left out, never an error. */
export interface NameMap {
  readonly module?: string;
  readonly functions: ReadonlyMap<number, string>;
  /** Local names by function index. */
  readonly locals: ReadonlyMap<number, ReadonlyMap<number, string>>;
}
