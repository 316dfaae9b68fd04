import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{engine,main,renderer,build,test}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/e2e/**', 'test/package/**'],
    testTimeout: 30_000,
    // All cores: the default leaves one to the main process, which does next to nothing.
    maxWorkers: '100%',
  },
});
