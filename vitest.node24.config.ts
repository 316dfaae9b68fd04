import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** What runs in Electron's processes: the engine, sessions, main and the window, and games and the official suite on them. */
export default defineConfig({
  test: {
    ...base.test,
    include: [
      '{engine,main,renderer,test/conformance,test/doom,test/functions,test/fuzz,test/games}/**/*.test.{ts,tsx}',
    ],
  },
});
