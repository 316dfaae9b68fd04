import type { FunctionTable } from '../../functions.ts';
import type { SdlCore } from '../core.ts';
import { controllerAxis, controllerButton, controllerType, UNKNOWN_TYPE } from './controller-layout.ts';
import type { Joystick, JoystickWatcher } from './device.ts';
import type { EventQueue } from './events.ts';
import type { Joysticks } from './joystick.ts';
import type { ControllersState } from './state.ts';

const UNSUPPORTED = 'That operation is not supported';
/** SDL_MAX_RUMBLE_DURATION_MS. */
const MAX_RUMBLE_MS = 0xffff;

/** What SDL_GameController* points at: an open joystick of the standard layout. */
class GameController {
  readonly joystick: Joystick;
  /** How often it is open. */
  users = 1;
  /** The last rumble had a strength. */
  rumbling = false;

  constructor(joystick: Joystick) {
    this.joystick = joystick;
  }
}

/**
 * SDL_gamecontroller.h. Every joystick of the standard layout is a controller. As in SDL, its events are made from the joystick's: a game
 * that ignores a joystick event receives no controller event of it either.
 */
export class Controllers implements JoystickWatcher {
  readonly #core: SdlCore;
  readonly #queue: EventQueue;
  readonly #joysticks: Joysticks;

  constructor(core: SdlCore, queue: EventQueue, joysticks: Joysticks) {
    this.#core = core;
    this.#queue = queue;
    this.#joysticks = joysticks;
  }

  /** The first user of SDL_INIT_GAMECONTROLLER: every controller is announced. */
  start(): void {
    this.#joysticks.watcher = this;
    for (const [index, joystick] of this.#joysticks.devices.entries()) this.added(index, joystick);
  }

  /** The last user has quit: nothing is open any more. */
  stop(): void {
    this.#joysticks.watcher = undefined;
    for (const [handle, controller] of [...this.#core.handles.all(GameController)]) {
      this.#core.handles.delete(handle);
      this.#joysticks.close(controller.joystick);
    }
  }

  added(index: number, joystick: Joystick): void {
    if (joystick.standard) this.#queue.controllerAdded(index);
  }

  removed(joystick: Joystick): void {
    if (this.#opened(joystick) !== undefined) this.#queue.controllerRemoved(joystick.instance);
  }

  axis(joystick: Joystick, axis: number, value: number): void {
    if (this.#opened(joystick) === undefined) return;
    this.#queue.controllerAxis(joystick.instance, axis, controllerAxis(axis, value));
  }

  button(joystick: Joystick, button: number, down: boolean): void {
    const mapped = controllerButton(button);
    if (mapped === undefined || this.#opened(joystick) === undefined) return;
    this.#queue.controllerButton(joystick.instance, mapped, down);
  }

  capture(): ControllersState {
    return {
      controllers: [...this.#core.handles.all(GameController)].map(([handle, controller]) => {
        const { joystick, users, rumbling } = controller;
        return { handle, joystick: joystick.handle, users, rumbling };
      }),
      running: this.#joysticks.watcher !== undefined,
    };
  }

  /** `joysticks`: those of the state that are open, by handle. Returns the controllers by handle. */
  restore(state: ControllersState, joysticks: ReadonlyMap<number, Joystick>): Map<number, object> {
    this.#joysticks.watcher = state.running ? this : undefined;
    return new Map(
      state.controllers.map(({ handle, joystick, users, rumbling }) => [
        handle,
        Object.assign(new GameController(joysticks.get(joystick)!), { users, rumbling }),
      ]),
    );
  }

  /** The open controller of a joystick, with its handle. */
  #opened(joystick: Joystick): [number, GameController] | undefined {
    if (joystick.users === 0) return undefined;
    for (const entry of this.#core.handles.all(GameController))
      if (entry[1].joystick === joystick) return entry;
    return undefined;
  }

  #open(index: number): number {
    const core = this.#core;
    const joystick = this.#joysticks.devices[index];
    if (joystick === undefined) return core.failNull(this.#joysticks.countText);
    if (!joystick.standard) return core.failNull(`Couldn't find mapping for device (${index})`);
    const opened = this.#opened(joystick);
    if (opened !== undefined) {
      opened[1].users++;
      return opened[0];
    }
    if (this.#joysticks.open(index) === 0) return 0;
    const handle = core.handle(new GameController(joystick));
    if (handle === 0) this.#joysticks.close(joystick);
    return handle;
  }

  #close(handle: number, controller: GameController): void {
    if (--controller.users > 0) return;
    this.#core.handles.delete(handle);
    this.#joysticks.close(controller.joystick);
  }

  /** Strengths 0 to 65535. Without a duration, a rumble lasts until the next: as long as SDL lets any last. */
  #rumble(controller: GameController, low: number, high: number, milliseconds: number): number {
    const played = this.#joysticks.padOf(controller.joystick);
    if (played === undefined || !played.pad.rumbles) return this.#core.fail(UNSUPPORTED);
    const strong = low > 0 || high > 0;
    // Doom stops what rumbles in each tic in which nothing does.
    if (!strong && !controller.rumbling) return 0;
    controller.rumbling = strong;
    const duration = milliseconds === 0 ? MAX_RUMBLE_MS : Math.min(milliseconds, MAX_RUMBLE_MS);
    this.#core.platform.emit({
      type: 'pad-rumble',
      index: played.index,
      low,
      high,
      milliseconds: strong ? duration : 0,
    });
    return 0;
  }

  functions(): FunctionTable {
    const core = this.#core;
    const joysticks = this.#joysticks;
    /** Runs `use` with the controller of a handle, or sets SDL's error and returns `otherwise`. */
    const withController = (
      handle: number,
      otherwise: number,
      use: (controller: GameController) => number,
    ): number => {
      const controller = core.handles.get(handle, GameController);
      if (controller !== undefined) return use(controller);
      core.invalid('gamecontroller');
      return otherwise;
    };
    return {
      SDL_IsGameController: ['(i32)->i32', (index: number) => (joysticks.devices[index]?.standard ? 1 : 0)],
      SDL_GameControllerOpen: ['(i32)->i32', (index: number) => this.#open(index)],
      SDL_GameControllerClose: [
        '(i32)->',
        (handle: number) => {
          const controller = core.handles.get(handle, GameController);
          if (controller !== undefined) this.#close(handle, controller);
        },
      ],
      SDL_GameControllerName: [
        '(i32)->i32',
        (handle: number) => withController(handle, 0, ({ joystick }) => joysticks.nameAddress(joystick)),
      ],
      SDL_GameControllerGetType: [
        '(i32)->i32',
        (handle: number) =>
          withController(handle, UNKNOWN_TYPE, ({ joystick }) => {
            const played = joysticks.padOf(joystick);
            return controllerType((played?.pad ?? joystick).guid);
          }),
      ],
      SDL_GameControllerGetJoystick: [
        '(i32)->i32',
        (handle: number) => withController(handle, 0, ({ joystick }) => joystick.handle),
      ],
      SDL_GameControllerGetAxis: [
        '(i32,i32)->i32',
        (handle: number, axis: number) =>
          withController(handle, 0, ({ joystick }) => {
            const value = joystick.state.axes[axis];
            return value === undefined ? 0 : controllerAxis(axis, value);
          }),
      ],
      SDL_GameControllerHasRumble: [
        '(i32)->i32',
        (handle: number) => withController(handle, 0, ({ joystick }) => (joystick.rumbles ? 1 : 0)),
      ],
      SDL_GameControllerRumble: [
        '(i32,i32,i32,i32)->i32',
        (handle: number, low: number, high: number, milliseconds: number) =>
          withController(handle, -1, (controller) =>
            this.#rumble(controller, low & 0xffff, high & 0xffff, milliseconds >>> 0),
          ),
      ],
      // Browsers report neither motion sensors nor touchpads.
      SDL_GameControllerGetNumTouchpads: [
        '(i32)->i32',
        (handle: number) => withController(handle, 0, () => 0),
      ],
      SDL_GameControllerHasSensor: [
        '(i32,i32)->i32',
        (handle: number, _type: number) => withController(handle, 0, () => 0),
      ],
      SDL_GameControllerSetSensorEnabled: [
        '(i32,i32,i32)->i32',
        (handle: number, _type: number, _enabled: number) =>
          withController(handle, -1, () => core.fail(UNSUPPORTED)),
      ],
      SDL_GameControllerGetSensorData: [
        '(i32,i32,i32,i32)->i32',
        (handle: number, _type: number, _data: number, _values: number) =>
          withController(handle, -1, () => core.fail(UNSUPPORTED)),
      ],
    };
  }
}
