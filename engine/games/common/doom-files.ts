import type { FileRules } from '../game-adapter.ts';

/** The files that Dooms write, Chocolate Doom's games above all. */
export const DOOM_FILES: FileRules = {
  // Doom `doomsav0.dsg` (patches may change the word), Heretic `hticsav0.hsg`.
  save: /^[a-z_-]+\d\.[dh]sg$/i,
  draft: /\.[dh]sg(\.new)?$/i,
  // Chocolate Doom's G_DoSaveGame writes `recovery.dsg`.
  recovery: /^(recovery[\w-]{0,40})(\.[dh]sg)$/i,
  // With or without libpng.
  screenshot: /^DOOM\d\d\.(?:pcx|png)$/i,
  demo: /\.lmp$/i,
  configuration: ['default.cfg', 'chocolate-doom.cfg'],
};
