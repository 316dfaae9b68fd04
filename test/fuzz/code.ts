import type { ByteWriter } from '../../engine/wasm/binary/byte-writer.ts';
import { FUNCREF, type FuncType, I32, isRefType, type ValType } from '../../engine/wasm/index.ts';
import {
  OP_BLOCK,
  OP_BR,
  OP_BR_IF,
  OP_BR_TABLE,
  OP_CALL,
  OP_CALL_INDIRECT,
  OP_DROP,
  OP_ELSE,
  OP_END,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  OP_IF,
  OP_LOCAL_GET,
  OP_LOCAL_SET,
  OP_LOCAL_TEE,
  OP_LOOP,
  OP_REF_IS_NULL,
  OP_RETURN,
  OP_SELECT,
  OP_SELECT_T,
  OP_TABLE_GET,
  OP_TABLE_SET,
  OP_UNREACHABLE,
  PREFIX_FC,
} from '../../engine/wasm/spec/opcodes.ts';
import type { Choices } from './choices.ts';
import type { Plan } from './plan.ts';
import { RowWriter } from './rows.ts';

const DEPTH = 6;
/** Instructions of a function, about. */
const SIZE = 250;

const OP_I32_SUB = 0x6b;
const OP_I32_EQZ = 0x45;
const TABLE_GROW = 15;
const TABLE_FILL = 17;

/** Writes an entry of the code section: the function of that index. */
export function writeFunction(writer: ByteWriter, choices: Choices, plan: Plan, index: number): void {
  writer.sized(() => new FunctionWriter(writer, choices, plan, plan.types[plan.functions[index]!]!).write());
}

interface Label {
  /** What a branch to it carries. */
  readonly types: readonly ValType[];
}

/** Writes what holds instructions together: leaves, statements, blocks, branches and calls. */
class FunctionWriter extends RowWriter {
  readonly #type: FuncType;
  #labels: Label[] = [];
  #size = SIZE;

  constructor(writer: ByteWriter, choices: Choices, plan: Plan, type: FuncType) {
    super(writer, choices, plan, type.params);
    this.#type = type;
  }

  write(): void {
    const { results, params } = this.#type;
    const own = [...this.locals.slice(params.length), ...this.scratch.keys()];
    this.writer.vector(own, (type) => {
      this.writer.u32(1);
      this.writer.byte(type);
    });
    this.#labels = [{ types: results }];
    this.#burn();
    this.#statements(DEPTH);
    for (const type of results) this.expr(type, DEPTH);
    this.writer.byte(OP_END);
  }

  /** Counts the fuel down, and traps when there is none. */
  #burn(): void {
    const fuel = this.plan.fuel!;
    this.op(OP_GLOBAL_GET, fuel);
    this.writer.byte(OP_I32_EQZ);
    this.writer.byte(OP_IF);
    this.writer.byte(0x40);
    this.writer.byte(OP_UNREACHABLE);
    this.writer.byte(OP_END);
    this.op(OP_GLOBAL_GET, fuel);
    this.i32(1);
    this.writer.byte(OP_I32_SUB);
    this.op(OP_GLOBAL_SET, fuel);
  }

  // Expressions: each pushes one value of a type

  protected expr(type: ValType, depth: number): void {
    const rows = this.rows(type);
    if (depth <= 0 || this.#size-- <= 0) {
      this.#leaf(type);
      return;
    }
    const kind = this.choices.below(12);
    if (kind === 0) this.#leaf(type);
    else if (kind < 7 && rows.length > 0) this.row(this.choices.pick(rows), depth);
    else if (kind < 9) this.#block([type], depth);
    else if (kind === 9) this.#callFor(type, depth);
    else if (kind === 10) this.#select(type, depth);
    else this.#special(type, depth);
  }

  #leaf(type: ValType): void {
    const locals = this.locals.flatMap((local, i) => (local === type ? [i] : []));
    const globals = this.plan.globals.flatMap((global, i) => (global.type === type ? [i] : []));
    const kind = this.choices.below(4);
    if (kind === 1 && globals.length > 0) this.op(OP_GLOBAL_GET, this.choices.pick(globals));
    else if (kind > 1 && locals.length > 0) this.op(OP_LOCAL_GET, this.choices.pick(locals));
    else this.constant(type);
  }

  #select(type: ValType, depth: number): void {
    this.expr(type, depth - 1);
    this.expr(type, depth - 1);
    this.expr(I32, depth - 1);
    if (!isRefType(type) && this.choices.rarely(2)) {
      this.writer.byte(OP_SELECT);
    } else {
      this.op(OP_SELECT_T, 1);
      this.writer.byte(type);
    }
  }

  #special(type: ValType, depth: number): void {
    const locals = this.locals.flatMap((local, i) => (local === type ? [i] : []));
    if (locals.length > 0 && this.choices.rarely(2)) {
      this.expr(type, depth - 1);
      this.op(OP_LOCAL_TEE, this.choices.pick(locals));
    } else if (isRefType(type)) {
      const tables = this.plan.tables.flatMap(({ element }, i) => (element === type ? [i] : []));
      if (tables.length === 0) {
        this.#leaf(type);
        return;
      }
      this.tableIndex(depth - 1);
      this.op(OP_TABLE_GET, this.choices.pick(tables));
    } else if (type === I32) {
      if (this.choices.rarely(2)) {
        this.expr(this.choices.pick(this.plan.valTypes.filter(isRefType)), depth - 1);
        this.writer.byte(OP_REF_IS_NULL);
      } else {
        const table = this.choices.below(this.plan.tables.length);
        this.expr(this.plan.tables[table]!.element, depth - 1);
        this.masked(3, depth - 1);
        this.writer.opcode(PREFIX_FC, TABLE_GROW);
        this.writer.u32(table);
      }
    } else {
      // A branch that carries the value, or leaves it.
      const label = this.#labelOf([type]);
      this.expr(type, depth - 1);
      if (label === undefined) return;
      this.expr(I32, depth - 1);
      this.op(OP_BR_IF, label);
    }
  }

  // Control

  /** A block, loop or if that leaves values of `results`. */
  #block(results: readonly ValType[], depth: number): void {
    const { plan, choices, writer } = this;
    const same = (a: readonly ValType[]) =>
      a.length === results.length && a.every((type, i) => type === results[i]);
    const indices = plan.types.flatMap((type, i) => (same(type.results) ? [i] : []));
    const op = choices.pick([OP_BLOCK, OP_IF, OP_LOOP]);
    const byIndex = indices.length > 0 && (results.length > 1 || choices.rarely(3));
    if (!byIndex && results.length > 1) {
      for (const type of results) this.expr(type, depth - 1);
      return;
    }
    const index = byIndex ? choices.pick(indices) : -1;
    const params = byIndex ? plan.types[index]!.params : [];
    for (const type of params) this.expr(type, depth - 1);
    if (op === OP_IF) this.expr(I32, depth - 1);
    writer.byte(op);
    if (byIndex) writer.s33(index);
    else writer.byte(results[0] ?? 0x40);
    this.#labels.push({ types: op === OP_LOOP ? params : results });
    if (op === OP_LOOP) this.#burn();
    this.#arm(params, results, depth);
    if (op === OP_IF && (results.length > 0 || params.length > 0 || choices.rarely(2))) {
      writer.byte(OP_ELSE);
      this.#arm(params, results, depth);
    }
    this.#labels.pop();
    writer.byte(OP_END);
  }

  /** What stands in a block: its parameters are on the stack, its results are to be. */
  #arm(params: readonly ValType[], results: readonly ValType[], depth: number): void {
    this.#store(params);
    this.#statements(depth - 1);
    for (const type of results) this.expr(type, depth - 1);
  }

  /** Takes values off the stack: into locals, or away. */
  #store(types: readonly ValType[]): void {
    for (const type of types.toReversed()) {
      const locals = this.locals.flatMap((local, i) => (local === type ? [i] : []));
      if (locals.length > 0 && this.choices.rarely(2)) this.op(OP_LOCAL_SET, this.choices.pick(locals));
      else this.writer.byte(OP_DROP);
    }
  }

  #statements(depth: number): void {
    if (depth <= 0) return;
    for (let count = this.choices.below(4); count > 0; count--) this.#statement(depth);
  }

  #statement(depth: number): void {
    const { choices, plan } = this;
    if (this.#size-- <= 0) return;
    switch (choices.below(11)) {
      case 0:
      case 1: {
        const type = choices.pick(plan.valTypes);
        this.expr(type, depth - 1);
        this.#store([type]);
        break;
      }
      case 2: {
        const globals = plan.globals.flatMap(({ mutable }, i) => (mutable && i !== plan.fuel ? [i] : []));
        if (globals.length === 0) return;
        const index = choices.pick(globals);
        this.expr(plan.globals[index]!.type, depth - 1);
        this.op(OP_GLOBAL_SET, index);
        break;
      }
      case 3:
      case 4:
      case 5:
        this.row(choices.pick(this.rows(undefined)), depth);
        break;
      case 6:
      case 7: {
        const { results } = choices.rarely(2) ? choices.pick(plan.types) : plan.types[0]!;
        this.#block(results, depth);
        this.#store(results);
        break;
      }
      case 8:
        this.#branch(depth);
        break;
      case 9: {
        const index = choices.below(plan.types.length);
        if (choices.rarely(2) || !plan.functions.includes(index)) this.#callIndirect(index, depth);
        else
          this.#call(choices.pick(plan.functions.flatMap((type, i) => (type === index ? [i] : []))), depth);
        this.#store(plan.types[index]!.results);
        break;
      }
      default:
        this.#tableStatement(depth);
    }
  }

  #tableStatement(depth: number): void {
    const table = this.choices.below(this.plan.tables.length);
    const { element } = this.plan.tables[table]!;
    this.tableIndex(depth - 1);
    this.expr(element, depth - 1);
    if (this.choices.rarely(2)) {
      this.masked(7, depth - 1);
      this.writer.opcode(PREFIX_FC, TABLE_FILL);
      this.writer.u32(table);
    } else {
      this.op(OP_TABLE_SET, table);
    }
  }

  /** A label that takes values of these types, by its index as instructions write it. */
  #labelOf(types: readonly ValType[]): number | undefined {
    const fitting = this.#labels.flatMap((label, i) =>
      label.types.length === types.length && label.types.every((type, k) => type === types[k])
        ? [this.#labels.length - 1 - i]
        : [],
    );
    return fitting.length === 0 ? undefined : this.choices.pick(fitting);
  }

  #branch(depth: number): void {
    const { choices, writer } = this;
    const kind = choices.below(8);
    if (kind === 7) {
      writer.byte(OP_UNREACHABLE);
      return;
    }
    if (kind === 6) {
      for (const type of this.#type.results) this.expr(type, depth - 1);
      writer.byte(OP_RETURN);
      return;
    }
    const label = choices.below(this.#labels.length);
    const { types } = this.#labels[this.#labels.length - 1 - label]!;
    for (const type of types) this.expr(type, depth - 1);
    if (kind < 3) {
      this.expr(I32, depth - 1);
      this.op(OP_BR_IF, label);
      this.#store(types);
    } else if (kind < 5) {
      this.masked(7, depth - 1);
      const targets = Array.from({ length: choices.below(6) }, () => this.#labelOf(types)!);
      this.op(OP_BR_TABLE, targets.length, ...targets, label);
    } else {
      this.op(OP_BR, label);
    }
  }

  #call(index: number, depth: number): void {
    for (const type of this.plan.types[this.plan.functions[index]!]!.params)
      this.expr(type, Math.min(depth - 1, 2));
    this.op(OP_CALL, index);
  }

  #callIndirect(typeIndex: number, depth: number): void {
    const tables = this.plan.tables.flatMap(({ element }, i) => (element === FUNCREF ? [i] : []));
    for (const type of this.plan.types[typeIndex]!.params) this.expr(type, Math.min(depth - 1, 2));
    this.tableIndex(depth - 1);
    this.op(OP_CALL_INDIRECT, typeIndex, this.choices.pick(tables));
  }

  /** A call whose first result is of the type; a leaf where nothing has such a result. */
  #callFor(type: ValType, depth: number): void {
    const { plan, choices } = this;
    const types = plan.types.flatMap(({ results }, i) => (results[0] === type ? [i] : []));
    if (types.length === 0) {
      this.#leaf(type);
      return;
    }
    const index = choices.pick(types);
    const functions = plan.functions.flatMap((of, i) => (of === index ? [i] : []));
    if (functions.length === 0 || choices.rarely(2)) this.#callIndirect(index, depth);
    else this.#call(choices.pick(functions), depth);
    this.#store(plan.types[index]!.results.slice(1));
  }
}
