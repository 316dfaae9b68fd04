// @ts-check
/** A Chromium for the browser shell and for the end-to-end tests. */
import { ensurePackages } from './debian.mjs';
import { which } from './run.mjs';

const PROGRAMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];

/**
 * Installs Debian's Chromium on a Linux machine that has no browser of its kind. Elsewhere the shell looks for one itself.
 * @throws {import('./run.mjs').SetupError} with the one line that says how, where it may not install
 */
export async function ensureBrowser() {
  const present = process.env['TRAPDOOM_BROWSER'] || PROGRAMS.some((program) => which(program));
  if (process.platform === 'linux' && !present) await ensurePackages(['chromium'], 'for the window');
}
