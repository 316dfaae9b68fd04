import type { Instruction } from '../../../spec/opcodes.ts';
import type { Translator } from '../translate.ts';

/** Translates one instruction: reads its immediates, takes its operands, emits operations, pushes its results. */
export type Handler = (t: Translator, row: Instruction) => void;

/** Handlers by mnemonic. */
export type Handlers = Readonly<Record<string, Handler>>;
