import { HostFunctions, trapping } from '../functions.ts';
import type { Guest, Host } from '../host.ts';
import type { InputEvent, SdlFrame, SdlPlatform } from '../platform.ts';
import { INIT, SdlCore } from './core.ts';
import { Controllers } from './input/controllers.ts';
import { eventFunctions } from './input/event-functions.ts';
import { EventQueue } from './input/events.ts';
import { Joysticks } from './input/joystick.ts';
import { Keyboard } from './input/keyboard.ts';
import { Mouse } from './input/mouse.ts';
import { audioFunctions } from './mixer/audio-functions.ts';
import { Mixer } from './mixer/mixer.ts';
import { mixerFunctions } from './mixer/mixer-functions.ts';
import { musicFunctions } from './mixer/music-functions.ts';
import { captureSdl, restoreSdl, type SdlParts } from './state.ts';
import { Subsystems } from './system/init.ts';
import { networkFunctions } from './system/network.ts';
import { threadFunctions } from './system/thread.ts';
import { Timers } from './system/timer.ts';
import { Blitter } from './video/blit.ts';
import { CurrentDisplay } from './video/display.ts';
import { messageBoxFunctions } from './video/message-box.ts';
import { renderFunctions } from './video/render-functions.ts';
import { Rendering } from './video/rendering.ts';
import { surfaceFunctions } from './video/surface-functions.ts';
import { Windows } from './video/window.ts';
import { windowSurfaceFunctions } from './video/window-surface.ts';

/** SDL 2 (with SDL_mixer and SDL_net) for one game: a Host whose functions are those of import module `env`. */
export interface SdlHost extends Host {
  readonly functions: HostFunctions;
  /** For whoever calls the game once a frame: a frame begins, and the clock stands where it shall end. */
  beginFrame(): void;
  /**
   * The frame has ended: does what SDL's own threads would have done meanwhile, timers and sound. (SDL_Delay and waits do so themselves
   * for other games.) Never called from within a function of this host. May throw what the guest's callbacks throw.
   */
  endFrame(): void;
  /** A point within a frame where callbacks of the game may run: sound goes on however long the frame lasts. May throw what they throw. */
  keepSounding(): void;
  /**
   * Between two frames: mixes sound for `milliseconds` besides what the session's time asks for, since work follows that takes longer
   * than sound can wait. May throw what the guest's callbacks throw.
   */
  soundAhead(milliseconds: number): void;
  /**
   * Calls the timers that are due up to `time`, in milliseconds of the session: another library mixes sound until then. May throw what
   * they throw.
   */
  runTimers(time: number): void;
  /** Whether the game holds a lock of SDL, so that its other threads may have to wait. */
  locked(): boolean;
  /**
   * Between two frames: calls the game's hooks on the sound in another instance, for a block that nobody hears. So code that is new is
   * optimized before it is needed. The other instance's state is of no use afterwards. Returns whether there are such hooks.
   */
  rehearseSound(guest: Guest): boolean;
  /** Whether the game's own hooks on the sound are called, its synthesizer of music among them. They are unless this says otherwise. */
  callSoundHooks(on: boolean): void;
  /** The newest presented image, null before the first. */
  lastFrame(): SdlFrame | null;
  /** What SDL_GetError would say; empty if nothing failed. */
  lastError(): string;
}

/** A block that even unoptimized code computes in a part of a frame. */
const REHEARSED_FRAMES = 64;

/** Makes an SDL host that knows the world through `platform` only. */
export function createSdlHost(platform: SdlPlatform): SdlHost {
  const core = new SdlCore(platform);
  const queue = new EventQueue(core);
  const keyboard = new Keyboard(core, queue);
  const display = new CurrentDisplay(core);
  const windows = new Windows(core, queue, display, (window) => keyboard.altEnter(window));
  const mouse = new Mouse(core, queue, windows.focus);
  const joysticks = new Joysticks(core, queue);
  const controllers = new Controllers(core, queue, joysticks);
  const blitter = new Blitter(core);
  const mixer = new Mixer(core);
  const timers = new Timers(core, () => {
    mixer.pacing.run();
    platform.waited?.();
  });
  let frame: SdlFrame | null = null;

  const present = (next: SdlFrame): void => {
    frame = next;
    platform.present(next);
  };
  const releaseAll = (window: number): void => {
    keyboard.release(window);
    mouse.release();
    joysticks.release();
  };
  const dispatch = (event: InputEvent): void => {
    const window = windows.focus()?.id ?? 0;
    switch (event.type) {
      case 'key':
        keyboard.key(window, event);
        break;
      case 'release-keys':
        releaseAll(window);
        break;
      case 'mouse-move':
        mouse.move(event.dx, event.dy);
        break;
      case 'mouse-at':
        mouse.at(event.x, event.y);
        break;
      case 'mouse-button':
        mouse.button(event.button, event.down);
        break;
      case 'mouse-wheel':
        mouse.wheel(event.x, event.y);
        break;
      case 'gamepad':
        joysticks.update(event.index, event.pad);
        break;
      case 'focus':
        if (!event.gained) releaseAll(window);
        windows.setFocus(event.gained);
        break;
      case 'fullscreen':
        windows.fullscreen(event.on);
        break;
      case 'display':
        display.mode = { width: event.width, height: event.height, refreshRate: event.hertz };
        windows.displayChanged();
        break;
      case 'quit':
        queue.quit();
        break;
    }
  };
  const pump = (): void => {
    // A game that takes an event a tic is given more when it has them all: of a key that goes down and up it would see nothing else.
    if (!queue.beingEmptied()) for (const event of platform.pump()) dispatch(event);
    timers.run();
  };

  const rendering = new Rendering(core, blitter, present);
  const subsystems = new Subsystems(
    core,
    new Map([
      // What came before the game started is known before it chooses a size.
      [INIT.VIDEO, pump],
      [
        INIT.JOYSTICK,
        () => {
          pump();
          joysticks.start();
        },
      ],
      [INIT.GAMECONTROLLER, () => controllers.start()],
    ]),
    new Map([
      [
        INIT.VIDEO,
        () => {
          mouse.setRelative(false);
          windows.destroyAll();
        },
      ],
      [INIT.GAMECONTROLLER, () => controllers.stop()],
      [INIT.JOYSTICK, () => joysticks.stop()],
      [INIT.EVENTS, () => queue.clear()],
    ]),
  );
  const functions = new HostFunctions().add('env', [
    subsystems.functions(),
    surfaceFunctions(core, blitter),
    display.functions(),
    windows.functions(),
    windowSurfaceFunctions(core, blitter, present),
    renderFunctions(core, rendering),
    eventFunctions(core, queue, pump),
    keyboard.functions(),
    mouse.functions(),
    joysticks.functions(),
    controllers.functions(),
    timers.functions(),
    threadFunctions(core, () => timers.background()),
    messageBoxFunctions(core),
    audioFunctions(core),
    mixerFunctions(core, mixer),
    musicFunctions(core, mixer),
    networkFunctions(core),
  ]);

  const parts: SdlParts = {
    ...{ core, subsystems, timers, display, windows, rendering, blitter },
    ...{ queue, keyboard, mouse, joysticks, controllers, mixer },
  };
  return {
    name: 'sdl',
    functions,
    resolve: functions.resolve,
    attach: (guest: Guest) => core.memory.attach(guest),
    capture: () => captureSdl(parts, frame),
    restore: (state) => {
      frame = restoreSdl(parts, state);
    },
    beginFrame: () => {
      mixer.pacing.withinFrame = true;
    },
    endFrame: () => {
      mixer.pacing.endFrame();
      trapping('a callback', () => timers.background());
    },
    keepSounding: () => trapping('a callback', () => mixer.pacing.keepUp()),
    soundAhead: (milliseconds) => trapping('a callback', () => mixer.pacing.mixAhead(milliseconds)),
    runTimers: (time) => trapping('a callback', () => timers.run(time)),
    locked: () => core.locks > 0,
    rehearseSound: (guest) => {
      if (!mixer.hasHooks || core.locks > 0) return false;
      const { guest: own } = core.memory;
      core.memory.attach(guest);
      try {
        trapping('a callback', () => mixer.rehearse(REHEARSED_FRAMES));
      } finally {
        core.memory.attach(own);
      }
      return true;
    },
    callSoundHooks: (on) => {
      mixer.hooked = on;
    },
    lastFrame: () => frame,
    lastError: () => core.error,
  };
}
