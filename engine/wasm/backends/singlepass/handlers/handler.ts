import type { Instruction } from '../../../spec/opcodes.ts';
import type { FunctionCompiler } from '../compile.ts';

/** Compiles one instruction: reads its immediates, takes its operands from the stack, pushes its results, writes text. */
export type Handler = (c: FunctionCompiler, row: Instruction) => void;

/** Handlers by mnemonic. */
export type Handlers = Readonly<Record<string, Handler>>;
