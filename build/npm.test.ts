import { expect, it } from 'vitest';
import { watchRegistry } from './npm.mjs';

const REFUSED = 'npm http fetch GET https://registry.invalid/zod attempt 1 failed with ECONNREFUSED';
const FETCHED = 'npm http fetch GET 200 https://registry.invalid/zod 12ms (cache miss)';

it('gives up on a registry that answers nothing, naming the error', () => {
  const watch = watchRegistry();
  for (let i = 0; i < 3; i++) watch.read(REFUSED);
  expect(watch.signal.aborted).toBe(true);
  expect(watch.problem()).toBe('The registry cannot be reached (ECONNREFUSED).');
});

it('leaves npm its retries once something came', () => {
  const watch = watchRegistry();
  expect(watch.read(FETCHED)).toBe('1 fetched');
  for (let i = 0; i < 10; i++) watch.read(REFUSED);
  expect(watch.signal.aborted).toBe(false);
  expect(watch.problem()).toBeUndefined();
});
