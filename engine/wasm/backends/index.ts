import type { Backend } from '../runtime/backend.ts';
import { interpreter } from './interpreter/backend.ts';
import { native } from './native/backend.ts';
import { singlepass } from './singlepass/backend.ts';

const BACKENDS: readonly Backend[] = [singlepass, native, interpreter];

export function backendNames(): readonly string[] {
  return BACKENDS.map((backend) => backend.name);
}

/** The backend of that name, if there is one. */
export function backendByName(name: string): Backend | undefined {
  return BACKENDS.find((backend) => backend.name === name);
}
