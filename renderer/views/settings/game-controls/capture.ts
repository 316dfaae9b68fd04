import type { Control } from '../../../../main/protocol/controls.ts';
import type { PadMapping } from '../../../../main/protocol/pads.ts';
import type { PadInput } from '../../../input/gamepad.ts';
import { MappedPads } from '../../../input/pad-mapping.ts';
import { mouseButtonOf, scancodeOf, WHEEL_DOWN, WHEEL_UP } from './keys.ts';

/** What came of waiting for a press: a value, a key that the game does not know, or nothing. */
export type Captured =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'unknown'; readonly code: string }
  | { readonly kind: 'cancelled' };

/** The one control that Escape is pressed for; for all others it ends the waiting. */
const ESCAPES = 'key_menu_activate';

/**
 * Waits for the next key or button, as `control` has them, and keeps it from everybody else. `done` is called once; the answer ends the
 * waiting without.
 */
export function capture(
  control: Pick<Control, 'kind' | 'name'>,
  done: (captured: Captured) => void,
  mappings: readonly PadMapping[] = [],
): () => void {
  const waiting = new AbortController();
  const { signal } = waiting;
  const options = { signal, capture: true, passive: false };
  const finish = (captured: Captured) => {
    if (signal.aborted) return;
    waiting.abort();
    done(captured);
  };
  const take = (event: Event, value: number | undefined, code = '') => {
    event.preventDefault();
    event.stopPropagation();
    finish(value === undefined ? { kind: 'unknown', code } : { kind: 'value', value });
  };
  const onKey = (event: KeyboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    // The Enter that began the waiting may still be held.
    if (event.repeat) return;
    if (event.code === 'Escape' && control.name !== ESCAPES) finish({ kind: 'cancelled' });
    else if (control.kind === 'key') take(event, scancodeOf(event.code), event.code);
  };
  window.addEventListener('keydown', onKey, options);
  window.addEventListener('blur', () => finish({ kind: 'cancelled' }), { signal });
  const onCancel = (event: MouseEvent) => {
    // A click on what waits would have it wait again.
    if ((event.target as Element).closest('.binding-waiting') !== null) swallowClick();
    finish({ kind: 'cancelled' });
  };
  if (control.kind === 'mouse-button') {
    const onDown = (event: MouseEvent) => {
      swallowClick();
      take(event, mouseButtonOf(event.button));
    };
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY !== 0) take(event, event.deltaY < 0 ? WHEEL_UP : WHEEL_DOWN);
    };
    window.addEventListener('mousedown', onDown, options);
    window.addEventListener('wheel', onWheel, options);
  } else window.addEventListener('mousedown', onCancel, { signal });
  if (control.kind === 'pad-button') watchPads(signal, mappings, (value) => finish({ kind: 'value', value }));
  return () => waiting.abort();
}

/** What follows a press of the mouse, up to the next press of anything: it was meant for the capture alone. */
function swallowClick(): void {
  const over = new AbortController();
  const options = { capture: true, signal: over.signal };
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  for (const type of ['mouseup', 'click', 'auxclick', 'contextmenu'])
    window.addEventListener(type, swallow, options);
  window.addEventListener('mouseup', () => setTimeout(() => over.abort(), 50), options);
  // However late that timer is in a busy window.
  for (const type of ['pointerdown', 'keydown']) window.addEventListener(type, () => over.abort(), options);
}

/** Calls back at the first button of any pad that goes down; those held already must come up first. */
function watchPads(
  signal: AbortSignal,
  mappings: readonly PadMapping[],
  pressed: (button: number) => void,
): void {
  const pads = new MappedPads();
  const heldButtons = () => buttonsHeld(pads.read(navigator.getGamepads?.() ?? [], mappings));
  let before = heldButtons();
  const look = () => {
    if (signal.aborted) return;
    const now = heldButtons();
    const fresh = [...now].find((name) => !before.has(name));
    before = now;
    if (fresh !== undefined) pressed(Number(fresh.split(' ')[1]));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** "pad button", of all that are down. */
function buttonsHeld(pads: readonly (PadInput | null)[]): Set<string> {
  const held = new Set<string>();
  for (const pad of pads)
    pad?.buttons.forEach(({ pressed }, button) => {
      if (pressed) held.add(`${pad.index} ${button}`);
    });
  return held;
}
