import type { TrapCode } from './traps.ts';

/**
 * A row of the opcode table:
 *
 *     [code, mnemonic, immediates, signature, traps]
 *
 * The signature writes operands and results as letters, `i` i32, `l` i64, `f` f32, `d` f64, `v` v128, with `:` between them. `*` means
 * that the types depend on immediates or on the context, and the validator has a rule of its own for the instruction.
 * A `=` before the signature says that constant expressions may hold the instruction (§3.3.10, with `extended-const`).
 */
export type Row = readonly [
  code: number,
  mnemonic: string,
  immediates: Immediates,
  signature: string,
  ...traps: TrapCode[],
];

/**
 * What follows an opcode, in order. `memarg` is written with the access' natural alignment as a power of two, `memarg:2`: it also
 * says how many bytes the instruction touches. `lane` is one lane index, `lanes` are the sixteen of a shuffle.
 */
export type Immediates =
  | 'none'
  | 'block'
  | 'label'
  | 'labels'
  | 'func'
  | 'type table'
  | 'local'
  | 'global'
  | 'table'
  | 'table table'
  | 'elem table'
  | 'elem'
  | 'data memory'
  | 'data'
  | 'memory'
  | 'memory memory'
  | 'memarg:0'
  | 'memarg:1'
  | 'memarg:2'
  | 'memarg:3'
  | 'memarg:4'
  | 'memarg:0 lane'
  | 'memarg:1 lane'
  | 'memarg:2 lane'
  | 'memarg:3 lane'
  | 'lane'
  | 'lanes'
  | 's32'
  | 's64'
  | 'f32'
  | 'f64'
  | 'v128'
  | 'reftype'
  | 'valtypes';

/** One immediate; a `lanes` is sixteen `lane`. */
export type ImmediateKind =
  | 'block'
  | 'label'
  | 'labels'
  | 'func'
  | 'type'
  | 'local'
  | 'global'
  | 'table'
  | 'elem'
  | 'data'
  | 'memory'
  | 'memarg'
  | 'lane'
  | 's32'
  | 's64'
  | 'f32'
  | 'f64'
  | 'v128'
  | 'reftype'
  | 'valtypes';

/** The immediates that a row names, in order. */
export function immediateKinds(immediates: Immediates): readonly ImmediateKind[] {
  if (immediates === 'none') return [];
  if (immediates === 'lanes') return new Array<ImmediateKind>(16).fill('lane');
  return immediates.split(' ').map((word) => word.split(':')[0] as ImmediateKind);
}
