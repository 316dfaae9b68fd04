import type { Backend } from '../runtime/backend.ts';
import type { BackendName } from '../spec/backends.ts';
import { backend as interpreter } from './interpreter/backend.ts';
import { backend as native } from './native/backend.ts';
import { backend as singlepass } from './singlepass/backend.ts';

/** What executes modules, by the names of `spec/backends.ts`. */
const COMPILERS: Readonly<Record<BackendName, Backend>> = { singlepass, native, interpreter };

/** The backend of that name, if there is one. */
export function backendByName(name: string): Backend | undefined {
  return Object.hasOwn(COMPILERS, name) ? COMPILERS[name as BackendName] : undefined;
}
