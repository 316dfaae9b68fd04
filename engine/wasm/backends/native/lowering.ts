/**
 * Instructions that V8 does not have, by mnemonic: code of those it has in their place, which finds the operands on the stack and
 * leaves the results there. V8 has all of WebAssembly 2.0; what comes before V8 does belongs here.
 */
export const LOWERED: Readonly<Record<string, readonly number[]>> = {};
