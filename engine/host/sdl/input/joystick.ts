import type { FunctionTable } from '../../functions.ts';
import type { PadState } from '../../platform.ts';
import type { SdlCore } from '../core.ts';
import { Joystick, type JoystickWatcher } from './device.ts';
import { ENABLE, EVENT, type EventQueue, IGNORE, QUERY } from './events.ts';
import {
  ANY_PAD_GUID,
  ANY_PAD_NAME,
  type JoystickState,
  joystickState,
  STANDARD_AT_REST,
  together,
} from './pads.ts';
import type { JoysticksState } from './state.ts';

const GUID_SIZE = 16;

/** The events that SDL_JoystickEventState turns on and off. */
const JOYSTICK_EVENTS = [
  EVENT.JOYAXISMOTION,
  EVENT.JOYBALLMOTION,
  EVENT.JOYHATMOTION,
  EVENT.JOYBUTTONDOWN,
  EVENT.JOYBUTTONUP,
  EVENT.JOYDEVICEADDED,
  EVENT.JOYDEVICEREMOVED,
  EVENT.JOYBATTERYUPDATED,
];

/**
 * SDL_joystick.h. The first device is `ANY_PAD_NAME`, forever; then the pads that are plugged in, in the order they came. One that a game
 * holds as it is pulled out lies still, and comes to life for it again when a pad of the same kind is plugged in: SDL would want it
 * opened anew, which Chocolate Doom never does.
 */
export class Joysticks {
  readonly #core: SdlCore;
  readonly #queue: EventQueue;
  #any: Joystick;
  /** By the window's number. */
  readonly #pads = new Map<number, Joystick>();
  #gone: Joystick[] = [];
  #nextInstance = 0;
  #running = false;
  /** The number of the standard pad that was used last, where one was. */
  #lastUsed: number | undefined;
  readonly #names = new Map<string, number>();
  /** SDL's game controllers, while they run. */
  watcher: JoystickWatcher | undefined;

  constructor(core: SdlCore, queue: EventQueue) {
    this.#core = core;
    this.#queue = queue;
    const identity = { id: '', name: ANY_PAD_NAME, guid: ANY_PAD_GUID, standard: true };
    this.#any = new Joystick(identity, this.#nextInstance++, STANDARD_AT_REST, true);
  }

  /** All devices, by SDL's index. */
  get devices(): readonly Joystick[] {
    return this.#running ? [this.#any, ...this.#pads.values()] : [];
  }

  /** The message of SDL's error for an index that no device has. */
  get countText(): string {
    return `There are ${this.devices.length} joysticks available`;
  }

  /** The first user of SDL_INIT_JOYSTICK: every device is announced. */
  start(): void {
    this.#running = true;
    for (const index of this.devices.keys()) this.#announce(index);
  }

  /** The last user has quit: nothing is open any more. */
  stop(): void {
    const all = [...this.devices, ...this.#gone];
    this.#running = false;
    for (const joystick of all) {
      this.#core.handles.delete(joystick.handle);
      joystick.handle = 0;
      joystick.users = 0;
    }
    this.#gone = [];
  }

  /** How pad number `index` is now, null once it is pulled out. */
  update(index: number, pad: PadState | null): void {
    const known = this.#pads.get(index);
    if (known !== undefined && (pad === null || pad.id !== known.id || pad.standard !== known.standard))
      this.#unplug(index, known);
    if (pad !== null) {
      const joystick = this.#pads.get(index) ?? this.#plugIn(index, pad);
      joystick.rumbles = pad.rumble ?? false;
      if (pad.standard) this.#lastUsed = index;
      this.#move(joystick, joystickState(pad));
    }
    this.#moveAny();
  }

  /** Every stick, trigger and button is let go. */
  release(): void {
    for (const joystick of this.#pads.values()) this.#move(joystick, joystick.atRest);
    this.#moveAny();
  }

  /** The window's pad that a joystick is, or that plays it now, with its number; undefined while there is none. */
  padOf(joystick: Joystick): { readonly index: number; readonly pad: Joystick } | undefined {
    for (const [index, pad] of this.#pads) {
      if (pad === joystick || (joystick === this.#any && index === this.#lastUsed)) return { index, pad };
    }
    return undefined;
  }

  capture(): JoysticksState {
    return {
      any: this.#any.capture(),
      pads: [...this.#pads].map(([index, joystick]) => [index, joystick.capture()]),
      gone: this.#gone.map((joystick) => joystick.capture()),
      nextInstance: this.#nextInstance,
      running: this.#running,
      ...(this.#lastUsed !== undefined && { lastUsed: this.#lastUsed }),
      names: [...this.#names],
    };
  }

  /** The joysticks become those of a state. Returns the open ones by handle. */
  restore(state: JoysticksState): Map<number, Joystick> {
    this.#any = Joystick.restored(state.any);
    this.#pads.clear();
    for (const [index, joystick] of state.pads) this.#pads.set(index, Joystick.restored(joystick));
    this.#gone = state.gone.map((joystick) => Joystick.restored(joystick));
    this.#nextInstance = state.nextInstance;
    this.#running = state.running;
    this.#lastUsed = state.lastUsed;
    this.#names.clear();
    for (const [name, address] of state.names) this.#names.set(name, address);
    const all = [this.#any, ...this.#pads.values(), ...this.#gone];
    return new Map(all.filter(({ users }) => users > 0).map((joystick) => [joystick.handle, joystick]));
  }

  #announce(index: number): void {
    if (!this.#queue.enabled(EVENT.JOYDEVICEADDED)) return;
    this.watcher?.added(index, this.devices[index]!);
    this.#queue.joyDeviceAdded(index);
  }

  #plugIn(index: number, pad: PadState): Joystick {
    const instance = this.#nextInstance++;
    const back = this.#gone.find(({ id, standard }) => id === pad.id && standard === pad.standard);
    this.#gone = this.#gone.filter((joystick) => joystick !== back);
    const joystick = back ?? Joystick.of(pad, instance);
    joystick.attached = true;
    joystick.instance = instance;
    this.#pads.set(index, joystick);
    if (this.#running) this.#announce(this.#pads.size);
    return joystick;
  }

  #unplug(index: number, joystick: Joystick): void {
    this.#move(joystick, joystick.atRest);
    this.#pads.delete(index);
    joystick.attached = false;
    if (joystick.users > 0) this.#gone.push(joystick);
    if (this.#lastUsed === index) this.#lastUsed = undefined;
    if (!this.#running || !this.#queue.enabled(EVENT.JOYDEVICEREMOVED)) return;
    this.watcher?.removed(joystick);
    this.#queue.joyDeviceRemoved(joystick.instance);
  }

  #moveAny(): void {
    const standard = [...this.#pads.values()].filter((joystick) => joystick.standard);
    this.#move(this.#any, together(standard.map(({ state }) => state)));
  }

  /** Takes a new state, and tells of each change if the game listens. */
  #move(joystick: Joystick, state: JoystickState): void {
    const before = joystick.state;
    joystick.state = state;
    if (joystick.users === 0) return;
    const { instance } = joystick;
    const queue = this.#queue;
    const changed = (now: readonly number[], old: readonly number[], tell: (i: number, v: number) => void) =>
      now.forEach((value, i) => {
        if (value !== (old[i] ?? 0)) tell(i, value);
      });
    // SDL makes a controller's event of each event of its joystick: of one that the game ignores, none.
    changed(state.axes, before.axes, (i, value) => {
      if (!queue.enabled(EVENT.JOYAXISMOTION)) return;
      this.watcher?.axis(joystick, i, value);
      queue.joyAxis(instance, i, value);
    });
    changed(state.hats, before.hats, (i, value) => queue.joyHat(instance, i, value));
    changed(state.buttons, before.buttons, (i, value) => {
      const down = value !== 0;
      if (!queue.enabled(down ? EVENT.JOYBUTTONDOWN : EVENT.JOYBUTTONUP)) return;
      this.watcher?.button(joystick, i, down);
      queue.joyButton(instance, i, down);
    });
  }

  /** SDL_JoystickOpen: the joystick's handle, 0 with the error set. */
  open(index: number): number {
    const joystick = this.devices[index];
    if (joystick === undefined) return this.#core.failNull(this.countText);
    if (joystick.users === 0) joystick.handle = this.#core.handle(joystick);
    if (joystick.handle !== 0) joystick.users++;
    return joystick.handle;
  }

  /** SDL_JoystickClose. */
  close(joystick: Joystick): void {
    if (joystick.users === 0 || --joystick.users > 0) return;
    this.#core.handles.delete(joystick.handle);
    joystick.handle = 0;
    this.#gone = this.#gone.filter((other) => other !== joystick);
  }

  /** The address of a device's name in the guest's memory, where it stays. */
  nameAddress({ name }: Joystick): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const pointer = this.#core.memory.allocateText(name) || this.#core.outOfMemory();
    this.#names.set(name, pointer);
    return pointer;
  }

  functions(): FunctionTable {
    const core = this.#core;
    const { memory } = core;
    /** Runs `use` with the joystick of a handle, or sets SDL's error and returns `otherwise`. */
    const withJoystick = (handle: number, otherwise: number, use: (joystick: Joystick) => number): number => {
      const joystick = core.handles.get(handle, Joystick);
      if (joystick !== undefined) return use(joystick);
      core.invalid('joystick');
      return otherwise;
    };
    const count = (kind: keyof JoystickState) => (handle: number) =>
      withJoystick(handle, -1, ({ state }) => state[kind].length);
    const read = (kind: keyof JoystickState) => (handle: number, index: number) =>
      withJoystick(handle, 0, ({ state }) => {
        const value = state[kind][index];
        return value ?? core.failNull(`Joystick only has ${state[kind].length} ${kind}`);
      });
    const writeGuid = (result: number, guid: string) => {
      memory.bytes(result, GUID_SIZE).fill(0).set(Buffer.from(guid, 'hex').subarray(0, GUID_SIZE));
    };
    return {
      SDL_NumJoysticks: ['()->i32', () => this.devices.length],
      SDL_JoystickOpen: ['(i32)->i32', (index: number) => this.open(index)],
      SDL_JoystickClose: [
        '(i32)->',
        (handle: number) => {
          withJoystick(handle, 0, (joystick) => {
            this.close(joystick);
            return 0;
          });
        },
      ],
      SDL_JoystickName: [
        '(i32)->i32',
        (handle: number) => withJoystick(handle, 0, (joystick) => this.nameAddress(joystick)),
      ],
      SDL_JoystickNameForIndex: [
        '(i32)->i32',
        (index: number) => {
          const joystick = this.devices[index];
          return joystick === undefined ? core.failNull(this.countText) : this.nameAddress(joystick);
        },
      ],
      SDL_JoystickNumAxes: ['(i32)->i32', count('axes')],
      SDL_JoystickNumHats: ['(i32)->i32', count('hats')],
      SDL_JoystickNumButtons: ['(i32)->i32', count('buttons')],
      SDL_JoystickGetAxis: ['(i32,i32)->i32', read('axes')],
      SDL_JoystickGetHat: ['(i32,i32)->i32', read('hats')],
      SDL_JoystickGetButton: ['(i32,i32)->i32', read('buttons')],
      SDL_JoystickInstanceID: [
        '(i32)->i32',
        (handle: number) => withJoystick(handle, -1, ({ instance }) => instance),
      ],
      SDL_JoystickGetAttached: [
        '(i32)->i32',
        (handle: number) => withJoystick(handle, 0, ({ attached }) => (attached ? 1 : 0)),
      ],
      // States are brought up to date as events are pumped.
      SDL_JoystickUpdate: ['()->', () => undefined],
      SDL_JoystickEventState: [
        '(i32)->i32',
        (state: number) => {
          if (state === QUERY)
            return JOYSTICK_EVENTS.some((type) => this.#queue.enabled(type)) ? ENABLE : IGNORE;
          if (state === IGNORE || state === ENABLE)
            for (const type of JOYSTICK_EVENTS) this.#queue.enable(type, state === ENABLE);
          return state;
        },
      ],
      SDL_JoystickGetDeviceGUID: [
        '(i32,i32)->',
        (result: number, index: number) => {
          const joystick = this.devices[index];
          if (joystick === undefined) core.fail(this.countText);
          writeGuid(result, joystick?.guid ?? '');
        },
      ],
      SDL_JoystickGetGUIDFromString: [
        '(i32,i32)->',
        (result: number, text: number) => writeGuid(result, memory.text(text).slice(0, GUID_SIZE * 2)),
      ],
    };
  }
}
