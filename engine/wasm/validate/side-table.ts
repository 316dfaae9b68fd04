/**
 * The side table: what validation learns about a function and every backend would otherwise have to work out again.
 *
 * Each function has one Int32Array of control records, `STRIDE` integers each, in the order of the instructions. There is a record
 * for every REACHABLE `block`, `loop`, `if`, `else`, `end`, `br`, `br_if`, `br_table`, `return` and `unreachable`. "Reachable" is
 * meant as the validation algorithm means it (appendix, "Validation Algorithm"): code is unreachable from a `br`, `br_table`,
 * `return` or `unreachable` to the `else` or `end` of the block that contains it.
 *
 * Skipping unreachable code: it has no records at all, nested blocks included. So after one of those four instructions the next
 * record is the `else` or `end` where code continues. A compiler continues at that record's offset and never sees the rest. In what
 * it does see, the operand stack is never polymorphic. A compiler that tracks the types itself knows the type of every operand,
 * `select`'s included, and stack heights are exact.
 *
 * "Record index" always means the record's number within its function: its first integer is `control[index * STRIDE]`.
 *
 * Layout, common to all records:
 *
 * | field | content |
 * | --- | --- |
 * | `OFFSET` | byte offset of the instruction from the module's start |
 * | `OP` | opcode byte in bits 0 to 7, flags above: `BRANCHED`, `DEAD_END` |
 *
 * `block`, `loop`, `if`, `else`, `end`: the block they open, continue or close. The function's own `end` describes the function:
 *
 * | field | content |
 * | --- | --- |
 * | `HEIGHT` | operands on the stack below the block's parameters (and so below its results, too) |
 * | `TYPE` | block type as the binary format's s33 (§5.4.1): a type index, or -64 for none, or a value type's byte minus 128 |
 * | `PARAMS` | number of parameters |
 * | `RESULTS` | number of results |
 * | `START` | record index of the `block`, `loop` or `if`; -1 for the function's own `end` |
 * | `END` | record index of the matching `end` |
 * | `ELSE` | record index of the matching `else`, or of the `end` where there is none |
 *
 * `br`, `br_if`, `return`, and each `br_table` target:
 *
 * | field | content |
 * | --- | --- |
 * | `HEIGHT` | operands that stay on the stack below the values carried: `HEIGHT` of the target |
 * | `VALUES` | number of values carried: the parameters of a `loop`, the results of anything else |
 * | `LABEL` | label index; for `return` that of the function's body |
 * | `TARGET` | record index of the target's `block`, `loop` or `if`; -1 for the function's body |
 *
 * `br_table`: `COUNT` is the number of its targets, the default included. As many records follow, one per target in order, the
 * default last, with `OP_BR_TABLE` as opcode, the `br_table`'s own offset, and a `br`'s fields. `unreachable` has no further fields.
 */
export const STRIDE = 9;

export const OFFSET = 0;
export const OP = 1;
export const HEIGHT = 2;
export const TYPE = 3;
export const PARAMS = 4;
export const RESULTS = 5;
export const START = 6;
export const END = 7;
export const ELSE = 8;

export const VALUES = 3;
export const LABEL = 4;
export const TARGET = 5;

export const COUNT = 3;

/** On the records of a block: a reachable branch names its label. Without it a block needs no label (and a loop is not one). */
export const BRANCHED = 0x100;
/** On `else` and `end`: the code before it is unreachable, nothing falls through into it. */
export const DEAD_END = 0x200;

/** Facts about a function, or'ed together in `ControlTable.facts`; they count reachable code only. */
export const HAS_CALL = 1;
export const HAS_CALL_INDIRECT = 2;
export const HAS_LOOP = 4;
export const HAS_BR_TABLE = 8;
/** Loads, stores, or a bulk instruction on memory. */
export const USES_MEMORY = 16;
export const GROWS_MEMORY = 32;
/** Vector instructions, locals or block types. */
export const USES_VECTORS = 64;

/** Whether calls of the function count towards the depth of calls: see MAX_CALL_DEPTH. */
export function countsDepth({ facts }: ControlTable): boolean {
  return (facts & (HAS_CALL | HAS_CALL_INDIRECT)) !== 0;
}

/** What validation says about one function body. */
export interface ControlTable {
  /** Control records: see the head of this file. A view: do not keep it instead of the module. */
  readonly control: Int32Array;
  /** The most operands that are on the stack at once, those of unreachable code included. */
  readonly maxHeight: number;
  /** Number of locals, parameters included. */
  readonly locals: number;
  /** Or of the `HAS_…`, `USES_…` and `GROWS_…` bits. */
  readonly facts: number;
}
