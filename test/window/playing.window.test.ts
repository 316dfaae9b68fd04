import { describe, expect, it } from 'vitest';
import { NAMELESS_GPU } from './nameless-gpu.ts';
import { button, colours, open, page, posted, requests, useWindow } from './window.ts';

useWindow();

/** The test frame at 1280x800, shown at 4:3: its first square is the palette's entry 8, left of it is nothing. */
async function expectPicture(): Promise<void> {
  await page.getByText('opens the game’s menu').waitFor();
  const [square, border] = await colours([106 + 27, 32], [100, 32]);
  expect(square).toEqual([8, 56, 247]);
  expect(border).toEqual([0, 0, 0]);
}

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
    ['there is no WebGL2', 'no WebGL2', '2D canvas: this browser has no WebGL 2'],
    [
      'the processor would draw it',
      'ANGLE (Mesa, llvmpipe (LLVM 15.0.6, 256 bits), OpenGL 4.5)',
      /2D canvas: the processor would draw WebGL 2 \(ANGLE \(Mesa, llvmpipe/,
    ],
  ])('is drawn on a 2D canvas where %s; diagnostics say so', async (_where, renderer, reason) => {
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
    await page.evaluate("location.hash = '#diagnostics'");
    await page.getByText(reason).waitFor();
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

  it('gets keys from the moment it is shown on', async () => {
    await page.addInitScript(() => {
      let starting = false;
      new MutationObserver(() => {
        const before = starting;
        starting = document.querySelector('.starting') !== null;
        const key = { code: 'Space', key: ' ', bubbles: true };
        if (before && !starting) window.dispatchEvent(new KeyboardEvent('keydown', key));
      }).observe(document, { childList: true, subtree: true });
    });
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    expect(await posted()).toContainEqual(
      expect.objectContaining({ type: 'key', code: 'Space', down: true }),
    );
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

  it('takes the mouse for itself and gives it back: its buttons go up, and keys and pads are held as before', async () => {
    const grab = (grabbed: boolean) =>
      page.evaluate((on) => window.fake.port?.say({ type: 'mouse-grab', grabbed: on }), grabbed);
    const locked = () => page.evaluate(() => document.pointerLockElement !== null);
    const last = async () => (await posted()).filter(({ type }) => type !== 'mouse-move').slice(-2);
    await page.addInitScript(() => {
      const pad = { index: 0, id: 'Pad', mapping: 'standard', connected: true, axes: [0, -1], buttons: [] };
      navigator.getGamepads = () => [pad as unknown as Gamepad];
    });
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    await grab(true);
    if (!(await locked())) await page.mouse.click(600, 300);
    await expect.poll(locked).toBe(true);
    await page.keyboard.down('ArrowUp');
    await page.mouse.down();
    await expect.poll(last).toMatchObject([
      { type: 'key', code: 'ArrowUp', down: true },
      { type: 'mouse-button', button: 0, down: true },
    ]);
    // As its menu opens.
    await grab(false);
    await expect.poll(locked).toBe(false);
    await page.mouse.up();
    await page.keyboard.up('ArrowUp');
    await expect.poll(last).toMatchObject([
      { type: 'mouse-button', button: 0, down: false },
      { type: 'key', code: 'ArrowUp', down: false },
    ]);
    expect(await posted()).not.toContainEqual({ type: 'release-keys' });
  });

  it('hears of a pad that was pulled out while another view was shown', async () => {
    await page.addInitScript(() => {
      const pad = { index: 0, id: 'Pad', mapping: 'standard', connected: true, axes: [0, -1], buttons: [] };
      navigator.getGamepads = () => [pad as unknown as Gamepad];
    });
    await open('playing');
    await page.getByText('opens the game’s menu').waitFor();
    const told = async () => (await posted()).findLast(({ type }) => type === 'gamepad');
    await expect.poll(told).toMatchObject({ pad: { axes: [0, -1] } });
    await page.evaluate("location.hash = '#diagnostics'");
    await page.getByRole('heading', { name: 'Frame time' }).waitFor();
    await page.evaluate(() => {
      navigator.getGamepads = () => [];
      location.hash = '#play';
    });
    await button('Resume').click();
    await expect.poll(told).toMatchObject({ pad: null });
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
    // The last frame, seen through the cover.
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

describe('a screenshot', () => {
  it('is taken by a key that the game does not get, and from the bar; a message says where it is', async () => {
    await open('playing');
    await expectPicture();
    await page.keyboard.press('Control+Shift+F12');
    await page.getByText(/Screenshot saved as screenshots\/freedoom-phase-1-2026-11-22/).waitFor();
    expect(JSON.stringify(await posted())).not.toContain('F12');
    await page.mouse.move(300, 300);
    await button('Screenshot').click();
    expect((await requests()).filter(({ name }) => name === 'screenshot')).toHaveLength(2);
  });
});
