import type { Frame, Sound } from '../../engine/host/events.ts';
import type { PlayerEvent } from '../../engine/session/protocol.ts';
import type { PlayerPort, Unsubscribe } from '../bridge/connection.ts';
import { Listeners } from '../bridge/listeners.ts';
import { Gamepads, type PadInput } from '../input/gamepad.ts';
import { Keyboard, type KeyInput } from '../input/keyboard.ts';
import type { PointingInput } from '../input/pointing.ts';
import { PadRumble } from '../input/rumble.ts';
import type { DisplayFacts } from '../screen/display.ts';
import { FrameMeter } from '../screen/frame-meter.ts';
import type { Placed } from '../screen/placement.ts';
import type { Screen } from '../screen/screen.ts';

/** Why the game stands still: the window lost the keyboard, or the player opened the launcher's menu or another view. */
export type PauseReason = 'blur' | 'menu' | 'away';

export interface PlayerStatus {
  /** The session whose port is open. */
  readonly session: number | undefined;
  readonly paused: PauseReason | undefined;
  /** Whether a frame of this session has arrived. */
  readonly picture: boolean;
  /** What the game calls itself; empty until it does. */
  readonly title: string;
  /** How many times as fast as it should the game's time passes. */
  readonly speed: number;
  /** Whether the game wants the mouse for itself. */
  readonly wantsMouse: boolean;
  /** The icon of the game's window, a PNG, if it has one. */
  readonly icon: Uint8Array<ArrayBuffer> | undefined;
}

/** What fast forward goes through. */
const SPEEDS = [1, 4, 16];

/** How long after a key was given to the game its own event is taken for the same press, in milliseconds. */
const TAPPED_MS = 300;

const NOTHING: PlayerStatus = {
  session: undefined,
  paused: undefined,
  picture: false,
  title: '',
  wantsMouse: false,
  icon: undefined,
  speed: 1,
};

/** Where a game's sound goes: the loudspeaker, in a browser. */
export interface SoundOutput {
  /** What is played is the sound of `game`: its listener gives it to `play`, where no shorter way is found. */
  follow?(game: PlayerPort): void;
  play(sound: Sound): void;
  pause(): void;
  /** What is played next does not follow what was played before. */
  resume(): void;
  /** Another game begins: its figures do too. */
  begin?(): void;
}

const SILENCE: SoundOutput = { play: () => {}, pause: () => {}, resume: () => {} };

/** Calls back before the browser draws next: `requestAnimationFrame`. */
export type Schedule = (draw: (now: number) => void) => void;

/**
 * The window's side of a running game: takes its frames to the screen and the player's keys to the game. It outlives views: a game
 * continues, or stays paused, while another view is shown.
 */
export class Player {
  readonly meter = new FrameMeter();
  readonly #schedule: Schedule;
  readonly #output: SoundOutput;
  readonly #keyboard = new Keyboard();
  #gamepads = new Gamepads();
  readonly #rumble: PadRumble;
  readonly #changes = new Listeners<PlayerStatus>();
  readonly #fullscreenWishes = new Listeners<boolean>();
  #status = NOTHING;
  #port: PlayerPort | undefined;
  #screen: Screen | undefined;
  #display: DisplayFacts | undefined;
  #onShown: ((count: number) => void) | undefined;
  /** The newest frame, kept for a screen that comes later. */
  #frame: Frame | undefined;
  #scheduled = false;
  /** The key that `tapKey` gave the game last. */
  #tapped = { code: '', at: Number.NEGATIVE_INFINITY };
  /** Mouse buttons or pads have been used since everything was released. */
  #touched = false;

  constructor(
    schedule: Schedule = (draw) => requestAnimationFrame(draw),
    output: SoundOutput = SILENCE,
    rumble = new PadRumble(),
  ) {
    this.#schedule = schedule;
    this.#output = output;
    this.#rumble = rumble;
  }

  get status(): PlayerStatus {
    return this.#status;
  }

  onChange(listener: (status: PlayerStatus) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  /** Hears whenever the game wants the window in full screen (true) or out of it; `setFullscreen` is to answer. */
  onFullscreenWish(listener: (on: boolean) => void): Unsubscribe {
    return this.#fullscreenWishes.add(listener);
  }

  /** Tells the game that the window is in full screen, or not. */
  setFullscreen(on: boolean): void {
    this.#port?.post({ type: 'fullscreen', on });
  }

  /** The display as the game knows it. */
  get display(): DisplayFacts | undefined {
    return this.#display;
  }

  /** The display that the window is on. The game learns it at once, and so does each later one. */
  setDisplay(display: DisplayFacts): void {
    const { width, height, hertz } = this.#display ?? {};
    if (display.width === width && display.height === height && display.hertz === hertz) return;
    this.#display = display;
    this.#port?.post({ type: 'display', ...display });
  }

  /** Takes over the game behind `port`; the previous one is over. A game that is taken up again runs as this window has it. */
  attach(port: PlayerPort): void {
    const same = port.session === this.#status.session;
    if (!same) {
      this.#frame = undefined;
      this.meter.reset();
      this.#output.begin?.();
      this.#gamepads = new Gamepads();
      this.#rumble.stop();
    }
    this.#keyboard.release();
    this.#port = port;
    this.#output.follow?.(port);
    this.#update(same ? {} : { ...NOTHING, session: port.session });
    if (this.#status.paused === undefined) this.#output.resume();
    port.listen((event) => this.#onEvent(port, event));
    port.post({ type: this.#status.paused === undefined ? 'resume' : 'pause' });
    if (this.#display !== undefined) port.post({ type: 'display', ...this.#display });
  }

  /** The size of the newest frame, in its own pixels, and their shape. */
  get pictureSize(): Placed | undefined {
    return this.#frame;
  }

  /** Draws on `screen` from now on, undefined while there is none; `onShown` receives how many frames the session has shown. */
  setScreen(screen: Screen | undefined, onShown?: (count: number) => void): void {
    this.#screen = screen;
    this.#onShown = onShown;
    if (this.#frame !== undefined) screen?.show(this.#frame);
  }

  pause(reason: PauseReason): void {
    this.releaseKeys();
    this.#rumble.stop();
    if (this.#status.paused === reason) return;
    if (this.#status.paused === undefined) {
      this.#output.pause();
      this.#port?.post({ type: 'pause' });
    }
    this.#update({ paused: reason });
  }

  resume(): void {
    if (this.#status.paused === undefined) return;
    this.meter.forget();
    this.#output.resume();
    this.#port?.post({ type: 'resume' });
    this.#update({ paused: undefined });
  }

  /** Fast forward, faster, and as it should be again. */
  changeSpeed(): void {
    const { speed } = this.#status;
    const times = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    this.#port?.post({ type: 'speed', times });
    if (times === 1) this.#output.resume();
    this.#update({ speed: times });
  }

  /** Returns whether the game took the key, so that nothing else does. */
  keyDown(event: KeyInput): boolean {
    if (this.#status.paused !== undefined || this.#port === undefined) return false;
    // The page received it after all, late: the game has it already.
    if (event.code === this.#tapped.code && performance.now() - this.#tapped.at < TAPPED_MS) return true;
    const messages = this.#keyboard.down(event);
    for (const message of messages) this.#port.post(message);
    return messages.length > 0;
  }

  keyUp(event: KeyInput): void {
    for (const message of this.#keyboard.up(event)) this.#port?.post(message);
  }

  /** A key went down and up that the browser kept for itself. */
  tapKey(code: string): void {
    if (this.#status.paused !== undefined) return;
    this.#tapped = { code, at: performance.now() };
    for (const down of [true, false]) this.#port?.post({ type: 'key', code, down, repeat: false });
  }

  /** What mouse or pads did. Returns whether the game took it: not while it waits. */
  input(message: PointingInput): boolean {
    if (this.#status.paused !== undefined || this.#port === undefined) return false;
    this.#port.post(message);
    if (message.type === 'mouse-button' || message.type === 'gamepad') this.#touched = true;
    return true;
  }

  /** Tells the game what is different about these pads, which are all that there are. */
  pads(pads: readonly (PadInput | null)[]): void {
    if (this.#status.paused !== undefined || this.#port === undefined) return;
    for (const message of this.#gamepads.changes(pads)) this.input(message);
  }

  /** The keyboard may have another layout than when the window last had it. */
  refreshLayout(): void {
    void this.#keyboard.layout.refresh();
  }

  /** Releases all keys and buttons, for the game: nothing will report their release. */
  releaseKeys(): void {
    const messages = this.#keyboard.release();
    if (messages.length > 0 || this.#touched) this.#port?.post({ type: 'release-keys' });
    this.#touched = false;
    this.#gamepads.forget();
  }

  #onEvent(port: PlayerPort, event: PlayerEvent): void {
    if (port !== this.#port) return;
    if (event.type === 'title') {
      this.#update({ title: event.title });
      return;
    }
    if (event.type === 'mouse-grab') {
      this.#update({ wantsMouse: event.grabbed });
      return;
    }
    if (event.type === 'icon') {
      this.#update({ icon: event.png });
      return;
    }
    if (event.type === 'fullscreen') {
      this.#fullscreenWishes.emit(event.on);
      return;
    }
    if (event.type === 'pad-rumble') {
      if (this.#status.paused === undefined) this.#rumble.play(event);
      return;
    }
    if (event.type === 'sound') {
      // What a pause catches on its way would be heard long after.
      if (this.#status.paused === undefined) this.#output.play(event);
      port.post({ type: 'sound-ack', seq: event.seq });
      return;
    }
    this.#frame = event;
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule((now) => this.#draw(now));
  }

  /** Only now is the frame acknowledged: the engine makes the next one when this one is shown, not earlier. */
  #draw(now: number): void {
    this.#scheduled = false;
    const frame = this.#frame;
    if (frame === undefined) return;
    this.#screen?.show(frame);
    this.meter.tick(now);
    this.#onShown?.(this.meter.count);
    this.#port?.post({ type: 'frame-ack', seq: frame.seq });
    if (!this.#status.picture) this.#update({ picture: true });
  }

  #update(change: Partial<PlayerStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#changes.emit(this.#status);
  }
}
