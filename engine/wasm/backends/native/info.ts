import type { BackendFacts } from '../../spec/backends.ts';
import { MAX_PAGES } from '../../spec/limits.ts';

export const info: BackendFacts = {
  label: 'Host’s native WebAssembly',
  phrase: 'host’s WebAssembly',
  text: 'The engine built into Node or Electron. Faster on slow machines; crashes are named just as exactly.',
  summary: 'Trapdoom on V8’s own WebAssembly, with the rewrite that makes traps exact',
  features: ['simd'],
  memoryPages: MAX_PAGES,
  interruptible: false,
  debuggable: false,
  musicInTime: true,
};
