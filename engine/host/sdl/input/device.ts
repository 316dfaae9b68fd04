import type { PadState } from '../../platform.ts';
import { type JoystickState, joystickState, padIdentity, STANDARD_AT_REST } from './pads.ts';
import type { JoystickRecord } from './state.ts';

/** A device, plugged in or gone while a game holds it; what SDL_Joystick* points at once it is opened. */
export class Joystick {
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
  /** Whether the window can make it rumble. */
  rumbles: boolean;

  constructor(
    identity: { id: string; name: string; guid: string; standard: boolean },
    instance: number,
    state: JoystickState,
    rumbles = false,
  ) {
    this.id = identity.id;
    this.name = identity.name;
    this.guid = identity.guid;
    this.standard = identity.standard;
    this.instance = instance;
    this.state = state;
    this.rumbles = rumbles;
  }

  static restored(record: JoystickRecord): Joystick {
    const { attached, handle, users, instance, state, rumbles, ...identity } = record;
    return Object.assign(new Joystick(identity, instance, state, rumbles), { attached, handle, users });
  }

  capture(): JoystickRecord {
    const { id, name, guid, standard, state, instance, attached, handle, users, rumbles } = this;
    const { axes, buttons, hats } = state;
    return {
      ...{ id, name, guid, standard, instance, attached, handle, users, rumbles },
      state: { axes: [...axes], buttons: [...buttons], hats: [...hats] },
    };
  }

  /** The joystick that a pad becomes. It has moved nowhere yet. */
  static of(pad: PadState, instance: number): Joystick {
    const { id, standard, axes, buttons } = pad;
    const untouched = { ...pad, axes: axes.map(() => 0), buttons: buttons.map(() => 0) };
    return new Joystick({ ...padIdentity(id), id, standard }, instance, joystickState(untouched));
  }

  /** Every stick, trigger and button released. */
  get atRest(): JoystickState {
    if (this.standard) return STANDARD_AT_REST;
    const zeros = (values: readonly number[]) => values.map(() => 0);
    const { axes, buttons, hats } = this.state;
    return { axes: zeros(axes), buttons: zeros(buttons), hats: zeros(hats) };
  }
}

/** Notified of changes of joysticks, each time before the joystick’s own event: SDL’s game controllers. */
export interface JoystickWatcher {
  /** A device has come, or is there as joysticks start, at this index. */
  added(index: number, joystick: Joystick): void;
  removed(joystick: Joystick): void;
  axis(joystick: Joystick, axis: number, value: number): void;
  button(joystick: Joystick, button: number, down: boolean): void;
}
