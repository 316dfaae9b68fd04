import type { ControlInput } from '../../../../main/protocol/controls.ts';
import type { PadMapping } from '../../../../main/protocol/pads.ts';
import type { PadInput } from '../../../input/gamepad.ts';
import { MappedPads } from '../../../input/pad-mapping.ts';
import { mouseButtonOf, STICKS_FROM, WHEEL_DOWN, WHEEL_LEFT, WHEEL_RIGHT, WHEEL_UP } from './keys.ts';

/** What came of waiting for a press: a key or button, a button that no game knows, or nothing. */
export type Captured =
  | { readonly kind: 'pressed'; readonly input: ControlInput }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'cancelled' };

/** What is waited for. */
export interface Wanted {
  readonly kinds: readonly ControlInput['kind'][];
  /** Escape is a key like others; else it ends the waiting. */
  readonly takesEscape?: boolean;
}

/** How far a stick is pushed, of 1, when it counts as a press. */
const PUSHED = 0.6;

/**
 * Waits for the next key or button of those kinds, and keeps it from everything else. `done` is called once. The function that is
 * returned ends the waiting without it.
 */
export function capture(
  { kinds, takesEscape = false }: Wanted,
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
  const take = (event: Event, input: ControlInput | undefined) => {
    event.preventDefault();
    event.stopPropagation();
    finish(input === undefined ? { kind: 'unknown' } : { kind: 'pressed', input });
  };
  const onKey = (event: KeyboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    // The Enter that began the waiting may still be held.
    if (event.repeat) return;
    if (event.code === 'Escape' && !takesEscape) finish({ kind: 'cancelled' });
    else if (kinds.includes('key')) take(event, { kind: 'key', code: event.code });
  };
  window.addEventListener('keydown', onKey, options);
  window.addEventListener('blur', () => finish({ kind: 'cancelled' }), { signal });
  const onCancel = (event: MouseEvent) => {
    // A click on what waits would have it wait again.
    if ((event.target as Element).closest('.binding-waiting') !== null) swallowClick();
    finish({ kind: 'cancelled' });
  };
  if (kinds.includes('mouse-button')) {
    const onDown = (event: MouseEvent) => {
      swallowClick();
      const button = mouseButtonOf(event.button);
      take(event, button === undefined ? undefined : { kind: 'mouse-button', button });
    };
    const onWheel = (event: WheelEvent) => {
      const button = wheelButton(event, kinds.length > 1);
      if (button !== undefined) take(event, { kind: 'mouse-button', button });
    };
    window.addEventListener('mousedown', onDown, options);
    window.addEventListener('wheel', onWheel, options);
  } else window.addEventListener('mousedown', onCancel, { signal });
  if (kinds.includes('pad-button')) {
    const pressed = (button: number) => finish({ kind: 'pressed', input: { kind: 'pad-button', button } });
    watchPads(signal, mappings, kinds.length > 1, pressed);
  }
  return () => waiting.abort();
}

/** The button that a turn of the wheel is. Only some games know a wheel that turns to the sides. */
function wheelButton({ deltaX, deltaY }: WheelEvent, sideways: boolean): number | undefined {
  if (deltaY !== 0) return deltaY < 0 ? WHEEL_UP : WHEEL_DOWN;
  if (deltaX === 0 || !sideways) return undefined;
  return deltaX < 0 ? WHEEL_LEFT : WHEEL_RIGHT;
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

/** Calls back at the first button of any pad that goes down, or stick that is pushed. Those held already must come up first. */
function watchPads(
  signal: AbortSignal,
  mappings: readonly PadMapping[],
  sticks: boolean,
  pressed: (button: number) => void,
): void {
  const pads = new MappedPads();
  const heldButtons = () => buttonsHeld(pads.read(navigator.getGamepads?.() ?? [], mappings), sticks);
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
function buttonsHeld(pads: readonly (PadInput | null)[], sticks: boolean): Set<string> {
  const held = new Set<string>();
  for (const pad of pads) {
    if (pad === null) continue;
    pad.buttons.forEach(({ pressed }, button) => {
      if (pressed) held.add(`${pad.index} ${button}`);
    });
    if (sticks) for (const button of sticksPushed(pad)) held.add(`${pad.index} ${button}`);
  }
  return held;
}

/** Up, down, left and right of each stick are numbers of their own. */
function sticksPushed({ axes = [] }: Partial<PadInput>): number[] {
  return [0, 1].flatMap((stick) => {
    const [x = 0, y = 0] = axes.slice(stick * 2, stick * 2 + 2);
    const directions = [y < -PUSHED, y > PUSHED, x < -PUSHED, x > PUSHED];
    return directions.flatMap((pushed, i) => (pushed ? [STICKS_FROM + stick * 4 + i] : []));
  });
}
