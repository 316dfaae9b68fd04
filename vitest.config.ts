import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Options of every lane. */
export const COMMON = {
  exclude: ['**/node_modules/**', '**/dist/**', 'test/package/**'],
  // All cores: the default leaves one to the main process, which does next to nothing.
  maxWorkers: '100%',
};

/** For a machine at load 10: an interpreter's demo alone takes 30 s of processor time. */
const GAME_TIMEOUT_MS = 600_000;

const GAME = '{engine,main,renderer,build,test}/**/*.game.test.{ts,tsx}';
/** The window's views in a browser. Tests of the whole program are in vitest.e2e.config.ts: one at a time. */
const WINDOW = 'test/window/**/*.window.test.ts';
const noBrowser = {
  alias: { 'playwright-core': path.join(import.meta.dirname, 'test/lanes/no-browser.ts') },
};

/** The lanes. The end of a file's name is its lane: CONTRIBUTING.md has the rule. */
export default defineConfig({
  test: {
    ...COMMON,
    projects: [
      {
        resolve: noBrowser,
        test: {
          ...COMMON,
          name: 'quick',
          include: ['{engine,main,renderer,build,test}/**/*.test.{ts,tsx}'],
          exclude: [...COMMON.exclude, '**/*.{game,window}.test.*'],
          setupFiles: ['test/lanes/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: noBrowser,
        test: {
          ...COMMON,
          name: 'game',
          include: [GAME],
          testTimeout: GAME_TIMEOUT_MS,
          hookTimeout: GAME_TIMEOUT_MS,
        },
      },
      {
        test: { ...COMMON, name: 'window', include: [WINDOW], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
});
