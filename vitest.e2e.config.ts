import { defineConfig } from 'vitest/config';

/** The end-to-end tests: the built program in a real Chromium, one file at a time, since they measure and they are heavy. */
export default defineConfig({
  test: {
    include: ['test/**/*.window.test.ts'],
    exclude: ['test/window/**'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
