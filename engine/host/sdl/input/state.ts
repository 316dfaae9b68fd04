import { z } from 'zod';
import { bytes, count, int32, pointer } from '../../state.ts';
import { handle } from '../handles.ts';
import { EVENT_SIZE, MAX_IGNORED, MAX_QUEUED } from './events.ts';
import { NUM_SCANCODES } from './scancodes.ts';

/** Schemas of what the event queue, the keyboard, the mouse and joysticks are captured as. */

export const queueState = z.strictObject({
  /** The queued events, one behind the other, oldest first. */
  records: bytes.refine(
    ({ length }) => length % EVENT_SIZE === 0 && length <= EVENT_SIZE * MAX_QUEUED,
    'not whole events, or too many',
  ),
  taken: z.boolean(),
  /** Event types. */
  ignored: z.array(z.int().min(0).max(0xffff)).max(MAX_IGNORED),
});
export type QueueState = z.infer<typeof queueState>;

const scancode = z
  .int()
  .min(0)
  .max(NUM_SCANCODES - 1);

export const keyboardState = z.strictObject({
  down: z.array(scancode).max(NUM_SCANCODES),
  /** Keycodes by scancode. */
  layout: z.array(z.tuple([scancode, z.int()])).max(NUM_SCANCODES),
  mods: z.int(),
  statePointer: pointer,
  namePointer: pointer,
});
export type KeyboardState = z.infer<typeof keyboardState>;

const fraction = z.number().gt(-1).lt(1);

export const mouseState = z.strictObject({
  x: int32,
  y: int32,
  seen: z.boolean(),
  restX: fraction,
  restY: fraction,
  movedX: z.int(),
  movedY: z.int(),
  turnX: fraction,
  turnY: fraction,
  buttons: z.int().min(0).max(31),
  relative: z.boolean(),
});
export type MouseState = z.infer<typeof mouseState>;

const inputs = z.array(z.int().min(-32768).max(32767)).max(256);

export const joystickState = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    guid: z.string().regex(/^[\da-f]{32}$/),
    standard: z.boolean(),
    state: z.strictObject({ axes: inputs, buttons: inputs, hats: inputs }),
    instance: count,
    attached: z.boolean(),
    /** 0 while it is not open. */
    handle: z.union([z.literal(0), handle]),
    users: count,
    rumbles: z.boolean(),
  })
  .refine(
    ({ handle, users }) => (handle === 0) === (users === 0),
    'a joystick is open as long as it has users',
  );
export type JoystickRecord = z.infer<typeof joystickState>;

export const joysticksState = z.strictObject({
  any: joystickState,
  /** By the window's number, in the order in which they came. */
  pads: z.array(z.tuple([count, joystickState])).max(256),
  gone: z.array(joystickState).max(4096),
  nextInstance: count,
  running: z.boolean(),
  /** The window's number of a pad. */
  lastUsed: count.optional(),
  names: z.array(z.tuple([z.string(), pointer])),
});
export type JoysticksState = z.infer<typeof joysticksState>;

const controllerState = z.strictObject({
  handle,
  /** The joystick's handle. */
  joystick: handle,
  users: count.min(1),
  rumbling: z.boolean(),
});

export const controllersState = z.strictObject({
  controllers: z.array(controllerState).max(4096),
  running: z.boolean(),
});
export type ControllersState = z.infer<typeof controllersState>;

export const inputState = z
  .strictObject({
    queue: queueState,
    keyboard: keyboardState,
    mouse: mouseState,
    joysticks: joysticksState,
    controllers: controllersState,
  })
  .refine(({ joysticks, controllers }) => {
    const { any, pads, gone } = joysticks;
    const open = [any, ...pads.map(([, joystick]) => joystick), ...gone].map(({ handle }) => handle);
    return controllers.controllers.every(({ joystick }) => open.includes(joystick));
  }, 'a controller without its joystick');
export type InputState = z.infer<typeof inputState>;
