import type { SdlCore } from '../core.ts';
import type { QueueState } from './state.ts';

/** SDL_EventType. */
export const EVENT = {
  FIRST: 0,
  QUIT: 0x100,
  WINDOW: 0x200,
  KEYDOWN: 0x300,
  KEYUP: 0x301,
  TEXTINPUT: 0x303,
  MOUSEMOTION: 0x400,
  MOUSEBUTTONDOWN: 0x401,
  MOUSEBUTTONUP: 0x402,
  MOUSEWHEEL: 0x403,
  JOYAXISMOTION: 0x600,
  JOYBALLMOTION: 0x601,
  JOYHATMOTION: 0x602,
  JOYBUTTONDOWN: 0x603,
  JOYBUTTONUP: 0x604,
  JOYDEVICEADDED: 0x605,
  JOYDEVICEREMOVED: 0x606,
  JOYBATTERYUPDATED: 0x607,
  CONTROLLERAXISMOTION: 0x650,
  CONTROLLERBUTTONDOWN: 0x651,
  CONTROLLERBUTTONUP: 0x652,
  CONTROLLERDEVICEADDED: 0x653,
  CONTROLLERDEVICEREMOVED: 0x654,
  LAST: 0xffff,
} as const;

/** SDL_QUERY, SDL_IGNORE and SDL_ENABLE. */
export const QUERY = -1;
export const IGNORE = 0;
export const ENABLE = 1;

/** sizeof(SDL_Event) with 4-byte pointers. */
export const EVENT_SIZE = 56;
const MAX_TEXT_INPUT = 32;
/** SDL_MAX_QUEUED_EVENTS. */
export const MAX_QUEUED = 65535;

/** An SDL_Event as its bytes, little-endian. All events begin with the type, the timestamp and the window's id (SDL_events.h). */
class EventRecord {
  readonly bytes = new Uint8Array(EVENT_SIZE);
  readonly #view = new DataView(this.bytes.buffer);

  constructor(type: number, timestamp: number, window: number) {
    this.u32(0, type);
    this.u32(4, timestamp);
    this.u32(8, window);
  }

  u8(at: number, value: number): this {
    this.#view.setUint8(at, value);
    return this;
  }

  u16(at: number, value: number): this {
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(at: number, value: number): this {
    this.#view.setInt32(at, value, true);
    return this;
  }

  f32(at: number, value: number): this {
    this.#view.setFloat32(at, value, true);
    return this;
  }
}

/** Event types that a game may ignore at a time: SDL has 65536. */
export const MAX_IGNORED = 0x10000;

/** The event queue. Areas post to it through one method an event, each written in the layout of SDL_events.h. */
export class EventQueue {
  readonly #core: SdlCore;
  #records: Uint8Array[] = [];
  /** Event types that SDL_EventState has turned off. */
  readonly #ignored = new Set<number>();
  /** Events were taken out since `beingEmptied` was asked last. */
  #taken = false;

  constructor(core: SdlCore) {
    this.#core = core;
  }

  /** SDL_WindowEvent: `event` is an SDL_WindowEventID. */
  window(window: number, event: number, data1 = 0, data2 = 0): void {
    this.#post(this.#record(EVENT.WINDOW, window).u8(12, event).u32(16, data1).u32(20, data2));
  }

  key(
    window: number,
    down: boolean,
    repeat: boolean,
    key: { scancode: number; keycode: number; mods: number },
  ): void {
    this.#post(
      this.#record(down ? EVENT.KEYDOWN : EVENT.KEYUP, window)
        .u8(12, down ? 1 : 0)
        .u8(13, repeat ? 1 : 0)
        .u32(16, key.scancode)
        .u32(20, key.keycode)
        .u16(24, key.mods),
    );
  }

  /** SDL_TextInputEvent: longer texts are cut to whole characters. */
  text(window: number, text: string): void {
    const record = this.#record(EVENT.TEXTINPUT, window);
    new TextEncoder().encodeInto(text, record.bytes.subarray(12, 12 + MAX_TEXT_INPUT - 1));
    this.#post(record);
  }

  mouseMotion(window: number, buttons: number, at: { x: number; y: number; dx: number; dy: number }): void {
    this.#post(
      this.#record(EVENT.MOUSEMOTION, window)
        .u32(16, buttons)
        .u32(20, at.x)
        .u32(24, at.y)
        .u32(28, at.dx)
        .u32(32, at.dy),
    );
  }

  mouseButton(window: number, button: number, down: boolean, at: { x: number; y: number }): void {
    this.#post(
      this.#record(down ? EVENT.MOUSEBUTTONDOWN : EVENT.MOUSEBUTTONUP, window)
        .u8(16, button)
        .u8(17, down ? 1 : 0)
        .u8(18, 1)
        .u32(20, at.x)
        .u32(24, at.y),
    );
  }

  /** SDL_MouseWheelEvent: whole notches in `x` and `y`, the exact turn in `preciseX` and `preciseY`. */
  mouseWheel(
    window: number,
    notches: { x: number; y: number; preciseX: number; preciseY: number },
    at: { x: number; y: number },
  ): void {
    this.#post(
      this.#record(EVENT.MOUSEWHEEL, window)
        .u32(16, notches.x)
        .u32(20, notches.y)
        .f32(28, notches.preciseX)
        .f32(32, notches.preciseY)
        .u32(36, at.x)
        .u32(40, at.y),
    );
  }

  /** SDL_JoyAxisEvent. Events of joysticks have the instance where others have a window. */
  joyAxis(instance: number, axis: number, value: number): void {
    this.#post(this.#record(EVENT.JOYAXISMOTION, instance).u8(12, axis).u16(16, value));
  }

  joyHat(instance: number, hat: number, value: number): void {
    this.#post(this.#record(EVENT.JOYHATMOTION, instance).u8(12, hat).u8(13, value));
  }

  joyButton(instance: number, button: number, down: boolean): void {
    const type = down ? EVENT.JOYBUTTONDOWN : EVENT.JOYBUTTONUP;
    this.#post(
      this.#record(type, instance)
        .u8(12, button)
        .u8(13, down ? 1 : 0),
    );
  }

  /** SDL_JoyDeviceEvent: what has come is told by its index. */
  joyDeviceAdded(index: number): void {
    this.#post(this.#record(EVENT.JOYDEVICEADDED, index));
  }

  /** What has gone is told by its instance. */
  joyDeviceRemoved(instance: number): void {
    this.#post(this.#record(EVENT.JOYDEVICEREMOVED, instance));
  }

  /** SDL_ControllerAxisEvent. Events of controllers name the instance of their joystick. */
  controllerAxis(instance: number, axis: number, value: number): void {
    this.#post(this.#record(EVENT.CONTROLLERAXISMOTION, instance).u8(12, axis).u16(16, value));
  }

  controllerButton(instance: number, button: number, down: boolean): void {
    const type = down ? EVENT.CONTROLLERBUTTONDOWN : EVENT.CONTROLLERBUTTONUP;
    this.#post(
      this.#record(type, instance)
        .u8(12, button)
        .u8(13, down ? 1 : 0),
    );
  }

  /** SDL_ControllerDeviceEvent: an index, as for joysticks. */
  controllerAdded(index: number): void {
    this.#post(this.#record(EVENT.CONTROLLERDEVICEADDED, index));
  }

  /** An instance, as for joysticks. */
  controllerRemoved(instance: number): void {
    this.#post(this.#record(EVENT.CONTROLLERDEVICEREMOVED, instance));
  }

  quit(): void {
    this.#post(this.#record(EVENT.QUIT, 0));
  }

  /** Drops the queued events of a type, as SDL_FlushEvent does. */
  flush(type: number): void {
    this.#records = this.#records.filter((record) => typeOf(record) !== type);
  }

  clear(): void {
    this.#records = [];
  }

  /** Whether the game wants events of a type. */
  enabled(type: number): boolean {
    return !this.#ignored.has(type);
  }

  /** SDL_EventState: whether events of a type are posted. Those that wait are dropped when it is turned off. */
  enable(type: number, on: boolean): void {
    if (on) this.#ignored.delete(type);
    else if (this.enabled(type)) {
      this.#ignored.add(type);
      this.flush(type);
    }
  }

  /** Up to `count` events with types from `min` to `max`, oldest first; taken out of the queue if `remove`. */
  peek(count: number, min: number, max: number, remove: boolean): Uint8Array[] {
    const found: Uint8Array[] = [];
    for (const record of this.#records) {
      if (found.length >= count) break;
      if (typeOf(record) >= min && typeOf(record) <= max) found.push(record);
    }
    if (!remove) return found;
    this.#taken ||= found.length > 0;
    // A game empties a long queue event by event: what stands in front needs no search.
    if (found.every((record, i) => record === this.#records[i])) this.#records.splice(0, found.length);
    else {
      const taken = new Set(found);
      this.#records = this.#records.filter((record) => !taken.has(record));
    }
    return found;
  }

  /** Whether the game has taken events since this was asked last, and has more of them to take. */
  beingEmptied(): boolean {
    const taken = this.#taken;
    this.#taken = false;
    return taken && this.#records.length > 0;
  }

  /** Adds an event that the game made. False when the queue is full. */
  add(bytes: Uint8Array): boolean {
    if (this.#records.length >= MAX_QUEUED) return false;
    this.#records.push(bytes);
    return true;
  }

  capture(): QueueState {
    const records = new Uint8Array(EVENT_SIZE * this.#records.length);
    for (const [i, record] of this.#records.entries()) records.set(record, EVENT_SIZE * i);
    return { records, taken: this.#taken, ignored: [...this.#ignored] };
  }

  restore({ records, taken, ignored }: QueueState): void {
    this.#taken = taken;
    this.#ignored.clear();
    for (const type of ignored) this.#ignored.add(type);
    this.#records = Array.from({ length: records.length / EVENT_SIZE }, (_, i) =>
      records.slice(EVENT_SIZE * i, EVENT_SIZE * (i + 1)),
    );
  }

  #record(type: number, window: number): EventRecord {
    return new EventRecord(type, this.#core.ticks(), window);
  }

  #post(record: EventRecord): void {
    if (this.enabled(typeOf(record.bytes))) this.add(record.bytes);
  }
}

function typeOf(record: Uint8Array): number {
  return (record[0] | (record[1] << 8) | (record[2] << 16) | (record[3] << 24)) >>> 0;
}
