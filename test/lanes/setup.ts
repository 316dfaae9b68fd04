import { afterAll } from 'vitest';
import { offences } from './guard.ts';

afterAll(() => {
  if (offences.size > 0) throw new Error(`A quick test ${[...offences].join(', ')}`);
});
