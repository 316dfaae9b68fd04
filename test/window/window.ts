/// <reference types="node" />
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';

/** The window in a real browser, on a launcher of straw: each file of tests that calls `useWindow` has both for itself. */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'microsoft-edge'];
const SIZE = { width: 1280, height: 800 };
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** The page of the test that runs. */
export let page: Page;
let address: string;

/** Has each test of a file begin with a new page, and fail if that page has thrown anything. */
export function useWindow(): void {
  let browser: Browser;
  let server: ReturnType<typeof createServer>;
  let errors: string[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      serve(),
      chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] }),
    ]);
    address = `http://localhost:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: SIZE });
    errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
  });

  afterEach(async () => {
    await page.close();
    expect(errors).toEqual([]);
  });
}

function findBrowser(): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(existsSync);
  const browser = process.env['TRAPDOOM_BROWSER'] ?? found;
  if (browser === undefined)
    throw new Error('These tests need Chromium: install it, or set TRAPDOOM_BROWSER.');
  return browser;
}

/** Bundles the window in memory, in a second: a page of a hundred modules would be loaded anew for every test. */
async function serve(): Promise<ReturnType<typeof createServer>> {
  const root = path.resolve(import.meta.dirname, '../..');
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    mode: 'development',
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      reportCompressedSize: false,
      rollupOptions: { input: path.join(import.meta.dirname, 'index.html') },
    },
  })) as Rolldown.RolldownOutput;
  const files = new Map(
    output.map((file) => [`/${file.fileName}`, 'code' in file ? file.code : file.source]),
  );
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const content = files.get(pathname);
    const type = TYPES[path.extname(pathname)] ?? 'application/octet-stream';
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

/** Opens a scene of `main.ts`, and a view of it by its name in the address. */
export async function open(scene: string, view = ''): Promise<void> {
  await page.goto(`${address}/test/window/index.html?scene=${scene}${view === '' ? '' : `#${view}`}`);
}

export const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

/** What the window has asked of the launcher so far. */
export const requests = () => page.evaluate(() => window.fake.requests);

/** The argument of the newest request of that name. */
export const asked = async (name: string): Promise<unknown> =>
  (await requests()).filter((request) => request.name === name).at(-1)?.argument;

/** What the window has told the running game so far. */
export const posted = () => page.evaluate(() => window.fake.port?.posted ?? []);

/** By how many pixels the view is wider and higher than its place. */
export const overflow = (): Promise<number[]> =>
  page.evaluate(() => {
    const main = document.querySelector('main')!;
    return [main.scrollWidth - main.clientWidth, main.scrollHeight - main.clientHeight];
  });

/** How many buttons reach out of what they stand in, to the left or the right. */
export const buttonsOutside = (container: string): Promise<number> =>
  page.locator(`${container} button`).evaluateAll(
    (buttons, selector) =>
      buttons.filter((one) => {
        const around = one.closest(selector)!.getBoundingClientRect();
        const { left, right } = one.getBoundingClientRect();
        return left < around.left || right > around.right;
      }).length,
    container,
  );

/** The colours at points of what the player sees. */
export async function colours(...points: readonly (readonly [x: number, y: number])[]): Promise<number[][]> {
  const png = (await page.screenshot()).toString('base64');
  return page.evaluate(
    async ([encoded, at]) => {
      const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      return at.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]);
    },
    [png, points] as const,
  );
}
