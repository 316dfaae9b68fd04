// @ts-check
/** A Chromium for the browser shell and for the end-to-end tests. */
import { existsSync } from 'node:fs';
import { ensurePackages } from './debian.mjs';
import { which } from './run.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** @returns {string | undefined} the program, or undefined if this machine has none */
export function findBrowser() {
  const chosen = process.env['TRAPDOOM_BROWSER'];
  if (chosen) return chosen;
  for (const name of NAMES) {
    const program = which(name);
    if (program) return program;
  }
  return APPLICATIONS.find((file) => existsSync(file));
}

/** Installs Debian's Chromium where there is no browser, or ends with the line that says how. */
export async function ensureBrowser() {
  if (!findBrowser()) await ensurePackages(['chromium'], 'for the window');
}
