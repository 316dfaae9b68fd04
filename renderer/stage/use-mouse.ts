import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { Mouse, type WheelInput } from '../input/mouse.ts';
import type { Player } from '../player/player.ts';
import type { Rect } from '../screen/placement.ts';

interface MouseOptions {
  readonly player: Player;
  /** What the frame is drawn on. */
  readonly stage: RefObject<HTMLElement | null>;
  /** The game runs and does not wait. */
  readonly playing: boolean;
  /** The game wants the mouse for itself, and the player lets it. */
  readonly grab: boolean;
  /** Where the frame is, in the canvas' own pixels. */
  readonly picture: () => Rect | undefined;
}

/** How long after a lost lock it is known whether the window has lost the keyboard too, in milliseconds. */
const SETTLE_MS = 60;
/** An Escape that the page itself received this recently, in milliseconds, is the one that took the lock away. */
const ESCAPE_MS = 300;

/**
 * Gives the mouse to the game while the component is shown. Returns whether the player must click the frame: the game requests the mouse,
 * and the browser gives it only at a click.
 *
 * Chromium takes a locked mouse away at Escape and keeps that key for itself. To the player, Escape is the game's menu. The game therefore
 * gets the key that the page never received, and a click takes the mouse back.
 */
export function useGameMouse({ player, stage, playing, grab, picture }: MouseOptions): boolean {
  const [locked, setLocked] = useState(false);
  // As the keyboard: clicks count from the first frame on.
  useLayoutEffect(() => {
    const canvas = stage.current?.querySelector('canvas');
    if (!playing || canvas === null || canvas === undefined) return undefined;
    return listen({ canvas, player, grab, picture, setLocked });
  }, [player, stage, playing, grab, picture]);
  return playing && grab && !locked;
}

interface Listening {
  readonly canvas: HTMLCanvasElement;
  readonly player: Player;
  readonly grab: boolean;
  readonly picture: () => Rect | undefined;
  readonly setLocked: (locked: boolean) => void;
}

function listen({ canvas, player, grab, picture, setLocked }: Listening): () => void {
  const mouse = new Mouse((message) => player.input(message));
  const listening = new AbortController();
  const { signal } = listening;
  const hasLock = () => document.pointerLockElement === canvas;
  let escapeAt = Number.NEGATIVE_INFINITY;
  let taking = false;
  let request = 0;

  const frame = () => {
    mouse.flush();
    request = requestAnimationFrame(frame);
  };
  const onMove = (event: MouseEvent) => {
    if (hasLock()) mouse.move(event.movementX, event.movementY);
    else if (!grab && event.target === canvas) place(event);
  };
  const place = (event: MouseEvent) => {
    const rect = picture();
    const scale = canvas.clientWidth === 0 ? 1 : canvas.width / canvas.clientWidth;
    if (rect === undefined) return;
    mouse.at((event.offsetX * scale - rect.x) / rect.width, (event.offsetY * scale - rect.y) / rect.height);
  };
  const onDown = (event: MouseEvent) => {
    if (event.target !== canvas && !hasLock()) return;
    event.preventDefault();
    canvas.focus();
    // The click that gives the mouse to the game is no shot.
    if (grab && !hasLock()) void lock(canvas);
    else mouse.button(event.button, true);
  };
  const onUp = (event: MouseEvent) => {
    // The buttons at the side would leave the page.
    if (event.button > 2) event.preventDefault();
    mouse.button(event.button, false);
  };
  const onWheel = (event: WheelEvent) => {
    if (event.target !== canvas || (grab && !hasLock())) return;
    event.preventDefault();
    mouse.wheel(event as WheelInput);
  };
  const onLockChange = () => {
    setLocked(hasLock());
    if (hasLock()) {
      taking = true;
      return;
    }
    const lost = taking;
    taking = false;
    mouse.release();
    if (!lost) return;
    setTimeout(() => {
      const seen = performance.now() - escapeAt < ESCAPE_MS;
      if (!signal.aborted && document.hasFocus() && !seen) player.tapKey('Escape');
    }, SETTLE_MS);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.code === 'Escape') escapeAt = performance.now();
  };

  document.addEventListener('mousemove', onMove, { signal });
  document.addEventListener('mousedown', onDown, { signal });
  document.addEventListener('mouseup', onUp, { signal });
  document.addEventListener('pointerlockchange', onLockChange, { signal });
  canvas.addEventListener('wheel', onWheel, { signal, passive: false });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  window.addEventListener('keydown', onKey, { signal, capture: true });
  window.addEventListener('blur', () => mouse.forget(), { signal });
  frame();
  // Without a click just before, the browser refuses: then a click on the frame asks again.
  if (grab && !hasLock()) void lock(canvas);
  return () => {
    cancelAnimationFrame(request);
    listening.abort();
    mouse.release();
    setLocked(false);
    if (hasLock()) document.exitPointerLock();
  };
}

/** Takes the mouse, without the system's acceleration where the system can do without. A refusal is nothing to tell. */
async function lock(canvas: HTMLCanvasElement): Promise<void> {
  try {
    await canvas.requestPointerLock({ unadjustedMovement: true });
  } catch (error) {
    if ((error as Error).name !== 'NotSupportedError') return;
    try {
      await canvas.requestPointerLock();
    } catch {
      // No click, or the player has just freed the mouse.
    }
  }
}
