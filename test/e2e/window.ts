import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArguments, findChromium, thisMachine } from '../../main/shell/browser/window/chromium.ts';
import { NAMELESS_GPU } from '../window/nameless-gpu.ts';
import { ROOT } from './launcher.ts';

/** Where the screenshots of a run are kept. */
export const ARTIFACTS = path.join(ROOT, 'artifacts', 'e2e');

/** WebGL drawn by the processor: the launcher takes it for a GPU of no name. */
const SOFTWARE_GL = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** A page of the launcher in a headless Chromium, and everything it complained about. */
export interface TestWindow {
  readonly page: Page;
  /** Errors of the page: exceptions, refused content, failed requests. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface WindowOptions {
  readonly size?: { readonly width: number; readonly height: number };
  /** Screen pixels per CSS pixel. */
  readonly scale?: number;
  /** Whether the window has the frame drawn by what it takes for a GPU. It draws slowly. */
  readonly gpu?: boolean;
}

export async function openWindow(url: string, options: WindowOptions = {}): Promise<TestWindow> {
  const { size = { width: 1280, height: 800 }, scale = 1, gpu = false } = options;
  const program = findChromium();
  if (program === undefined) throw new Error('The end-to-end tests need Chromium: apt-get install chromium');
  const sandbox = chromiumArguments('', '', thisMachine()).filter((arg) => /sandbox|shm/.test(arg));
  const browser: Browser = await chromium.launch({
    executablePath: program,
    args: [
      ...sandbox,
      ...(gpu ? SOFTWARE_GL : []),
      ...(scale === 1
        ? []
        : [`--force-device-scale-factor=${scale}`, `--window-size=${size.width},${size.height}`]),
      '--disable-quic',
      '--disable-component-update',
    ],
  });
  // An emulated scale would not change what canvases know of screen pixels.
  const page = await browser.newPage({ viewport: scale === 1 ? size : null });
  if (gpu) await page.addInitScript(NAMELESS_GPU);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints, close: () => browser.close() };
}

/** Keeps a screenshot for people. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  fs.mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: path.join(ARTIFACTS, `${name}.png`) });
}

/** Opens one of the window's views by its navigation. */
export async function goTo(
  page: Page,
  view: 'Play' | 'Library' | 'Saved games' | 'Demos' | 'Settings' | 'Diagnostics',
): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: view }).click();
}

/** Chooses one of the settings' options by its label, as a person does: the whole card is the label. */
export async function choose(page: Page, label: string | RegExp): Promise<void> {
  await page.locator('label').filter({ hasText: label }).click();
}

/** Presses the big button, and waits for the game's first frame. */
export async function pressPlay(page: Page): Promise<void> {
  await goTo(page, 'Play');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.locator('canvas.picture').waitFor();
  await page.getByText(/^Starting /).waitFor({ state: 'detached' });
}
