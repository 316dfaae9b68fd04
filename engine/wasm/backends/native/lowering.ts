/**
 * Instructions that V8 does not have, by mnemonic, with the code that replaces them. The code finds the operands on the stack and leaves
 * the results there. V8 has all of WebAssembly 2.0. What the engine has before V8 does belongs here.
 */
export const LOWERED: Readonly<Record<string, readonly number[]>> = {};
