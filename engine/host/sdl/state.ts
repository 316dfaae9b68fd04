import { z } from 'zod';
import type { HostState } from '../host.ts';
import type { SdlFrame } from '../platform.ts';
import { parsedState, requireState } from '../state.ts';
import { coreState, type SdlCore } from './core.ts';
import type { Controllers } from './input/controllers.ts';
import type { EventQueue } from './input/events.ts';
import type { Joysticks } from './input/joystick.ts';
import type { Keyboard } from './input/keyboard.ts';
import type { Mouse } from './input/mouse.ts';
import { inputState } from './input/state.ts';
import type { Mixer } from './mixer/mixer.ts';
import { mixerState } from './mixer/state.ts';
import { type Subsystems, subsystemsState } from './system/init.ts';
import { captureThreads, restoredThreads, threadsState } from './system/thread.ts';
import { type Timers, timersState } from './system/timer.ts';
import type { Blitter } from './video/blit.ts';
import type { CurrentDisplay } from './video/display.ts';
import { type Rendering, restoredRendering } from './video/rendering.ts';
import { pixelBytes, videoState } from './video/state.ts';
import { SdlWindow, type Windows } from './video/window.ts';

/** All of an SDL host that has a state. Each part captures its own; surfaces are in the guest's memory. */
export interface SdlParts {
  readonly core: SdlCore;
  readonly subsystems: Subsystems;
  readonly timers: Timers;
  readonly display: CurrentDisplay;
  readonly windows: Windows;
  readonly rendering: Rendering;
  readonly blitter: Blitter;
  readonly queue: EventQueue;
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  readonly joysticks: Joysticks;
  readonly controllers: Controllers;
  readonly mixer: Mixer;
}

const sdlFields = z.strictObject({
  host: z.literal('sdl'),
  version: z.literal(1),
  core: coreState,
  system: z.strictObject({ subsystems: subsystemsState, timers: timersState, threads: threadsState }),
  video: videoState,
  input: inputState,
  mixer: mixerState,
});
type SdlState = z.infer<typeof sdlFields>;

const sdlState = sdlFields.refine(sameHandles, 'the objects are not those that the handles name');

/** Whether each handle has exactly one object. */
function sameHandles({ core, system, video, input }: SdlState): boolean {
  const { any, pads, gone } = input.joysticks;
  const joysticks = [any, ...pads.map(([, joystick]) => joystick), ...gone];
  const objects = [
    ...video.windows.windows,
    ...video.rendering.renderers,
    ...video.rendering.textures,
    ...system.threads.mutexes,
    ...joysticks.filter(({ users }) => users > 0),
    ...input.controllers.controllers,
  ].map(({ handle }) => handle);
  const all = [...objects, ...system.threads.conditions].sort((a, b) => a - b);
  const named = [...core.handles.handles].sort((a, b) => a - b);
  return all.length === named.length && all.every((handle, i) => handle === named[i]);
}

/** Throws HostStateError while SDL calls the guest back. `frame` is the newest one. */
export function captureSdl(parts: SdlParts, frame: SdlFrame | null): HostState {
  const { core, subsystems, timers, windows, rendering, blitter, mixer } = parts;
  const state: SdlState = {
    host: 'sdl',
    version: 1,
    core: core.capture(),
    system: {
      subsystems: subsystems.capture(),
      timers: timers.capture(),
      threads: captureThreads(core.handles),
    },
    video: {
      display: { ...parts.display.mode },
      windows: windows.capture(),
      rendering: rendering.capture(),
      blitter: blitter.capture(),
      ...(frame !== null && { frame: { ...frame } }),
    },
    input: {
      queue: parts.queue.capture(),
      keyboard: parts.keyboard.capture(),
      mouse: parts.mouse.capture(),
      joysticks: parts.joysticks.capture(),
      controllers: parts.controllers.capture(),
    },
    mixer: mixer.capture(),
  };
  return state;
}

/** Returns the newest frame of the state. Throws HostStateError, and changes nothing, for a state that is not valid. */
export function restoreSdl(parts: SdlParts, given: HostState): SdlFrame | null {
  const state = parsedState(sdlState, given, 'SDL');
  const { core, system, video, input } = state;
  requireState(
    state.mixer.buffer === undefined || parts.core.platform.sound !== undefined,
    'the state of SDL has an open sound device, and there is none',
  );
  const windows = new Map(video.windows.windows.map((window) => [window.handle, SdlWindow.restored(window)]));
  const rendered = restoredRendering(video.rendering, windows);
  // From here on nothing fails.
  const joysticks = parts.joysticks.restore(input.joysticks);
  const objects = new Map<number, object>([
    ...windows,
    ...rendered,
    ...restoredThreads(system.threads),
    ...joysticks,
    ...parts.controllers.restore(input.controllers, joysticks),
  ]);
  parts.core.restore(core, objects);
  parts.core.pixels.reset(pixelBytes(video));
  parts.subsystems.restore(system.subsystems);
  parts.timers.restore(system.timers);
  parts.display.mode = video.display;
  parts.windows.restore(video.windows);
  parts.rendering.restore(video.rendering, objects);
  parts.blitter.restore(video.blitter);
  parts.queue.restore(input.queue);
  parts.keyboard.restore(input.keyboard);
  parts.mouse.restore(input.mouse);
  parts.mixer.restore(state.mixer);
  if (video.frame === undefined) return null;
  const { border, tall, ...frame } = video.frame;
  return { ...frame, ...(border !== undefined && { border }), ...(tall !== undefined && { tall }) };
}
