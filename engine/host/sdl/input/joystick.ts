import type { FunctionTable } from '../../functions.ts';
import type { PadState } from '../../platform.ts';
import type { SdlCore } from '../core.ts';
import type { EventQueue } from './events.ts';
import {
  ANY_PAD_GUID,
  ANY_PAD_NAME,
  type JoystickState,
  joystickState,
  padIdentity,
  STANDARD_AT_REST,
  together,
} from './pads.ts';
import type { JoystickRecord, JoysticksState } from './state.ts';

const GUID_SIZE = 16;

/** A device, plugged in or gone while a game holds it; what SDL_Joystick* points at once it is opened. */
class Joystick {
  readonly id: string;
  readonly name: string;
  readonly guid: string;
  readonly standard: boolean;
  state: JoystickState;
  /** SDL_JoystickID: a new one each time it is plugged in. */
  instance: number;
  attached = true;
  /** The game's pointer to it, 0 while it is not open, and how often it is open. */
  handle = 0;
  users = 0;

  constructor(
    identity: { id: string; name: string; guid: string; standard: boolean },
    instance: number,
    state: JoystickState,
  ) {
    this.id = identity.id;
    this.name = identity.name;
    this.guid = identity.guid;
    this.standard = identity.standard;
    this.instance = instance;
    this.state = state;
  }

  static restored({ attached, handle, users, instance, state, ...identity }: JoystickRecord): Joystick {
    return Object.assign(new Joystick(identity, instance, state), { attached, handle, users });
  }

  capture(): JoystickRecord {
    const { id, name, guid, standard, state, instance, attached, handle, users } = this;
    const { axes, buttons, hats } = state;
    return {
      ...{ id, name, guid, standard, instance, attached, handle, users },
      state: { axes: [...axes], buttons: [...buttons], hats: [...hats] },
    };
  }
}

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
  #eventState = 1;
  #running = false;
  readonly #names = new Map<string, number>();

  constructor(core: SdlCore, queue: EventQueue) {
    this.#core = core;
    this.#queue = queue;
    const identity = { id: '', name: ANY_PAD_NAME, guid: ANY_PAD_GUID, standard: true };
    this.#any = new Joystick(identity, this.#nextInstance++, STANDARD_AT_REST);
  }

  /** The first user of SDL_INIT_JOYSTICK: every device is announced. */
  start(): void {
    this.#running = true;
    this.#devices().forEach((_, index) => {
      this.#queue.joyDeviceAdded(index);
    });
  }

  /** The last user has quit: nothing is open any more. */
  stop(): void {
    this.#running = false;
    for (const joystick of [...this.#devices(), ...this.#gone]) {
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
    if (pad !== null) this.#move(this.#pads.get(index) ?? this.#plugIn(index, pad), joystickState(pad));
    this.#moveAny();
  }

  /** Every stick, trigger and button is let go. */
  release(): void {
    for (const joystick of this.#pads.values()) this.#move(joystick, atRest(joystick));
    this.#moveAny();
  }

  capture(): JoysticksState {
    return {
      any: this.#any.capture(),
      pads: [...this.#pads].map(([index, joystick]) => [index, joystick.capture()]),
      gone: this.#gone.map((joystick) => joystick.capture()),
      nextInstance: this.#nextInstance,
      eventState: this.#eventState,
      running: this.#running,
      names: [...this.#names],
    };
  }

  /** The joysticks become those of a state. Returns the open ones by handle. */
  restore(state: JoysticksState): Map<number, object> {
    this.#any = Joystick.restored(state.any);
    this.#pads.clear();
    for (const [index, joystick] of state.pads) this.#pads.set(index, Joystick.restored(joystick));
    this.#gone = state.gone.map((joystick) => Joystick.restored(joystick));
    this.#nextInstance = state.nextInstance;
    this.#eventState = state.eventState;
    this.#running = state.running;
    this.#names.clear();
    for (const [name, address] of state.names) this.#names.set(name, address);
    const all = [this.#any, ...this.#pads.values(), ...this.#gone];
    return new Map(all.filter(({ users }) => users > 0).map((joystick) => [joystick.handle, joystick]));
  }

  #devices(): Joystick[] {
    return this.#running ? [this.#any, ...this.#pads.values()] : [];
  }

  #plugIn(index: number, pad: PadState): Joystick {
    const instance = this.#nextInstance++;
    const back = this.#gone.find(({ id, standard }) => id === pad.id && standard === pad.standard);
    this.#gone = this.#gone.filter((joystick) => joystick !== back);
    const joystick =
      back ??
      new Joystick(
        { ...padIdentity(pad.id), id: pad.id, standard: pad.standard },
        instance,
        joystickState({ ...pad, axes: pad.axes.map(() => 0), buttons: pad.buttons.map(() => 0) }),
      );
    joystick.attached = true;
    joystick.instance = instance;
    this.#pads.set(index, joystick);
    if (this.#running) this.#queue.joyDeviceAdded(this.#pads.size);
    return joystick;
  }

  #unplug(index: number, joystick: Joystick): void {
    this.#move(joystick, atRest(joystick));
    this.#pads.delete(index);
    joystick.attached = false;
    if (joystick.users > 0) this.#gone.push(joystick);
    if (this.#running) this.#queue.joyDeviceRemoved(joystick.instance);
  }

  #moveAny(): void {
    const standard = [...this.#pads.values()].filter((joystick) => joystick.standard);
    this.#move(this.#any, together(standard.map(({ state }) => state)));
  }

  /** Takes a new state, and tells of each change if the game listens. */
  #move(joystick: Joystick, state: JoystickState): void {
    const before = joystick.state;
    joystick.state = state;
    if (joystick.users === 0 || this.#eventState === 0) return;
    const { instance } = joystick;
    const changed = (now: readonly number[], old: readonly number[], tell: (i: number, v: number) => void) =>
      now.forEach((value, i) => {
        if (value !== (old[i] ?? 0)) tell(i, value);
      });
    changed(state.axes, before.axes, (i, value) => this.#queue.joyAxis(instance, i, value));
    changed(state.hats, before.hats, (i, value) => this.#queue.joyHat(instance, i, value));
    changed(state.buttons, before.buttons, (i, value) => this.#queue.joyButton(instance, i, value !== 0));
  }

  #open(index: number): number {
    const joystick = this.#devices()[index];
    if (joystick === undefined) return this.#core.failNull(this.#count());
    if (joystick.users === 0) joystick.handle = this.#core.handle(joystick);
    if (joystick.handle !== 0) joystick.users++;
    return joystick.handle;
  }

  #close(joystick: Joystick): void {
    if (--joystick.users > 0) return;
    this.#core.handles.delete(joystick.handle);
    joystick.handle = 0;
    this.#gone = this.#gone.filter((other) => other !== joystick);
  }

  #count(): string {
    return `There are ${this.#devices().length} joysticks available`;
  }

  /** A device's name in the guest's memory, where it stays. */
  #name(name: string): number {
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
      SDL_NumJoysticks: ['()->i32', () => this.#devices().length],
      SDL_JoystickOpen: ['(i32)->i32', (index: number) => this.#open(index)],
      SDL_JoystickClose: [
        '(i32)->',
        (handle: number) => {
          withJoystick(handle, 0, (joystick) => {
            this.#close(joystick);
            return 0;
          });
        },
      ],
      SDL_JoystickName: [
        '(i32)->i32',
        (handle: number) => withJoystick(handle, 0, ({ name }) => this.#name(name)),
      ],
      SDL_JoystickNameForIndex: [
        '(i32)->i32',
        (index: number) => {
          const joystick = this.#devices()[index];
          return joystick === undefined ? core.failNull(this.#count()) : this.#name(joystick.name);
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
          // SDL_QUERY is -1; SDL_IGNORE 0 and SDL_ENABLE 1 set.
          if (state === 0 || state === 1) this.#eventState = state;
          return this.#eventState;
        },
      ],
      SDL_JoystickGetDeviceGUID: [
        '(i32,i32)->',
        (result: number, index: number) => {
          const joystick = this.#devices()[index];
          if (joystick === undefined) core.fail(this.#count());
          writeGuid(result, joystick?.guid ?? '');
        },
      ],
      SDL_JoystickGetGUIDFromString: [
        '(i32,i32)->',
        (result: number, text: number) => writeGuid(result, memory.text(text).slice(0, GUID_SIZE * 2)),
      ],
      // No database of controllers' layouts: everything is a joystick.
      SDL_IsGameController: ['(i32)->i32', () => 0],
      SDL_GameControllerOpen: ['(i32)->i32', () => core.failNull("Couldn't find mapping for device (0)")],
      SDL_GameControllerClose: ['(i32)->', () => undefined],
    };
  }
}

function atRest({ standard, state }: Joystick): JoystickState {
  if (standard) return STANDARD_AT_REST;
  const zeros = (values: readonly number[]) => values.map(() => 0);
  return { axes: zeros(state.axes), buttons: zeros(state.buttons), hats: zeros(state.hats) };
}
