/// <reference types="node" />
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEnd } from '../../engine/session/protocol.ts';
import { ENDS } from './fixtures.ts';

/** The window in a real browser, on a launcher of straw: what a player sees and does. */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'microsoft-edge'];

function findBrowser(): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(existsSync);
  const browser = process.env['TRAPDOOM_BROWSER'] ?? found;
  if (browser === undefined)
    throw new Error('These tests need Chromium: install it, or set TRAPDOOM_BROWSER.');
  return browser;
}

/** Has the page take the renderer, SwiftShader in these tests, for a GPU whose name the browser keeps to itself. */
const NAMELESS_GPU = () => {
  const { getExtension } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.getExtension = function (this: WebGL2RenderingContext, name: string) {
    return name === 'WEBGL_debug_renderer_info' ? null : getExtension.call(this, name as 'WEBGL_multi_draw');
  } as typeof getExtension;
};

let server: ViteDevServer;
let browser: Browser;
let page: Page;
let errors: string[];

beforeAll(async () => {
  const root = path.resolve(import.meta.dirname, '..');
  server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    cacheDir: path.join(root, '../node_modules/.vite-window-test'),
    server: { port: 0, hmr: false, fs: { strict: false } },
    optimizeDeps: { include: ['preact', 'preact/hooks', 'preact/jsx-dev-runtime', 'zod'] },
  });
  await server.listen();
  browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
});

afterEach(async () => {
  await page.close();
  expect(errors).toEqual([]);
});

async function open(scene: string, view = ''): Promise<void> {
  const address = server.resolvedUrls?.local[0];
  await page.goto(`${address}testing/index.html?scene=${scene}${view === '' ? '' : `#${view}`}`);
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const requests = () => page.evaluate(() => window.fake.requests);
const posted = () => page.evaluate(() => window.fake.port?.posted ?? []);

/** The colours at points of what the player sees. */
async function colours(...points: readonly (readonly [x: number, y: number])[]): Promise<number[][]> {
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

/** The test picture at 1280x800, shown at 4:3: its first square is the palette's entry 8, left of it is nothing. */
async function expectPicture(): Promise<void> {
  await page.getByText('opens the game’s menu').waitFor();
  const [square, border] = await colours([106 + 27, 32], [100, 32]);
  expect(square).toEqual([8, 56, 247]);
  expect(border).toEqual([0, 0, 0]);
}

describe('the first screen', () => {
  it('starts Freedoom at the press of Enter, by keyboard alone', async () => {
    await open('first');
    await button('Play').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('stage').waitFor();
    expect((await requests()).at(-1)).toMatchObject({ name: 'play', argument: { pwads: [] } });
    expect(await posted()).not.toContainEqual(expect.objectContaining({ type: 'key' }));
  });

  it('plays the game that was chosen', async () => {
    await open('first');
    await page.getByRole('radio', { name: 'Freedoom: Phase 2' }).check();
    await button('Play').click();
    expect((await requests()).at(-1)).toMatchObject({
      argument: { iwad: expect.stringContaining('phase-2') },
    });
  });

  it('lets the player give up waiting, by keyboard', async () => {
    await open('starting');
    await page.getByText('Starting Freedoom: Phase 1…').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Until next time' }).waitFor();
  });

  it('says what to do when there is no game', async () => {
    await open('empty');
    await page.getByText('Add one in the library').waitFor();
    expect(await button('Play').isDisabled()).toBe(true);
  });

  it('fits its height and width at every size', async () => {
    for (const [width, height] of [
      [1280, 800],
      [800, 600],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      await open('first');
      await button('Play').waitFor();
      const overflow = await page.evaluate(() => {
        const main = document.querySelector('main')!;
        return [main.scrollWidth - main.clientWidth, main.scrollHeight - main.clientHeight];
      });
      expect(overflow).toEqual([0, 0]);
    }
  });
});

describe('the running game', () => {
  it('is drawn through its palette, on WebGL2', async () => {
    await page.addInitScript(NAMELESS_GPU);
    await open('playing');
    await page.locator('canvas[data-screen="webgl2"]').waitFor();
    await expectPicture();
  });

  it('is drawn as it comes where it has its own colours', async () => {
    await open('playing-rgba');
    await expectPicture();
  });

  it('comes back after its WebGL context was lost', async () => {
    await page.addInitScript(NAMELESS_GPU);
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    await page.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas.picture')!;
      const lost = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
      const restored = new Promise((resolve) => canvas.addEventListener('webglcontextrestored', resolve));
      lost.loseContext();
      setTimeout(() => lost.restoreContext(), 50);
      await restored;
    });
    await expectPicture();
  });

  it.each([
    ['there is no WebGL2', 'no WebGL2'],
    ['the processor would draw it', 'ANGLE (Mesa, llvmpipe (LLVM 15.0.6, 256 bits), OpenGL 4.5)'],
  ])('is drawn on a 2D canvas where %s', async (_where, renderer) => {
    await page.addInitScript((name) => {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (
        this: HTMLCanvasElement,
        kind: string,
        options?: object,
      ) {
        return kind === 'webgl2' && name === 'no WebGL2'
          ? null
          : getContext.call(this, kind as '2d', options);
      } as typeof getContext;
      WebGL2RenderingContext.prototype.getParameter = () => name;
    }, renderer);
    await open('playing');
    await page.locator('canvas[data-screen="2d"]').waitFor();
    await expectPicture();
  });

  it('gets keys, Escape too, and lets go of them when it is paused', async () => {
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.down('ArrowUp');
    await page.keyboard.press('Control+Shift+Backspace');
    await page.getByRole('dialog', { name: 'Paused' }).waitFor();
    const messages = await posted();
    for (const code of ['Escape', 'ArrowUp'])
      expect(messages).toContainEqual(
        expect.objectContaining({ type: 'key', code, down: true, repeat: false, time: expect.any(Number) }),
      );
    expect(messages.slice(-2)).toEqual([{ type: 'release-keys' }, { type: 'pause' }]);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await posted()).at(-1)).toEqual({ type: 'resume' });
  });

  it('pauses when the window loses the keyboard, until it is clicked', async () => {
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await page.getByText('The window lost the keyboard').waitFor();
    await page.mouse.click(20, 400);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await posted()).slice(-2)).toEqual([{ type: 'pause' }, { type: 'resume' }]);
  });

  it('shows a bar to the mouse, whose buttons leave the keyboard with the game', async () => {
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    await page.mouse.move(600, 300);
    await button('Pause').click();
    await button('Resume').click();
    await page.keyboard.press('Space');
    expect((await posted()).at(-1)).toMatchObject({ type: 'key', code: 'Space', down: false });
    await page.mouse.move(500, 300);
    await button('Stop').click();
    await page.getByRole('heading', { name: 'Until next time' }).waitFor();
    await page.getByText('You left Freedoom: Phase 1.').waitFor();
  });

  it('waits while another view is shown, and goes on from there', async () => {
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    await page.mouse.move(600, 300);
    await page.getByRole('link', { name: 'Diagnostics' }).click();
    await page.getByRole('heading', { name: 'Frame time' }).waitFor();
    expect((await posted()).at(-1)).toEqual({ type: 'pause' });
    await page.getByRole('link', { name: /^Play/ }).click();
    await button('Resume').waitFor();
    // The last picture, seen through the cover.
    await expect.poll(async () => (await colours([600, 20]))[0]!.some((channel) => channel > 30)).toBe(true);
    await button('Resume').click();
    expect((await posted()).at(-1)).toEqual({ type: 'resume' });
  });

  it('fills the screen at a key, and is a window again at the next; the game is told', async () => {
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    const isFull = () =>
      page.evaluate(() => document.fullscreenElement?.classList.contains('stage') ?? false);
    const told = async () =>
      (await posted())
        .filter(({ type }) => type === 'fullscreen')
        .map((message) => 'on' in message && message.on);
    await page.keyboard.press('Control+Shift+Enter');
    await expect.poll(isFull).toBe(true);
    await page.keyboard.press('Control+Shift+Enter');
    await expect.poll(isFull).toBe(false);
    await expect.poll(told).toEqual([false, true, false]);
    expect(await posted()).not.toContainEqual(expect.objectContaining({ code: 'Enter' }));
  });

  it('shows frames per second when asked to', async () => {
    await open('playing', 'settings');
    await page.getByRole('switch', { name: 'Show frames per second' }).check();
    await page.getByText('Saved.', { exact: true }).waitFor();
    await page.getByRole('link', { name: /^Play/ }).click();
    await page.getByTestId('pace').getByText('fps').waitFor();
  });
});

describe('the end of a session', () => {
  it.each(Object.keys(ENDS) as SessionEnd['cause'][])('%s has its own words and ways on', async (cause) => {
    await open(`end-${cause}`);
    const card = page.locator(`[data-testid="end"][data-cause="${cause}"]`);
    await card.waitFor();
    if (cause === 'game-error') await card.getByText('W_GetNumForName: STARTAN3 not found!').waitFor();
    if (cause === 'trap') {
      await card.getByText('indirect-call-to-null').waitFor();
      await card.getByRole('cell', { name: '0x1a4f2' }).waitFor();
    }
    await button('Export diagnostics').click();
    await page.getByText('Diagnostics saved').waitFor();
    await button('Restart').click();
    await page.getByTestId('stage').waitFor();
  });

  it('can be put away', async () => {
    await open('end-trap');
    await button('Back').click();
    await button('Play').waitFor();
  });
});

describe('the library', () => {
  it('tells why a file was refused, wherever it was dropped', async () => {
    await open('first');
    await button('Play').waitFor();
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['hello'], 'notes.txt'));
      const target = document.body;
      target.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
      target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.getByTestId('added').getByText('notes.txt is not a WAD').waitFor();
  });

  it('adds files that are picked', async () => {
    await open('first', 'library');
    const chooser = page.waitForEvent('filechooser');
    await button('Add WADs…').click();
    await (await chooser).setFiles({ name: 'a.wad', mimeType: '', buffer: Buffer.from('PWAD') });
    await page.getByTestId('added').getByText('a.wad is not a WAD').waitFor();
  });

  it('plays add-ons in the order of the player’s', async () => {
    await open('many', 'library');
    await page.getByRole('checkbox', { name: /Scythe/ }).check();
    await page.getByRole('checkbox', { name: /Alien Vendetta/ }).check();
    await button('Load Alien Vendetta earlier').click();
    await button('Play with add-ons').click();
    await page.getByTestId('stage').waitFor();
    const { argument } = (await requests()).find(({ name }) => name === 'play')!;
    expect((argument as { pwads: string[] }).pwads.map((id) => id.replace(/0+$/, ''))).toEqual([
      'alien-vendetta',
      'scythe',
    ]);
  });

  it('removes what the player added, nothing else, and shows problems', async () => {
    await open('many', 'library');
    await button('Remove Scythe').click();
    await page.getByText('Scythe').first().waitFor({ state: 'detached' });
    expect(await button('Remove Freedoom: Phase 1 (0.12.1)').count()).toBe(0);
    await page.getByText('Heretic is not supported yet').waitFor();
    expect(await button('Play Heretic').isDisabled()).toBe(true);
  });
});

it('settings say when a running game keeps its engine', async () => {
  await open('playing', 'settings');
  await page.getByRole('radio', { name: 'Host’s native WebAssembly' }).check();
  await page.getByText('counts from the next start').waitFor();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect((await requests()).at(-1)).toEqual({ name: 'settings.update', argument: { backend: 'native' } });
});

it('diagnostics show the log’s newest lines, and all when asked', async () => {
  await open('end-trap', 'diagnostics');
  const lines = page.getByRole('region', { name: 'Log lines' }).getByRole('listitem');
  await lines.first().waitFor();
  const sound = page.getByRole('region', { name: 'Sound' });
  await sound.getByText('48 ms from key to sound, at worst 63 ms (last 18 keys)').waitFor();
  await sound.getByText('1, the longest 21 ms').waitFor();
  await sound.getByText('2 of 1,400 blocks').waitFor();
  expect(await lines.count()).toBe(500);
  await button('Show all').click();
  await expect.poll(() => lines.count()).toBe(700);
  await page.getByText('Imports').first().click();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('wasi fd_');
  await page.getByText('3 imports').waitFor();
});

it('says that the launcher has ended', async () => {
  await open('lost');
  await page.getByRole('alertdialog', { name: 'The launcher has ended' }).waitFor();
});

it('gives every control a name, and every view a heading', async () => {
  for (const view of ['play', 'library', 'settings', 'diagnostics']) {
    await open('many', view);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a, input, select')]
        .filter((element) => !element.hidden)
        .filter((element) => {
          const labels = (element as HTMLInputElement).labels;
          const label =
            labels === null || labels === undefined ? '' : [...labels].map((l) => l.textContent).join('');
          return `${element.getAttribute('aria-label') ?? ''}${element.textContent}${label}`.trim() === '';
        })
        .map((element) => element.outerHTML),
    );
    expect(nameless).toEqual([]);
  }
});

describe('saved games', () => {
  it('are shown by game, and loaded from their cards', async () => {
    await open('saves');
    await page.getByRole('heading', { name: 'Saved games' }).waitFor();
    await expect.poll(() => page.locator('img.save-picture').count()).toBe(2);
    expect(await button('Load FROM A FRIEND').isDisabled()).toBe(true);
    expect(await button('Load scythe').isDisabled()).toBe(true);
    expect(await page.getByRole('main').innerText()).toMatch(
      /Scythe is not in the library any more\. Add it again to load these saves\./,
    );
    await button('Load before the blue door').click();
    await page.getByTestId('stage').waitFor();
    expect((await requests()).find(({ name }) => name === 'play')?.argument).toMatchObject({
      pwads: [],
      start: { kind: 'save', slot: 0 },
    });
  });

  it('are deleted with undo, by keyboard', async () => {
    await open('saves');
    await button('Delete before the blue door').focus();
    await page.keyboard.press('Enter');
    await page.getByText('“before the blue door” was deleted.').waitFor();
    await expect.poll(() => button('Delete before the blue door').count()).toBe(0);
    // The keyboard is on Undo already.
    await page.keyboard.press('Enter');
    await button('Delete before the blue door').waitFor();
    await page.getByText('was deleted.').waitFor({ state: 'detached' });
    expect((await requests()).find(({ name }) => name === 'home.restore')?.argument).toMatchObject({
      id: 'trash-1',
    });
  });

  it('stand beside screenshots, which are shown large', async () => {
    await open('saves');
    await page.getByRole('button', { name: /^Show freedoom-phase-1-2026-11-22-190112/ }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.locator('img').count()).toBe(1);
    await dialog.getByRole('button', { name: 'Export' }).click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect((await requests()).find(({ name }) => name === 'home.export')?.argument).toMatchObject({
      file: 'screenshots/freedoom-phase-1-2026-11-22-190112.png',
    });
  });

  it.each([
    [1280, 800],
    [800, 600],
  ])('fit a window of %d x %d', async (width, height) => {
    await page.setViewportSize({ width, height });
    await open('saves');
    await expect.poll(() => page.locator('img.save-picture').count()).toBe(2);
    const wide = await page.evaluate(() => {
      const main = document.querySelector('main')!;
      return main.scrollWidth - main.clientWidth;
    });
    expect(wide).toBe(0);
    const outside = await page.locator('.save-card button').evaluateAll(
      (buttons) =>
        buttons.filter((one) => {
          const card = one.closest('.save-card')!.getBoundingClientRect();
          const { left, right } = one.getBoundingClientRect();
          return left < card.left || right > card.right;
        }).length,
    );
    expect(outside).toBe(0);
  });
});

describe('a screenshot', () => {
  it('is taken by a key that the game does not get, and from the bar; a message says where it is', async () => {
    await open('playing');
    await expectPicture();
    await page.keyboard.press('Control+Shift+F12');
    await page.getByText(/The picture is kept: screenshots\/freedoom-phase-1-2026-11-22/).waitFor();
    expect(JSON.stringify(await posted())).not.toContain('F12');
    await page.mouse.move(300, 300);
    await button('Screenshot').click();
    expect((await requests()).filter(({ name }) => name === 'screenshot')).toHaveLength(2);
  });
});

describe('the controls of a game', () => {
  const row = (name: string) => page.locator(`[data-control="${name}"]`);
  const key = (name: string) => row(name).locator('.binding-key');
  const written = async () =>
    (await requests()).filter(({ name }) => name === 'controls.write').at(-1)?.argument;

  it('are changed by the press of a key, by keyboard alone; what has the same key is named; undone', async () => {
    await open('first', 'settings');
    await key('key_use').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Esc cancels.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => key('key_use').innerText()).toBe('Space');
    await page.keyboard.press('Enter');
    await page.getByText('Esc cancels.').waitFor();
    await page.keyboard.press('ControlRight');
    await expect.poll(() => key('key_use').innerText()).toBe('Ctrl');
    expect(await written()).toMatchObject({ changes: { key_use: 29 }, everywhere: false });
    await row('key_use').getByText('Also: Fire').waitFor();
    await button('Undo').click();
    await expect.poll(() => key('key_use').innerText()).toBe('Space');
    expect(await written()).toMatchObject({ changes: { key_use: 57 } });
    expect(await button('Undo').isDisabled()).toBe(true);
  });

  it('take Escape for the menu alone, and say which keys the game does not know', async () => {
    await open('first', 'settings');
    await page.getByText('Game', { exact: true }).last().click();
    await key('key_menu_activate').click();
    await page.getByText('Press a key…').waitFor();
    await page.keyboard.press('F2');
    await expect.poll(() => key('key_menu_activate').innerText()).toBe('F2');
    await key('key_menu_activate').click();
    await page.getByText('Press a key…').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => key('key_menu_activate').innerText()).toBe('Esc');
    await key('key_up').click();
    await page.getByText('Press a key…').waitFor();
    await page.keyboard.press('NumLock');
    await page.getByText('Doom does not know this key (NumLock).').waitFor();
    expect(await key('key_up').innerText()).toBe('↑');
  });

  it('take buttons of mouse and pad, and none', async () => {
    await open('first', 'settings');
    await page.getByText('Mouse buttons', { exact: true }).click();
    await key('mouseb_fire').click();
    await page.getByText('Press a button…').waitFor();
    await page.mouse.click(600, 400, { button: 'right' });
    await expect.poll(() => key('mouseb_fire').innerText()).toBe('Right button');
    await key('mouseb_fire').click();
    await page.getByText('Press a button…').waitFor();
    await page.mouse.wheel(0, 100);
    await expect.poll(() => key('mouseb_fire').innerText()).toBe('Wheel down');
    await row('mouseb_fire').getByRole('button', { name: 'Fire: none' }).click();
    await expect.poll(() => key('mouseb_fire').innerText()).toBe('None');

    await page.getByText('Gamepad buttons', { exact: true }).click();
    await key('joyb_fire').click();
    await page.getByText('Press a button of the pad…').waitFor();
    await page.evaluate(() => {
      const pressed = { value: 1, pressed: true, touched: true };
      navigator.getGamepads = () => [{ index: 0, buttons: [pressed] } as unknown as Gamepad];
    });
    await expect.poll(() => key('joyb_fire').innerText()).toBe('A / Cross');
  });

  it('go back to the defaults, and to all games when asked twice', async () => {
    await open('first', 'settings');
    await row('always_run')
      .or(page.getByRole('switch', { name: 'Always run' }))
      .first()
      .click();
    await button('Reset to defaults').click();
    await page.getByText('All controls are as at first.').waitFor();
    expect(await written()).toMatchObject({ changes: { always_run: 0 } });
    await button('Use for all games…').click();
    await button('Use for all games').click();
    await page.getByText('All games have these controls.').waitFor();
    expect(await written()).toMatchObject({ everywhere: true, changes: { key_up: 72, joyb_fire: 7 } });
  });

  it('wait while the game is played', async () => {
    await open('playing', 'settings');
    await page.getByText('is being played. Stop it first.').waitFor();
    expect(await key('key_up').isDisabled()).toBe(true);
  });
});
