import { defineConfig } from 'vitest/config';
import { COMMON } from './vitest.config.ts';

/** What runs in Electron's processes: the engine, sessions, main and the window, and games and the official suite on them. */
export default defineConfig({
  test: {
    ...COMMON,
    include: [
      '{engine,main,renderer,test/conformance,test/doom,test/functions,test/fuzz,test/games,test/window}/**/*.test.{ts,tsx}',
    ],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
