import { defineConfig } from 'vitest/config';

/** What players install, installed: `npm run test:package` makes the packages first. One file at a time, since they are heavy. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 600_000,
  },
});
