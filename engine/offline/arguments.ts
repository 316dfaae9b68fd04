import type { GameRefusal } from '../games/messages.ts';
import { isWasi } from '../host/wasi/wasi.ts';
import type { Module } from '../wasm/index.ts';

/**
 * Why arguments of its own would not reach a module; undefined where it asks for them. Every interface on which programs
 * here have arguments is WASI's.
 */
export function argumentsProblem(
  { imports }: Pick<Module, 'imports'>,
  file: string,
): GameRefusal | undefined {
  if (imports.some(({ module, name }) => isWasi(module) && name === 'args_get')) return undefined;
  return { code: 'arguments-unread', params: { file } };
}
