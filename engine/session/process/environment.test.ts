import { expect, it } from 'vitest';
import { engineEnvironment } from './environment.ts';

it('has the allocator give memory back, unless the user wants it otherwise', () => {
  expect(engineEnvironment({ HOME: '/home/player', NONE: undefined })).toEqual({
    HOME: '/home/player',
    MALLOC_MMAP_THRESHOLD_: '65536',
    MALLOC_TRIM_THRESHOLD_: '131072',
  });
  expect(engineEnvironment({ MALLOC_TRIM_THRESHOLD_: '1' })['MALLOC_TRIM_THRESHOLD_']).toBe('1');
});
