import { FUNCREF, type FuncType, I32, I64, V128, type ValType } from '../../../engine/wasm/index.ts';
import {
  type Instruction,
  OP_BLOCK,
  OP_BR,
  OP_BR_IF,
  OP_BR_TABLE,
  OP_CALL,
  OP_CALL_INDIRECT,
  OP_DROP,
  OP_ELSE,
  OP_GLOBAL_GET,
  OP_GLOBAL_SET,
  OP_IF,
  OP_LOCAL_GET,
  OP_LOCAL_SET,
  OP_LOCAL_TEE,
  OP_LOOP,
  OP_REF_FUNC,
  OP_REF_IS_NULL,
  OP_REF_NULL,
  OP_RETURN,
  OP_SELECT,
  OP_SELECT_T,
} from '../../../engine/wasm/spec/opcodes.ts';
import type { DrillWriter } from './drill-code.ts';

/**
 * Functions that run one instruction whose types depend on the context. They return the types of their results, in which each way through
 * leaves something else.
 */
type Drill = (d: DrillWriter, types: readonly ValType[]) => ValType[];

/** Two blocks that values leave, the inner one by `leave` if there is one; others wait below them, of which branches get rid. */
function leaving(leave?: (d: DrillWriter) => void): Drill {
  return (d, types) => {
    const carried = [d.choices.pick(types), d.choices.pick(types)];
    const wait = () => d.operand(d.choices.pick(types), 1);
    d.i32(1);
    d.block(OP_BLOCK, { params: [], results: carried }, () => {
      wait();
      d.block(OP_BLOCK, { params: [], results: carried }, () => {
        if (leave !== undefined && d.choices.rarely(2)) wait();
        for (const type of carried) d.operand(type, 1);
        leave?.(d);
      });
      d.op(OP_BR, 0);
    });
    return [I32, ...carried];
  };
}

/** A variable's value, and the one it has after that. */
function variable(index: (d: DrillWriter, type: ValType) => number, get: number, set: number): Drill {
  return (d, types) => {
    const type = d.choices.pick(types);
    const x = index(d, type);
    for (let i = 0; i < 2; i++) {
      d.operand(type, 1);
      if (set === OP_LOCAL_TEE) {
        d.op(set, x);
        d.op(OP_DROP);
      } else d.op(set, x);
      d.op(get, x);
    }
    return [type, type];
  };
}

const local = (set: number) => variable((d, type) => d.local(type), OP_LOCAL_GET, set);
const global = variable((d, type) => d.around.global(type), OP_GLOBAL_GET, OP_GLOBAL_SET);

const choice: Drill = (d, types) => {
  const type = d.choices.pick(types);
  d.chosen(type, 2);
  return [type];
};

const DRILLS: Readonly<Record<string, Drill>> = {
  unreachable(d) {
    d.op(0x00);
    return [];
  },
  nop(d, types) {
    const type = d.choices.pick(types);
    d.operand(type, 1);
    d.op(0x01);
    return [type];
  },
  block: leaving(),
  br: leaving((d) => d.op(OP_BR, d.choices.below(2))),
  return(d, types) {
    const results = [d.choices.pick(types), d.choices.pick(types)];
    if (d.choices.rarely(2)) d.i32(7);
    for (const type of results) d.operand(type, 1);
    d.op(OP_RETURN);
    return results;
  },
  br_if(d, types) {
    const carried = [I32, d.choices.pick(types)];
    d.block(OP_BLOCK, { params: [], results: carried }, () => {
      if (d.choices.rarely(2)) d.operand(I64, 0);
      d.i32(1);
      d.operand(carried[1]!, 1);
      d.condition(1);
      d.op(OP_BR_IF, 0);
      d.op(OP_DROP);
      d.op(OP_DROP);
      d.i32(2);
      d.operand(carried[1]!, 0);
      d.op(OP_BR, 0);
    });
    return carried;
  },
  if(d, types) {
    const param = d.choices.pick(types);
    const type = d.choices.pick(types);
    d.operand(param, 1);
    d.condition(2);
    d.block(OP_IF, { params: [param], results: [I32, param, type] }, () => {
      const x = d.local(param);
      for (const arm of [1, 2]) {
        d.op(OP_LOCAL_SET, x);
        d.i32(arm);
        d.op(OP_LOCAL_GET, x);
        d.operand(type, 1);
        if (arm === 1) d.op(OP_ELSE);
      }
    });
    return [I32, param, type];
  },
  // The turns left are counted without arithmetic: no defect in that can make them endless.
  loop(d, types) {
    const other = d.choices.pick(types);
    const left = Array.from({ length: 1 + d.choices.below(3) }, () => d.local(I32));
    for (const again of left) {
      d.i32(1);
      d.op(OP_LOCAL_SET, again);
    }
    d.operand(I32, 1);
    d.operand(other, 1);
    d.block(OP_LOOP, { params: [I32, other], results: [I32, other] }, () => {
      const x = d.local(other);
      d.op(OP_LOCAL_SET, x);
      d.operand(I32, 1);
      d.op(d.choices.pick([0x6a, 0x6b, 0x73])); // add, sub, xor
      d.op(OP_LOCAL_GET, x);
      d.op(OP_LOCAL_GET, left[0]!);
      for (const [i, again] of left.entries()) {
        if (i + 1 < left.length) d.op(OP_LOCAL_GET, left[i + 1]!);
        else d.i32(0);
        d.op(OP_LOCAL_SET, again);
      }
      d.op(OP_BR_IF, 0);
    });
    return [I32, other];
  },
  br_table(d, types) {
    const blocks = 1 + d.choices.below(7);
    const carried = d.choices.rarely(2) ? [d.choices.pick(types)] : [];
    const label = () => d.choices.below(blocks);
    const nest = (left: number): void => {
      if (left === 0) {
        for (const type of carried) d.operand(type, 1);
        if (d.choices.rarely(2)) d.operand(I32, 1);
        else d.i32(d.choices.pick([0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -0x80000000, 0x7fffffff]));
        const targets = Array.from({ length: d.choices.below(8) }, label);
        d.op(OP_BR_TABLE, targets.length, ...targets, label());
        return;
      }
      d.block(OP_BLOCK, { params: [], results: carried }, () => {
        nest(left - 1);
        // Where the branches to the block inside land.
        if (left > 1) {
          d.i32(left - 1);
          d.op(OP_RETURN);
        }
      });
    };
    nest(blocks);
    d.i32(blocks);
    return [...carried, I32];
  },
  call(d) {
    const { types } = d.around.callees();
    const index = d.choices.below(types.length);
    for (const type of types[index]!.params) d.operand(type, 2);
    d.op(OP_CALL, index);
    return [...types[index]!.results];
  },
  call_indirect(d) {
    const { types, tables } = d.around.callees();
    const index = d.choices.below(types.length);
    // Mostly the callee that is there, else any slot: of another type, empty, none.
    const type = types[index]!;
    for (const param of type.params) d.operand(param, 1);
    if (d.choices.rarely(3)) d.index();
    else d.i32(index);
    const functions = tables.flatMap((element, i) => (element === FUNCREF ? [i] : []));
    d.op(
      OP_CALL_INDIRECT,
      d.choices.rarely(2) ? d.around.twin(type) : d.around.type(type),
      d.choices.rarely(4) ? d.choices.pick(functions) : 0,
    );
    return [...type.results];
  },
  drop(d, types) {
    const type = d.choices.pick(types);
    for (const each of [type, d.choices.pick(types)]) d.operand(each, 1);
    d.op(OP_DROP);
    return [type];
  },
  'local.get': local(OP_LOCAL_SET),
  'local.set': local(OP_LOCAL_SET),
  'local.tee': local(OP_LOCAL_TEE),
  'global.get': global,
  'global.set': global,
  'ref.null': (d) => {
    d.op(OP_REF_NULL, FUNCREF);
    return [FUNCREF];
  },
  'ref.is_null': (d) => {
    d.operand(d.choices.pick(d.around.callees().tables), 1);
    d.op(OP_REF_IS_NULL);
    return [I32];
  },
  'ref.func': (d) => {
    d.op(OP_REF_FUNC, d.choices.below(d.around.callees().types.length));
    return [FUNCREF];
  },
};

/** Drills an instruction that has no types in the table; `types` are those that values may have. */
export function drillControl(d: DrillWriter, row: Instruction, types: readonly ValType[]): ValType[] {
  if (row.code === OP_SELECT || row.code === OP_SELECT_T) return choice(d, types);
  const drill = DRILLS[row.mnemonic];
  if (drill === undefined) throw new Error(`the generator has no drill for ${row.mnemonic}`);
  return drill(d, types);
}

/** Functions to be called, by their types: what comes in goes out, or differs from what others return. */
export function calleeTypes(simd: boolean): FuncType[] {
  const types: FuncType[] = [
    { params: [I32], results: [I32] },
    { params: [I32], results: [I32] },
    { params: [], results: [I64, I32] },
    { params: [I64], results: [I64] },
    { params: [I64, I32], results: [I32, I64] },
    { params: [], results: [] },
  ];
  return simd ? [...types, { params: [V128, I32], results: [I32, V128] }] : types;
}
