import { InvalidError, MalformedError, UnsupportedError } from '../spec/errors.ts';
import { type ExternKind, type ExternType, kindOfByte } from '../spec/externs.ts';
import { foreignTypeForm, needsFeature } from '../spec/features.ts';
import { DEFAULT_MODULE_LIMITS, type ModuleLimits } from '../spec/limits.ts';
import {
  countOfValues,
  FUNCREF,
  type FuncType,
  type GlobalType,
  type Limits,
  type TableType,
  type ValType,
} from '../spec/types.ts';
import { Cursor } from './cursor.ts';
import { checkBodies, readRefType, readValType, skipExpression } from './expression.ts';
import type {
  ConstExpr,
  CustomSection,
  DataSegment,
  ElementSegment,
  Export,
  FunctionBody,
  Import,
  LocalGroup,
  ModuleData,
  Section,
} from './module.ts';
import { SECTION, SECTION_IDS } from './sections.ts';

/**
 * Decodes a module (§5), except for the instructions of function bodies. Validation reads them, and reports what is malformed in
 * them, so that one pass suffices.
 *
 * Throws `MalformedError` for bytes that are no module. Throws `UnsupportedError` for a module that exceeds `limits`, or needs a proposal
 * that the engine does not have. Hostile counts cost nothing: each is checked against the bytes that are left.
 */
export function readModule(bytes: Uint8Array, limits: ModuleLimits = DEFAULT_MODULE_LIMITS): ModuleData {
  return new ModuleReader(bytes, limits).read();
}

class ModuleReader {
  private readonly bytes: Uint8Array;
  private readonly limits: ModuleLimits;
  private readonly cursor: Cursor;

  private readonly types: FuncType[] = [];
  private readonly imports: Import[] = [];
  private readonly funcTypes: number[] = [];
  private readonly tables: TableType[] = [];
  private readonly memories: { limits: Limits }[] = [];
  private readonly globals: GlobalType[] = [];
  private readonly globalInits: ConstExpr[] = [];
  private readonly exports: Export[] = [];
  private exportedGlobals = 0;
  private start: number | undefined;
  private readonly elements: ElementSegment[] = [];
  private readonly data: DataSegment[] = [];
  private dataCount: number | undefined;
  private readonly code: FunctionBody[] = [];
  private readonly customSections: CustomSection[] = [];
  private readonly sections: Section[] = [];
  /** Where the entries of the section being read begin. */
  private entries: number[] = [];
  private sectionEnd = 0;
  private readonly imported = { func: 0, table: 0, memory: 0, global: 0 };

  constructor(bytes: Uint8Array, limits: ModuleLimits) {
    this.bytes = bytes;
    this.limits = limits;
    this.cursor = new Cursor(bytes);
  }

  read(): ModuleData {
    this.limit(this.bytes.length, this.limits.moduleSize, 'bytes in a module', 0);
    this.header();
    try {
      this.allSections();
      this.lengths();
    } catch (error) {
      checkBodies(this.bytes, this.code, true);
      throw error;
    }
    return {
      bytes: this.bytes,
      types: this.types,
      imports: this.imports,
      funcTypes: this.funcTypes,
      tables: this.tables,
      memories: this.memories,
      globals: this.globals,
      globalInits: this.globalInits,
      exports: this.exports,
      ...(this.start === undefined ? {} : { start: this.start }),
      elements: this.elements,
      data: this.data,
      ...(this.dataCount === undefined ? {} : { dataCount: this.dataCount }),
      code: this.code,
      importedFuncs: this.imported.func,
      importedTables: this.imported.table,
      importedMemories: this.imported.memory,
      importedGlobals: this.imported.global,
      customSections: this.customSections,
      sections: this.sections,
    };
  }

  /** Magic number and version (§5.5.16). */
  private header(): void {
    const fields = [
      [0x6d736100, 'magic header not detected'],
      [1, 'unknown binary version'],
    ] as const;
    for (const [expected, text] of fields) {
      const at = this.cursor.pos;
      if (this.bytes.length - at < 4) throw new MalformedError('unexpected end', this.bytes.length);
      let word = 0;
      for (let i = 0; i < 4; i++) word |= this.cursor.byte() << (8 * i);
      if (word !== expected) throw new MalformedError(text, at);
    }
  }

  /** The sections (§5.5.2) in their order, each at most once; custom sections anywhere. */
  private allSections(): void {
    const { cursor } = this;
    let order = 0;
    while (cursor.pos < this.bytes.length) {
      const at = cursor.pos;
      const id = cursor.byte();
      const rank = SECTION_ORDER[id];
      if (rank === undefined) throw new MalformedError('malformed section id', at);
      const size = cursor.length();
      const end = cursor.pos + size;
      if (id === SECTION.custom) {
        this.custom(end);
        continue;
      }
      if (rank <= order) throw new MalformedError('unexpected content after last section', at);
      order = rank;
      this.entries = [];
      this.sectionEnd = end;
      this.sections.push({ id, content: { start: cursor.pos, end }, entries: this.entries });
      this.section(id, at);
      if (cursor.pos !== end) throw new MalformedError('section size mismatch', at);
    }
  }

  private custom(end: number): void {
    const at = this.cursor.pos;
    const name = this.cursor.name();
    if (this.cursor.pos > end) throw new MalformedError('unexpected end of section or function', at);
    this.customSections.push({ name, content: { start: this.cursor.pos, end } });
    this.cursor.pos = end;
  }

  private section(id: number, at: number): void {
    const { cursor, limits } = this;
    switch (id) {
      case SECTION.type:
        this.vector(limits.types, 'types', () => this.types.push(this.funcType()));
        break;
      case SECTION.import:
        this.vector(limits.imports, 'imports', () => this.import());
        break;
      case SECTION.function:
        this.vector(limits.functions, 'functions', () => this.funcTypes.push(cursor.u32()));
        break;
      case SECTION.table:
        this.vector(limits.tables, 'tables', () => this.tables.push(this.tableType()));
        break;
      case SECTION.memory:
        this.vector(1, undefined, () => this.memories.push({ limits: this.sizeLimits(true) }));
        break;
      case SECTION.tag:
        throw needsFeature('exception-handling', at);
      case SECTION.global:
        this.vector(limits.globals, 'globals', () => {
          this.globals.push(this.globalType());
          this.globalInits.push(this.constExpr());
        });
        break;
      case SECTION.export:
        this.vector(limits.exports, 'exports', () => this.export());
        break;
      case SECTION.start:
        this.start = cursor.u32();
        break;
      case SECTION.element:
        this.vector(limits.elementSegments, 'element segments', () => this.element());
        break;
      case SECTION.dataCount:
        this.dataCount = cursor.u32();
        break;
      case SECTION.code:
        this.vector(limits.functions, 'functions', () => this.function());
        break;
      case SECTION.data:
        this.vector(limits.dataSegments, 'data segments', () => this.segment());
        break;
    }
  }

  /** `count` times `item`. No `what`: the caller knows a better refusal of too many. */
  private vector(most: number, what: string | undefined, item: () => unknown): void {
    const at = this.cursor.pos;
    const count = this.cursor.count();
    if (what !== undefined) this.limit(count, most, `${what} in a module`, at);
    for (let i = 0; i < count; i++) {
      this.entries.push(this.cursor.pos);
      item();
    }
  }

  private limit(count: number, most: number, what: string, at: number): void {
    if (count <= most) return;
    throw new UnsupportedError(
      `more than ${most} ${what}`,
      `too many ${what}: ${count}, this engine takes at most ${most}`,
      at,
    );
  }

  /** Function types (§5.3.6). */
  private funcType(): FuncType {
    const at = this.cursor.pos;
    const form = this.cursor.byte();
    if (form !== 0x60) {
      const feature = foreignTypeForm(form);
      if (feature !== undefined) throw needsFeature(feature, at);
      // The form is a signed integer of one byte, like the types.
      throw new MalformedError(
        form >= 0x80 ? 'integer representation too long' : 'malformed function type',
        at,
      );
    }
    const params = this.valTypes(this.limits.params, 'parameters');
    return { params, results: this.valTypes(this.limits.results, 'results') };
  }

  private valTypes(most: number, what: string): ValType[] {
    const at = this.cursor.pos;
    const count = this.cursor.count();
    this.limit(count, most, `${what} of a function`, at);
    const types: ValType[] = [];
    for (let i = 0; i < count; i++) types.push(readValType(this.cursor));
    this.limit(countOfValues(types), most, `${what} of a function, a v128 counting as two`, at);
    return types;
  }

  /** Limits (§5.3.7), in the encoding of WebAssembly 3.0, which reads the bounds as 64-bit integers. */
  private sizeLimits(memory: boolean): Limits {
    const { cursor } = this;
    const at = cursor.pos;
    const flags = cursor.byte();
    if (memory && flags <= 0x0f && (flags & 0x08) !== 0 && this.hasPageSize(flags)) {
      throw needsFeature('custom-page-sizes', at);
    }
    if (flags > 0x07) throw new MalformedError('malformed limits flags', at);
    if ((flags & 0x02) !== 0)
      throw memory ? needsFeature('threads', at) : new MalformedError('malformed limits flags', at);
    if ((flags & 0x04) !== 0) throw needsFeature('memory64', at);
    const min = cursor.u64();
    return (flags & 0x01) === 0 ? { min } : { min, max: cursor.u64() };
  }

  /** Whether bounds and the logarithm of a page's size follow, as the proposal of custom page sizes has it; else the flag is garbage. */
  private hasPageSize(flags: number): boolean {
    const look = new Cursor(this.bytes, this.cursor.pos);
    try {
      look.u64();
      if ((flags & 0x01) !== 0) look.u64();
      return look.u32() <= 64 && look.pos <= this.sectionEnd;
    } catch {
      return false;
    }
  }

  /** Table types (§5.3.9). 0x40 0x00 before one announces an initial value. */
  private tableType(): TableType {
    const at = this.cursor.pos;
    if (this.bytes[at] === 0x40) throw needsFeature('function-references', at);
    const element = readRefType(this.cursor);
    return { element, limits: this.sizeLimits(false) };
  }

  private globalType(): GlobalType {
    const type = readValType(this.cursor);
    const at = this.cursor.pos;
    const mutability = this.cursor.byte();
    if (mutability > 1) throw new MalformedError('malformed mutability', at);
    return { type, mutable: mutability === 1 };
  }

  private import(): void {
    const { cursor } = this;
    const module = cursor.name();
    const name = cursor.name();
    const at = cursor.pos;
    const tag = cursor.byte();
    if (tag === 4) throw needsFeature('exception-handling', at);
    const kind = kindOfByte(tag);
    if (kind === undefined) throw new MalformedError('malformed import kind', at);
    const desc = this.importDesc(kind);
    this.imports.push({ module, name, desc, index: this.imported[kind]++ });
  }

  /** The type of an import, which also opens the kind's index space. */
  private importDesc(kind: ExternKind): ExternType {
    switch (kind) {
      case 'func': {
        const at = this.cursor.pos;
        const index = this.cursor.u32();
        const type = this.types[index];
        // Validation's business, but the import's description has no place for a type that does not exist.
        if (type === undefined) throw new InvalidError(`unknown type ${index}`, at);
        this.funcTypes.push(index);
        return { kind, type };
      }
      case 'table': {
        const type = this.tableType();
        this.tables.push(type);
        return { kind, type };
      }
      case 'memory': {
        const type = { limits: this.sizeLimits(true) };
        this.memories.push(type);
        return { kind, type };
      }
      case 'global': {
        const type = this.globalType();
        this.globals.push(type);
        return { kind, type };
      }
    }
  }

  private export(): void {
    const name = this.cursor.name();
    const at = this.cursor.pos;
    const tag = this.cursor.byte();
    if (tag === 4) throw needsFeature('exception-handling', at);
    const kind = kindOfByte(tag);
    if (kind === undefined) throw new MalformedError('malformed export kind', at);
    this.exports.push({ name, kind, index: this.cursor.u32() });
    if (kind === 'global')
      this.limit(++this.exportedGlobals, this.limits.exportedGlobals, 'exported globals', at);
  }

  private constExpr(): ConstExpr {
    const start = this.cursor.pos;
    skipExpression(this.cursor, undefined, this.sectionEnd);
    return { start, end: this.cursor.pos };
  }

  /**
   * Element segments (§5.5.12). Bit 0 of the flags: passive or declarative; bit 1: with an explicit table, or declarative; bit 2:
   * expressions instead of function indices.
   */
  private element(): void {
    const { cursor } = this;
    const at = cursor.pos;
    const flags = cursor.u32();
    if (flags > 7) throw new MalformedError('malformed elements segment kind', at);
    const mode = this.elementMode(flags);
    let type: ValType = FUNCREF;
    if ((flags & 3) !== 0) type = (flags & 4) !== 0 ? readRefType(cursor) : this.elementKind();
    const countAt = cursor.pos;
    const count = cursor.count();
    this.limit(count, this.limits.segmentElements, 'elements in a segment', countAt);
    if ((flags & 4) === 0) {
      const funcs: number[] = [];
      for (let i = 0; i < count; i++) funcs.push(cursor.u32());
      this.elements.push({ type, mode, items: { kind: 'funcs', funcs }, at });
    } else {
      const exprs: ConstExpr[] = [];
      for (let i = 0; i < count; i++) exprs.push(this.constExpr());
      this.elements.push({ type, mode, items: { kind: 'exprs', exprs }, at });
    }
  }

  private elementMode(flags: number): ElementSegment['mode'] {
    if ((flags & 1) !== 0) return (flags & 2) !== 0 ? { kind: 'declarative' } : { kind: 'passive' };
    const table = (flags & 2) !== 0 ? this.cursor.u32() : 0;
    return { kind: 'active', table, offset: this.constExpr() };
  }

  private elementKind(): ValType {
    const at = this.cursor.pos;
    if (this.cursor.byte() !== 0) throw new MalformedError('malformed element kind', at);
    return FUNCREF;
  }

  /** Data segments (§5.5.14). */
  private segment(): void {
    const { cursor } = this;
    const at = cursor.pos;
    const flags = cursor.u32();
    if (flags > 2) throw new MalformedError('malformed data segment kind', at);
    let mode: DataSegment['mode'] = { kind: 'passive' };
    if (flags !== 1) {
      const memory = flags === 2 ? cursor.u32() : 0;
      mode = { kind: 'active', memory, offset: this.constExpr() };
    }
    const size = cursor.u32();
    const start = cursor.skip(size);
    this.data.push({ mode, content: { start, end: start + size }, at });
  }

  /** Function bodies (§5.5.13): locals, and the range of the instructions. */
  private function(): void {
    const { cursor } = this;
    const at = cursor.pos;
    const size = cursor.length();
    this.limit(size, this.limits.functionSize, 'bytes in a function', at);
    const localsAt = cursor.pos;
    const end = localsAt + size;
    const locals = this.locals();
    if (cursor.pos > end) throw new MalformedError('section size mismatch', at);
    this.code.push({ at, localsAt, locals, code: { start: cursor.pos, end } });
    cursor.pos = end;
  }

  private locals(): LocalGroup[] {
    const at = this.cursor.pos;
    const groups: LocalGroup[] = [];
    let total = 0;
    for (let left = this.cursor.count(); left > 0; left--) {
      const count = this.cursor.u32();
      total += count;
      if (total >= 2 ** 32) throw new MalformedError('too many locals', at);
      groups.push({ count, type: readValType(this.cursor) });
    }
    this.limit(total, this.limits.locals, 'locals in a function', at);
    return groups;
  }

  /** What sections must agree about (§5.5.16). */
  private lengths(): void {
    const at = this.bytes.length;
    if (this.funcTypes.length - this.imported.func !== this.code.length) {
      throw new MalformedError('function and code section have inconsistent lengths', at);
    }
    if (this.dataCount !== undefined && this.dataCount !== this.data.length) {
      throw new MalformedError('data count and data section have inconsistent lengths', at);
    }
    if (this.memories.length > 1) throw needsFeature('multi-memory', at);
  }
}

/** A section's place in the order, by its id: custom sections, which have none, are 0. */
const SECTION_ORDER: Readonly<Record<number, number>> = Object.fromEntries(
  [SECTION.custom, ...SECTION_IDS].map((id, rank) => [id, rank]),
);
