import { createRequire } from 'node:module';

const guard: { offences: Set<string> } = createRequire(import.meta.url)('./guard.cjs');

/** What the tests of this file did in spite of their lane, as guard.cjs found. */
export const { offences } = guard;
