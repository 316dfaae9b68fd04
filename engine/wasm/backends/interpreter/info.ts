import type { BackendFacts } from '../../spec/backends.ts';
import { MAX_JS_MEMORY_PAGES } from '../../spec/limits.ts';

export const info: BackendFacts = {
  label: 'Trapdoom engine, interpreter',
  phrase: 'Trapdoom engine, interpreter',
  text: 'Slow and exact; for finding faults. Games have no music on it.',
  summary: 'Trapdoom, interpreted',
  features: ['simd'],
  memoryPages: MAX_JS_MEMORY_PAGES,
  interruptible: true,
  debuggable: true,
  musicInTime: false,
};
