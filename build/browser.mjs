// @ts-check
/** A Chromium, for the browser shell and for the end-to-end tests. */
import { which } from './run.mjs';

const PROGRAMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];

/** @returns {string[]} Debian's package of a browser if this machine needs one; elsewhere than on Linux the shell looks for itself */
export function browserPackages() {
  const present = process.env['TRAPDOOM_BROWSER'] || PROGRAMS.some((program) => which(program));
  return process.platform === 'linux' && !present ? ['chromium'] : [];
}
