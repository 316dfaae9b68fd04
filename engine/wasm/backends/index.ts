/// <reference types="vite/types/importMeta.d.ts" />
import type { Backend } from '../runtime/backend.ts';
import { BACKEND_NAMES } from '../spec/backends.ts';

// Found by the names that spec/backends.ts lists, so that a backend is registered once.
const COMPILERS = import.meta.glob<Backend>('./*/backend.ts', { eager: true, import: 'backend' });

/** The backend of that name, if there is one. */
export function backendByName(name: string): Backend | undefined {
  return BACKEND_NAMES.some((known) => known === name) ? COMPILERS[`./${name}/backend.ts`] : undefined;
}
